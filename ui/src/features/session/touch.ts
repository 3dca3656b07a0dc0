import { call } from "../../backend/call";

/** The till hears of a hand at most so often: it locks by itself when it has heard of none for long. */
const TOLD_MS = 20_000;
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

let told = 0;

/** Tells the till that somebody is there. */
export function tellTouch(): void {
  const now = Date.now();
  if (now - told < TOLD_MS) return;
  told = now;
  // One that fails is followed by the next.
  call("session_touch", {}).catch(() => undefined);
}

/** Runs `felt` at each touch, until the returned function is called. */
export function watchTouches(felt: () => void): () => void {
  for (const sign of SIGNS) window.addEventListener(sign, felt, { capture: true, passive: true });
  return () => {
    for (const sign of SIGNS) window.removeEventListener(sign, felt, { capture: true });
  };
}
