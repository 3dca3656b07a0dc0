import { expect, test } from "vitest";
import { begunWith, isVatNumber } from "./form";

test("fifteen_digits_begin_a_company", () => {
  expect(begunWith("٣١٠١٢٢٣٩٣٥٠٠٠٠٣")).toMatchObject({
    company: true,
    vat_number: "310122393500003",
    name: "",
  });
});

test("a_phone_begins_a_person_and_a_word_is_a_name", () => {
  expect(begunWith("0501234567")).toMatchObject({ company: false, phone: "0501234567", name: "" });
  expect(begunWith(" أبو خالد ")).toMatchObject({ company: false, phone: "", name: "أبو خالد" });
});

test("a_vat_number_has_a_3_at_both_ends", () => {
  expect(isVatNumber("310122393500003")).toBe(true);
  expect(isVatNumber("310122393500004")).toBe(false);
  expect(isVatNumber("31012239350000")).toBe(false);
});
