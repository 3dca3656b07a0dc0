import { asFault } from "../../backend/call";
import type { Approval, Code, User } from "../../backend/wire";
import { Cancelled } from "../../lib/cancelled";
import { app } from "../session/app.svelte";

/** Something that waits for somebody's word. */
export interface Ask {
  /** What is to be allowed: the matter first, then what else is known of it. */
  what: string[];
  /** Sends it again with the word; rejects while the word will not do. */
  send: (approval: Approval) => Promise<void>;
  /** Not while it is being sent: what was allowed happens. */
  giveUp: () => void;
  /** Whoever asked is gone. */
  leave: () => void;
}

const APPROVERS = ["supervisor", "manager", "owner"];
/** The word itself will not do: another one may. */
const TRY_AGAIN: Code[] = [
  "wrong_pin",
  "sign_in_throttled",
  "pin_to_be_changed",
  "pin_spent",
  "not_permitted",
  "unknown_user",
  "approval_needed",
];

let asked = $state.raw<Ask | null>(null);

export function asking(): Ask | null {
  return asked;
}

/** Everybody but the one who is signed in whose word counts, who stands nearest first. */
export function approvers(): User[] {
  const self = app()?.session?.user.name;
  const rank = ({ role }: User) => APPROVERS.indexOf(role);
  return (app()?.users ?? [])
    .filter((user) => user.name !== self && rank(user) >= 0)
    .sort((one, other) => rank(one) - rank(other));
}

/**
 * Runs something that may be beyond the role of whoever is signed in. Where it is, somebody is asked for a PIN and it
 * runs again with that word. Rejects with `Cancelled` when nobody gives it: say nothing then.
 */
export async function withApproval<T>(
  run: (approval: Approval | null) => Promise<T>,
  what: string | string[] = [],
): Promise<T> {
  try {
    return await run(null);
  } catch (cause) {
    if (asFault(cause).code !== "approval_needed") throw cause;
  }
  asked?.leave();
  return new Promise<T>((resolve, reject) => {
    let sending = false;
    const leave = () => {
      reject(new Cancelled());
      close(ask);
    };
    const ask: Ask = {
      what: [what].flat(),
      send: async (approval) => {
        sending = true;
        try {
          resolve(await run(approval));
        } catch (cause) {
          if (TRY_AGAIN.includes(asFault(cause).code)) throw cause;
          reject(cause);
        } finally {
          sending = false;
        }
        close(ask);
      },
      giveUp: () => {
        if (!sending) leave();
      },
      leave,
    };
    asked = ask;
  });
}

function close(ask: Ask): void {
  if (asked === ask) asked = null;
}
