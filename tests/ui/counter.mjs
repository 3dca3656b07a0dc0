// The hands at the counter: keys, scans and typed numbers, counted, and what is seen after them.

import assert from "node:assert/strict";
import { command, open, openShift, pictureOf, scan, signIn, speak, typeSlowly } from "./browser.mjs";
import { OWNER, qrIn, Till, until } from "./till.mjs";

/** Whose screen it is, and how many steps the flow has taken. */
export const stage = { page: undefined, steps: 0 };

export const at = (testid) => stage.page.getByTestId(testid);
export const picture = (name) => pictureOf(stage.page, `counter-${name}`);
export const ask = (name, request) => command(stage.page, name, request);
export const textOf = (testid) => at(testid).textContent();
export const barcodeOf = (item) => item.barcodes[0];

/** A training till of its own with an open shift, and its pieces with a barcode, the dearest last. */
export async function atTheCounter() {
  const till = await Till.fresh();
  await till.ask("init", "--training", "--owner", OWNER.name);
  const { browser, page, complaints } = await open(await till.serve());
  stage.page = page;
  await signIn(page);
  await openShift(page);
  await speak(page);
  const { items } = await ask("item_search", { text: "", shelf: "all", category: "" });
  const goods = items
    .filter((item) => item.unit === "PCE" && item.barcodes.length > 0)
    .sort((one, other) => Number(one.price) - Number(other.price));
  assert.ok(goods.length >= 10);
  return { till, browser, page, complaints, goods };
}

/** What somebody does: a key, a scan, or a number typed. */
export async function key(name) {
  stage.steps += 1;
  await stage.page.keyboard.press(name);
}
export async function beep(barcode, options) {
  stage.steps += 1;
  await scan(stage.page, barcode, options);
}
export async function typed(text) {
  stage.steps += 1;
  await typeSlowly(stage.page, text);
}

export async function lines(expected) {
  await until(
    "lines in the cart",
    () => at("cart-line").count(),
    (seen) => seen === expected,
  );
}

/** The steps of a flow, counted while it runs. */
export async function counted(expected, flow) {
  stage.steps = 0;
  await flow();
  assert.equal(stage.steps, expected);
}

export async function sellScreen() {
  await at("sell-screen").waitFor();
  await at("search").waitFor();
}

/** Sells these for exact cash; answers the number. */
export async function sold(...items) {
  for (const item of items) await scan(stage.page, barcodeOf(item));
  await lines(items.length);
  await stage.page.keyboard.press("F9");
  await at("pay-screen").waitFor();
  await stage.page.keyboard.press("Enter");
  await at("done-screen").waitFor();
  return textOf("done-number");
}

export async function codeOf(number) {
  const { issued } = await ask("document_show", { number });
  return qrIn(issued.at(0).xml);
}
