import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ar } from "./ar";
import { en } from "./en";

const wire = readFileSync("src/backend/wire.ts", "utf8");
const TILL = "../src-tauri/crates/till/src";

/** The members of a generated union of texts. */
function members(type: string): string[] {
  const union = new RegExp(`export type ${type} = ([^;]+);`).exec(wire)?.[1];
  if (union === undefined) throw new Error(`the wire has no ${type}`);
  return [...union.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
}

test("every_closed_list_of_the_office_has_its_words", () => {
  for (const { office } of [ar, en]) {
    expect(Object.keys(office.people.may).sort()).toEqual(members("Role").sort());
    expect(Object.keys(office.permissions).sort()).toEqual(members("Permission").sort());
    expect(Object.keys(office.items.shelves).sort()).toEqual(members("Shelf").sort());
    expect(Object.keys(office.imports.phases).sort()).toEqual(members("ImportPhase").sort());
    expect(Object.keys(office.report.kinds).sort()).toEqual(members("TenderKind").sort());
    expect(Object.keys(office.settings.themes).sort()).toEqual(members("Theme").sort());
    expect(Object.keys(office.settings.keypads).sort()).toEqual(members("Keypad").sort());
  }
});

test("every_fault_of_an_item_has_its_words", () => {
  const item = readFileSync("../src-tauri/crates/domain/src/item.rs", "utf8");
  const kinds = [...item.matchAll(/ItemFaultKind::\w+ => "(\w+)"/g)].map((match) => match[1] ?? "");
  expect(kinds).toContain("taken_barcode");
  for (const { office } of [ar, en])
    expect(kinds.filter((kind) => !(kind in office.items.faults))).toEqual([]);
});

test("every_event_of_the_log_has_its_sentence", () => {
  const sources = readdirSync(TILL, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".rs"))
    .map((path) => readFileSync(join(TILL, path), "utf8"))
    .join("\n");
  const direct = [...sources.matchAll(/audit::append\([^;{]*?"([a-z_]+)"/g)];
  const named = [...sources.matchAll(/(?:note_person|record|end_session)\(\s*&?actor,\s*"([a-z_]+)"/g)];
  const chosen = [...sources.matchAll(/Lock::\w+ => "([a-z_]+)"/g)];
  const issued = [...sources.matchAll(/\{ "(\w+_reissued)" \} else \{ "(\w+_issued)" \}/g)];
  const events = [...direct, ...named, ...chosen, ...issued].flatMap(([, ...found]) => found);
  for (const known of ["line_removed", "user_added", "signed_out", "till_locked", "invoice_issued"])
    expect(events).toContain(known);
  for (const { office } of [ar, en])
    expect(events.filter((event) => !(event in office.audit.events))).toEqual([]);
});

test("both_languages_tell_the_same_of_an_event", () => {
  const told = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [event, sentence] of Object.entries(ar.office.audit.events))
    expect(told(en.office.audit.events[event] ?? ""), event).toEqual(told(sentence));
});
