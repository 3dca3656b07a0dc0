import { call, onChange } from "../../backend/call";
import type { Display } from "../../backend/wire";
import { settle } from "../../lib/policy.svelte";

/** The same page is the customer's side, where its address says so: it asks for nothing but what he may see. */
export const isDisplay = location.hash === "#display";

let shown = $state.raw<Display | null>(null);
let lost = $state(false);

/** What the customer is to see; `null` until the till has answered. */
export function display(): Display | null {
  return shown;
}

/** Whether the till does not answer just now. */
export function isLost(): boolean {
  return lost;
}

/** Nobody stands before this window to press anything: it asks again by itself. */
const AGAIN_MS = 2000;

export function watchDisplay(): () => void {
  const ask = () =>
    call("display_show", {}).then(
      (answer) => {
        shown = answer;
        settle({ digits: answer.digits, keypad: "telephone", sounds: false });
        lost = false;
      },
      () => (lost = true),
    );
  void ask();
  const stops = (["display", "cart"] as const).map((topic) => onChange(topic, () => void ask()));
  const again = setInterval(() => void ask(), AGAIN_MS);
  return () => {
    clearInterval(again);
    for (const stop of stops) stop();
  };
}
