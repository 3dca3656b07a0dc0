import { expect, test } from "vitest";
import type { ReturnLine } from "../../backend/wire";
import { GivingBack } from "./giving-back.svelte";

const line = (place: number, left: string): ReturnLine => ({
  place,
  name: `صنف ${place}`,
  name_en: "",
  unit: "PCE",
  quantity: "3",
  left,
  amount_left: "9.00",
});

test("the_only_line_that_is_left_is_ticked_from_the_start", () => {
  expect(new GivingBack([line(1, "0"), line(2, "3")]).parts()).toEqual([{ place: 2, quantity: "" }]);
  expect(new GivingBack([line(1, "1"), line(2, "3")]).parts()).toEqual([]);
});

test("what_was_given_back_already_is_never_ticked", () => {
  const [gone, left, other] = [line(1, "0.000"), line(2, "3"), line(3, "1")];
  const back = new GivingBack([gone, left, other]);
  back.tick(gone);
  back.setQuantity(gone, "1");
  back.tickAll();
  expect(back.parts()).toEqual([
    { place: 2, quantity: "" },
    { place: 3, quantity: "" },
  ]);
});

test("a_quantity_ticks_its_line_and_a_second_tick_takes_it_away", () => {
  const [first, second] = [line(1, "3"), line(2, "3")];
  const back = new GivingBack([first, second]);
  back.setQuantity(second, "2");
  expect(back.parts()).toEqual([{ place: 2, quantity: "2" }]);
  expect(back.quantityOf(second)).toBe("2");
  back.tick(second);
  expect(back.count).toBe(0);
});
