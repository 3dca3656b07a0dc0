import { call, onChange } from "../../backend/call";
import type { ShiftState } from "../../backend/wire";

let state = $state.raw<ShiftState | null>(null);

/** The shift at this till; `null` until the first answer. */
export function shift(): ShiftState | null {
  return state;
}

export function tookShift(next: ShiftState): void {
  state = next;
}

async function look(): Promise<void> {
  state = await call("shift_show", {});
}

export function watchShift(): () => void {
  void look().catch(() => undefined);
  return onChange("shift", () => void look().catch(() => undefined));
}
