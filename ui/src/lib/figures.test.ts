import { afterEach, expect, test } from "vitest";
import { amountShown, quantityShown } from "./figures";
import { settle } from "./policy.svelte";
import { speak } from "./words.svelte";

afterEach(() => {
  settle({ digits: "western", keypad: "telephone", sounds: true });
  speak("ar");
});

test("digits_are_western_unless_the_shop_wants_others", () => {
  expect(amountShown("1234.50")).toBe("1,234.50");
  settle({ digits: "arabic", keypad: "telephone", sounds: true });
  expect(amountShown("1234.50")).toBe("١٬٢٣٤٫٥٠");
  expect(quantityShown("2.500")).toBe("٢٫٥");
});

test("the_english_screen_keeps_western_digits", () => {
  settle({ digits: "arabic", keypad: "telephone", sounds: true });
  speak("en");
  expect(amountShown("12.50")).toBe("12.50");
});
