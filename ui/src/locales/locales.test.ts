import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ar } from "./ar";
import { en } from "./en";

const wire = readFileSync("src/backend/wire.ts", "utf8");

/** The members of a generated union of texts. */
function members(type: string): string[] {
  const union = new RegExp(`export type ${type} = ([^;]+);`).exec(wire)?.[1];
  if (union === undefined) throw new Error(`the wire has no ${type}`);
  return [...union.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
}

type Tree = { [key: string]: unknown };

function paths(tree: Tree, at = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? paths(value as Tree, `${at}${key}.`) : [`${at}${key}`],
  );
}

/** Every sentence, those made by functions with some numbers tried. */
function sentences(tree: unknown): string[] {
  if (typeof tree === "string") return [tree];
  if (typeof tree === "function") return [0, 1, 2, 3, 11, 100].map((n) => String(tree(n, "")));
  return Object.values(tree as Tree).flatMap(sentences);
}

test("both_languages_have_the_same_keys", () => {
  expect(paths(en)).toEqual(paths(ar));
});

test("every_fault_code_has_a_sentence_in_both_languages", () => {
  for (const locale of [ar, en]) expect(Object.keys(locale.faults).sort()).toEqual(members("Code").sort());
});

test("sentences_keep_their_placeholders", () => {
  const placeholders = (text: string) => text.match(/\{\w+\}/g) ?? [];
  for (const code of Object.keys(ar.faults) as (keyof typeof ar.faults)[])
    expect(placeholders(en.faults[code])).toEqual(placeholders(ar.faults[code]));
});

test("every_closed_list_has_its_words", () => {
  for (const locale of [ar, en]) {
    expect(Object.keys(locale.manager.standings).sort()).toEqual(members("Standing").sort());
    expect(Object.keys(locale.onboarding.steps).sort()).toEqual(members("OnboardingStep").sort());
    expect(Object.keys(locale.signIn.roles).sort()).toEqual(members("Role").sort());
    expect(Object.keys(locale.environments).sort()).toEqual(members("Environment").sort());
    expect(Object.keys(locale.onboarding.otpHow).sort()).toEqual(members("Environment").sort());
    expect(Object.keys(locale.csid.kinds).sort()).toEqual(members("Kinds").sort());
    expect(Object.keys(locale.csid.validity).sort()).toEqual(members("Validity").sort());
    expect(Object.keys(locale.csid.advice).sort()).toEqual(members("Validity").sort());
  }
});

test("everything_that_can_be_put_right_has_a_name", () => {
  const till = readFileSync("../src-tauri/crates/till/src/reissue.rs", "utf8");
  const fields = [...till.matchAll(/\("((?:seller|buyer|supply|lines)\.\w+|flags|note|order|reason)",/g)].map(
    (match) => match[1] ?? "",
  );
  expect(fields).toContain("lines.exemption");
  for (const locale of [ar, en])
    expect(fields.filter((field) => locale.documents.clinic.fields[field] === undefined)).toEqual([]);
});

test("no_arabic_word_ends_in_tanwin", () => {
  const misplaced = sentences(ar).filter((text) => /[\u064b-\u064d]ا?(?![\u0621-\u0652])/.test(text));
  expect(misplaced).toEqual([]);
});

test("no_arabic_sentence_turns_a_number_with_hyphens_around", () => {
  const isolated = /\u2066[^\u2069]*\u2069/g;
  expect(sentences(ar).filter((text) => /\d-\d/.test(text.replace(isolated, "")))).toEqual([]);
});

test("digits_are_western_everywhere", () => {
  expect([...sentences(ar), ...sentences(en)].filter((text) => /[٠-٩]/.test(text))).toEqual([]);
});

test("arabic_counts_in_six_ways", () => {
  expect([0, 1, 2, 3, 10, 11, 100, 103].map((n) => ar.cart.count(n))).toEqual([
    "فارغة",
    "صنف واحد",
    "صنفان",
    "3 أصناف",
    "10 أصناف",
    "11 صنفا",
    "100 صنف",
    "103 أصناف",
  ]);
});
