import { asFault, call, onChange } from "../../backend/call";
import type { AppState, Fault, LockReason, Permission } from "../../backend/wire";
import { settle } from "../../lib/policy.svelte";
import { speak } from "../../lib/words.svelte";

let state = $state.raw<AppState | null>(null);
let failure = $state.raw<Fault | null>(null);
let leaving = false;
let rests = $state.raw<LockReason | null>(null);
/** How often a state was taken: whoever asked before the latest time may have an older one in hand. */
let taken = 0;

/** Who is at the till and where it stands; `null` until the first answer. */
export function app(): AppState | null {
  return state;
}

/** Why the till did not open at all. */
export function startFailure(): Fault | null {
  return failure;
}

export function may(permission: Permission): boolean {
  return state?.session?.permissions.includes(permission) ?? false;
}

/** Why the till was locked in this window; `null` when it was not. */
export function lockedFor(): LockReason | null {
  return rests;
}

/** Takes an answer that is the whole state. */
export function tookState(next: AppState): void {
  failure = null;
  taken += 1;
  if (JSON.stringify(next) === JSON.stringify(state)) return;
  // Not by this window's own hand: then it was locked, here or in another one.
  if (state?.session && next.session === null && !leaving) rests ??= "idle";
  state = next;
  if (next.session !== null) rests = null;
  speak(next.language);
  settle(next.policy);
}

/** Asks where the till stands. An answer that another one has overtaken may be out of date: it is asked for anew. */
export async function refreshApp(): Promise<void> {
  try {
    const before = taken;
    const state = await call("app_show", {});
    if (before === taken) tookState(state);
    else await refreshApp();
  } catch (cause) {
    failure = asFault(cause);
  }
}

export function watchApp(): () => void {
  return onChange("app", () => void refreshApp());
}

export async function switchLanguage(): Promise<void> {
  const language = state?.language === "en" ? "ar" : "en";
  speak(language);
  tookState(await call("language_set", { language }));
}

/** The till rests with its cart as it is, until somebody signs in. */
export async function lock(reason: LockReason): Promise<void> {
  rests = reason;
  tookState(await call("session_lock", { reason }));
}

export async function signOut(): Promise<void> {
  leaving = true;
  try {
    tookState(await call("session_close", {}));
  } finally {
    leaving = false;
  }
}
