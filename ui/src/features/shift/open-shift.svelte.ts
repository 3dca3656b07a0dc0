import { call, onChange } from "../../backend/call";
import type { OpenShift, ShiftState } from "../../backend/wire";

let state = $state.raw<ShiftState | null>(null);

/** The open shift; `null` where there is none, `undefined` until the till has answered. */
export function openShift(): OpenShift | null | undefined {
  return state === null ? undefined : state.open;
}

/** The notes and coins to be counted. */
export function pieces(): Pick<ShiftState, "denominations" | "largest_coin"> | null {
  return state;
}

export function tookShift(answer: ShiftState): void {
  state = answer;
}

export async function refreshShift(): Promise<void> {
  state = await call("shift_show", {});
}

export function watchShift(): () => void {
  const quiet = () => void refreshShift().catch(() => undefined);
  quiet();
  return onChange("shift", quiet);
}
