import { expect, test } from "vitest";
import { commandKey, glyph } from "./keys";

const press = (code: string, key: string, shiftKey = false) => ({ code, key, shiftKey });

test("glyphs_come_from_the_place_of_the_key", () => {
  expect(glyph(press("Digit7", "٧"))).toBe("7");
  expect(glyph(press("Numpad7", "7"))).toBe("7");
  expect(glyph(press("KeyQ", "ض"))).toBe("q");
  expect(glyph(press("KeyQ", "ض", true))).toBe("Q");
});

test("signs_of_receipt_codes_come_from_the_place_of_the_key_too", () => {
  expect(glyph(press("Slash", "ظ"))).toBe("/");
  expect(glyph(press("Equal", "="))).toBe("=");
  expect(glyph(press("Equal", "+", true))).toBe("+");
  expect(glyph(press("NumpadDivide", "/"))).toBe("/");
  expect(glyph(press("Slash", "؟", true))).toBeNull();
  expect(glyph(press("KeyB", "لا"))).toBe("b");
});

test("a_star_is_a_command_however_it_is_typed", () => {
  for (const star of [press("Digit8", "*", true), press("NumpadMultiply", "*"), press("Digit8", "*")]) {
    expect(glyph(star)).toBeNull();
    expect(commandKey(star)).toBe("*");
  }
});

test("function_keys_carry_their_shift", () => {
  expect(commandKey(press("F8", "F8"))).toBe("F8");
  expect(commandKey(press("F8", "F8", true))).toBe("Shift+F8");
});

test("plus_and_minus_are_found_on_both_sides_of_the_keyboard", () => {
  expect(commandKey(press("NumpadAdd", "+"))).toBe("+");
  expect(commandKey(press("Equal", "=", false))).toBe("+");
  expect(commandKey(press("NumpadSubtract", "-"))).toBe("-");
  expect(commandKey(press("Minus", "-"))).toBe("-");
});

test("letters_are_no_commands", () => {
  expect(commandKey(press("KeyB", "b"))).toBeNull();
});
