import { expect, test } from "vitest";
import { Handed } from "./handed.svelte";

const QUICK = ["50.00", "100.00"];

test("a_digit_over_the_letters_arms_the_quick_amount_of_that_number", () => {
  const handed = new Handed(() => QUICK);
  handed.hear("Digit2");
  handed.typed = "2";
  expect(handed.armed).toBe("100.00");
  expect(handed.amount).toBe("100.00");
});

test("a_second_digit_makes_it_an_amount_for_good", () => {
  const handed = new Handed(() => QUICK);
  handed.hear("Digit1");
  handed.typed = "1";
  handed.typed = "15";
  expect([handed.armed, handed.amount]).toEqual([null, "15.00"]);
  handed.typed = "1";
  expect([handed.armed, handed.amount]).toEqual([null, "1.00"]);
});

test("the_number_pad_and_the_screens_keys_only_type", () => {
  const handed = new Handed(() => QUICK);
  handed.hear("Numpad2");
  handed.typed = "2";
  expect([handed.armed, handed.amount]).toEqual([null, "2.00"]);
  handed.hear("Digit2");
  handed.tap("2");
  expect([handed.armed, handed.amount]).toEqual([null, "2.00"]);
});

test("a_number_without_a_quick_amount_is_an_amount", () => {
  const handed = new Handed(() => QUICK);
  handed.hear("Digit5");
  handed.typed = "5";
  expect([handed.armed, handed.amount]).toEqual([null, "5.00"]);
});

test("nothing_and_zero_are_no_amount", () => {
  const handed = new Handed(() => QUICK);
  expect(handed.amount).toBeNull();
  handed.typed = "0.0";
  expect(handed.amount).toBeNull();
  handed.typed = "٧٫٥ ريال";
  expect(handed.amount).toBe("7.50");
  handed.clear();
  expect(handed.amount).toBeNull();
});
