/** What the shop has settled about the screen itself. */
export interface ScreenPolicy {
  digits: "western" | "arabic";
  keypad: "telephone" | "calculator";
  sounds: boolean;
}

let settled = $state.raw<ScreenPolicy>({ digits: "western", keypad: "telephone", sounds: true });

export function screenPolicy(): ScreenPolicy {
  return settled;
}

export function settle({ digits, keypad, sounds }: ScreenPolicy): void {
  settled = { digits, keypad, sounds };
}
