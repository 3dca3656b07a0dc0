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
  expect(auditSentence(entry("compliance_check_passed", { step: "simplified-compliant" }))).toBe(
    "نجاح: فحص فاتورة مبسطة",
  );
});

test("counts_and_amounts_are_grouped_as_on_every_screen", () => {
  const bare = (event: string, details: unknown) =>
    auditSentence(entry(event, details)).replace(/[\u2066\u2069]/g, "");
  speak("ar");
  expect(bare("items_imported", { file: "many.csv", new: 20000, changed: 3 })).toBe(
    "استيراد many.csv: الجديد 20,000 والمتغير 3",
  );
  expect(bare("cash_moved", { amount: "-1250.00", reason: "بنك" })).toBe(
    "حركة نقد في الدرج: -1,250.00 ر.س، بنك",
  );
  expect(bare("invoice_issued", { number: "T1-001250" })).toBe("إصدار T1-001250");
});

test("an_event_that_nobody_knows_stands_with_its_key", () => {
  expect(auditSentence(entry("moon_landed", {}))).toBe("moon_landed");
});

test("a_change_of_the_settings_says_what_it_was_and_what_it_is", () => {
  const changed = {
    cashier_discount: ["10", "15"],
    auto_lock_minutes: [10, 0],
    theme: ["system", "dark"],
    scale_prefixes: [[], [1]],
  };
  const bare = (text: string) => text.replace(/[\u2066\u2069]/g, "");
  speak("en");
  expect(bare(auditSentence(entry("policy_changed", { changed })))).toBe(
    "Changed the settings: Largest discount % (Cashier): from 10 to 15, The till locks itself after: from 10 minutes to Never, " +
      "Colours: from System to Dark, Scale barcodes",
  );
  speak("ar");
  expect(bare(auditSentence(entry("policy_changed", { changed: { sounds: [true, false] } })))).toBe(
    "تغيير الإعدادات: الأصوات من «تعمل» إلى «صامتة»",
  );
  // Of a landing before: the policy as a whole.
  expect(bare(auditSentence(entry("policy_changed", { theme: "dark" })))).toBe("تغيير الإعدادات: —");
});
