import { afterEach, expect, test } from "vitest";
import { speak } from "../../lib/words.svelte";
import { auditSentence } from "./sentence";

afterEach(() => speak("ar"));

const entry = (event: string, details: unknown) => ({
  id: 1,
  at: 0,
  user: "هدى",
  event,
  details: JSON.stringify(details),
});

test("an_event_is_told_in_the_language_of_the_screen", () => {
  const added = entry("user_added", { user: "ريم", role: "cashier" });
  speak("ar");
  expect(auditSentence(added)).toBe("إضافة ريم بدور كاشير");
  speak("en");
  expect(auditSentence(added)).toBe("Added ريم as Cashier");
});

test("who_approved_is_told_behind_it", () => {
  speak("en");
  const moved = entry("cash_moved", { amount: "-30.00", reason: "bank", approved_by: "Huda" });
  expect(auditSentence(moved).replace(/[\u2066\u2069]/g, "")).toBe(
    "Moved cash: SAR -30.00, bank (approved by Huda)",
  );
  expect(auditSentence(entry("cash_moved", { amount: "1.00", reason: "x", approved_by: "" }))).not.toContain(
    "(",
  );
});

test("a_check_is_told_in_words", () => {
  speak("ar");
  expect(auditSentence(entry("compliance_check_passed", { step: "simplified-debit-note-compliant" }))).toBe(
    "نجاح: فحص إشعار مدين مبسط",
  );
});

test("an_event_that_nobody_knows_stands_with_its_key", () => {
  expect(auditSentence(entry("moon_landed", {}))).toBe("moon_landed");
});
