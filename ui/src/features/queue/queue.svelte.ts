import { call, onChange } from "../../backend/call";
import type { QueueState } from "../../backend/wire";

const LOOK_EVERY_MS = 5000;

let state = $state.raw<QueueState | null>(null);

/** Where reporting stands; `null` until the first answer. */
export function queue(): QueueState | null {
  return state;
}

export async function refreshQueue(): Promise<void> {
  try {
    state = await call("queue_show", {});
  } catch {
    // The chip is quiet: it keeps what it last knew.
  }
}

export function watchQueue(): () => void {
  void refreshQueue();
  const stop = onChange("documents", () => void refreshQueue());
  const timer = setInterval(() => void refreshQueue(), LOOK_EVERY_MS);
  return () => {
    stop();
    clearInterval(timer);
  };
}
