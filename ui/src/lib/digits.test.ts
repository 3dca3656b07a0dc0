import { expect, test } from "vitest";
import { decimalOnly, digitsOnly, finished, grouped, isZero, westernDigits } from "./digits";
import { age, countdown } from "./moment";
import { shortened, stepped } from "./quantity";

test("arabic_digits_become_western", () => {
  expect(westernDigits("٤٠٧١")).toBe("4071");
  expect(decimalOnly("١٢٫٥٠")).toBe("12.50");
  expect(digitsOnly("۴071x")).toBe("4071");
});

test("an_amount_keeps_one_decimal_sign", () => {
  expect(decimalOnly("1.2.3")).toBe("1.23");
  expect(decimalOnly("abc")).toBe("");
});

test("a_typed_amount_is_finished_with_its_halalas", () => {
  expect(["50", "7.5", "7.", ".5", "12.345"].map(finished)).toEqual([
    "50.00",
    "7.50",
    "7.00",
    "0.50",
    "12.345",
  ]);
});

test("amounts_are_grouped_for_the_eye_only", () => {
  expect(grouped("1234567.50")).toBe("1,234,567.50");
  expect(grouped("999.00")).toBe("999.00");
});

test("zero_is_seen_in_any_writing", () => {
  expect(isZero("0.00")).toBe(true);
  expect(isZero("")).toBe(true);
  expect(isZero("0.01")).toBe(false);
});

test("quantities_step_without_losing_a_gram", () => {
  expect(stepped("1", 1)).toBe("2");
  expect(stepped("0.755", 1)).toBe("1.755");
  expect(stepped("2.5", -1)).toBe("1.5");
  expect(stepped("1", -1)).toBeNull();
  expect(stepped("0.5", -1)).toBeNull();
  expect(shortened("3.000")).toBe("3");
  expect(shortened("30")).toBe("30");
});

test("ages_are_hours_and_minutes", () => {
  expect(age(720)).toBe("0:12");
  expect(age(86_399)).toBe("23:59");
  expect(countdown(75)).toBe("1:15");
});
