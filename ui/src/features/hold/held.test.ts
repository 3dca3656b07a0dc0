import { expect, test } from "vitest";
import { meant } from "./held.svelte";

const list = [{ number: 1 }, { number: 2 }, { number: 12 }];

test("a_number_that_no_other_begins_with_is_meant_at_once", () => {
  expect(meant("2", list)).toEqual({ number: 2, sure: true });
  expect(meant("12", list)).toEqual({ number: 12, sure: true });
});

test("a_number_that_another_begins_with_waits_for_a_second_digit", () => {
  expect(meant("1", list)).toEqual({ number: 1, sure: false });
  expect(meant("3", list)).toBeNull();
});
