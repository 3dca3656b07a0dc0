import { afterEach, expect, test } from "vitest";
import type { Fault } from "../../backend/wire";
import { speak } from "../../lib/words.svelte";
import { sentence } from "./faults";

const broken: Fault = {
  code: "rules_broken",
  message: "",
  faults: [],
  rules: [
    {
      rule: "BR-KSA-25",
      field: "buyer.name",
      line: 2,
      ar: "اسم المشتري ناقص؛ اكتبه.",
      en: "The name is missing; write it.",
    },
  ],
  seconds: null,
  amount: null,
};

afterEach(() => speak("ar"));

test("a_broken_rule_is_told_in_the_language_of_the_screen_with_its_line", () => {
  speak("ar");
  expect(sentence(broken)).toContain("اسم المشتري ناقص؛ اكتبه.");
  speak("en");
  expect(sentence(broken)).toMatch(/^Line .*2.*: The name is missing; write it\.$/);
});

test("without_a_rule_the_code_has_its_sentence", () => {
  expect(sentence({ ...broken, rules: [] })).not.toBe("");
});
