// The first day of a till, in Debian's Chromium, in Arabic: the same screens and commands as in the window.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { command as ask, open, openShift, pictureOf, scan as scanned, typeSlowly } from "./browser.mjs";
import { amountIn, numberOf, OWNER, qrIn, qrOf, tagsOf, Till, until } from "./till.mjs";

let till;
let browser;
let page;
let complaints;

before(async () => {
  till = await Till.fresh();
  ({ browser, page, complaints } = await open(await till.serve()));
});

after(async () => {
  await browser?.close();
  await till?.remove();
});

const at = (testid) => page.getByTestId(testid);
const count = async (testid) => Number(await at(testid).textContent());
const press = (key) => page.keyboard.press(key);

const picture = (name) => pictureOf(page, name);

const command = (name, request) => ask(page, name, request);
const scan = (barcode) => scanned(page, barcode);

async function lines(expected) {
  await until(
    "lines in the cart",
    () => at("cart-line").count(),
    (seen) => seen === expected,
  );
}

/** Sells what is in the cart for exact cash, by keyboard; answers number and total. */
async function payByKeyboard() {
  await press("F9");
  await at("pay-screen").waitFor();
  await press("Enter");
  await at("done-screen").waitFor();
  return {
    number: await at("done-number").textContent(),
    total: amountIn(await at("done-total").textContent()),
  };
}

async function standing(number) {
  return page.locator(`[data-testid=document-row][data-number="${number}"]`).getAttribute("data-standing");
}

let first;
let second;

test("an empty machine asks in Arabic for shop, owner and a PIN of one's own", async () => {
  await at("first-run-screen").waitFor();
  assert.equal(await page.getAttribute("html", "dir"), "rtl");
  assert.equal(await page.getAttribute("html", "lang"), "ar");
  assert.equal(await at("first-run-pin").inputValue(), "", "there is no factory PIN");
  await until("the training shop", () => at("first-run-name").inputValue());
  await picture("1-first-run");
  await at("first-run-owner").fill(OWNER.name);
  await at("first-run-pin").fill(OWNER.pin);
  await at("first-run-pin-again").fill(OWNER.pin);
  await at("first-run-submit").click();
});

test("the unit gets its certificate by itself, step by step", async () => {
  await at("onboarding-screen").waitFor();
  await page.locator("[data-testid=onboarding-screen][data-complete=true]").waitFor({ timeout: 60_000 });
  for (const step of ["key", "compliance_csid", "standard_invoice", "simplified_invoice", "production_csid"]) {
    assert.equal(await at(`onboarding-step-${step}`).getAttribute("data-done"), "true", step);
  }
  await picture("2-onboarding");
  // It goes on by itself after a while too; both are well.
  await at("onboarding-start")
    .click({ timeout: 1000 })
    .catch(() => undefined);
  await at("sell-screen").waitFor();
});

test("nothing is sold before the cash in the drawer was counted", async () => {
  await at("open-shift").waitFor();
  await picture("3-open-shift");
  await openShift(page, "200");
});

test("what is scanned while somebody pays is asked about, then added", async () => {
  const { items } = await command("item_search", { text: "", shelf: "all", category: "" });
  assert.ok(items.length >= 30, `${items.length} items to practise with`);
  await picture("3-sell-empty");
  await at("category-all").click();
  const [tile, another, beeped] = items.filter((item) => item.unit === "PCE");
  await at(`tile-${tile.id}`).click();
  await at(`tile-${another.id}`).click();
  await lines(2);
  await press("F9");
  await at("pay-screen").waitFor();
  await scan(beeped.barcodes[0]);
  await at("pay-scan-dialog").waitFor();
  await until(
    "its name",
    () => at("pay-scan-item").textContent(),
    (text) => text.includes(beeped.name_ar),
  );
  await picture("4-pay-scan");
  await press("Enter");
  await at("sell-screen").waitFor();
  await lines(3);
});

test("too little is kept, and the rest is asked for", async () => {
  await press("F9");
  await at("pay-screen").waitFor();
  await typeSlowly(page, "1.00");
  await press("Enter");
  await at("pay-taken").waitFor();
  assert.equal(amountIn(await at("pay-taken").textContent()), "1.00");
  assert.equal(await at("pay-problem").count(), 0, "to pay in parts is no mistake");
  assert.match(await at("pay-screen").textContent(), /المتبقي للدفع/);
  assert.ok((await at("pay-quick-1").count()) === 1, "the notes are offered for the rest too");
  await picture("5-pay-rest");
  await press("m");
  await at("pay-card-reference").waitFor();
  await picture("5-pay-card");
  await press("Escape");
  await at("pay-card-reference").waitFor({ state: "detached" });
  // A part is paid: nobody leaves by one key.
  await press("Escape");
  await at("pay-problem").waitFor();
  await press("F11");
  assert.equal(await at("pay-screen").count(), 1);
  await press("Escape");
  await at("sell-screen").waitFor();
  await lines(3);
});

test("three items by tile and by scanner are sold with F9 and Enter", async () => {
  const total = amountIn(await at("cart-total").textContent());
  await picture("4-sell");
  await press("F9");
  await at("pay-screen").waitFor();
  await picture("5-pay");
  await press("Escape");
  await at("sell-screen").waitFor();
  first = await payByKeyboard();
  assert.equal(first.total, total, "the total on the document is the total that the customer saw");
  await at("done-receipt").waitFor();
  await picture("6-done");
});

test("the paper carries a QR code that names the sale", async () => {
  const tags = tagsOf(qrOf(await till.lastPaper()));
  assert.equal(tags.get(4), first.total);
  assert.match(tags.get(2), /^3\d{13}3$/);
  assert.equal(tags.size >= 9, true, "stamped");
});

test("the manager sees it reported within seconds", async () => {
  await press("F12");
  await at("manager-screen").waitFor();
  await until(
    "the first sale",
    () => standing(first.number),
    (seen) => seen === "reported",
  );
  assert.equal(await count("queue-pending"), 0);
  await picture("7-manager");
});

test("the page of a document shows its paper, what was said and its XML", async () => {
  await page.locator(`[data-number="${first.number}"]`).getByTestId("document-see").click();
  await at("document-screen").waitFor();
  await page.locator(`[data-testid=document-receipt][data-number="${first.number}"]`).waitFor();
  await page.locator("[data-testid=exchange][data-outcome=accepted]").waitFor();
  assert.equal(await at("exchange").count(), 1);
  await at("xml-open").click();
  assert.equal(numberOf(await at("xml").textContent()), first.number);
  await picture("7-document");
  await press("Escape");
  await at("manager-screen").waitFor();
});

test("with the gateway unplugged selling goes on and the queue grows", async () => {
  await at("practice-gateway").click();
  await page.locator("[data-testid=practice-gateway][data-gateway=unplugged]").waitFor();
  await press("Escape");
  await at("sell-screen").waitFor();
  await page.locator("[data-tile]").first().click();
  await lines(1);
  second = await payByKeyboard();
  assert.notEqual(second.number, first.number);
  await press("F12");
  const waiting = async () => (await count("queue-pending")) + (await count("queue-unknown"));
  await at("manager-screen").waitFor();
  await at("queue-pending").waitFor();
  await until("documents that wait", waiting, (seen) => seen === 1);
  assert.match(await standing(second.number), /^(pending|unknown)$/);
  await page.locator("[data-testid=queue-chip][data-network=offline]").waitFor();
  await picture("8-manager-unplugged");
});

test("with the gateway back the queue drains", async () => {
  await at("practice-gateway").click();
  await page.locator("[data-testid=practice-gateway][data-gateway=plugged]").waitFor();
  await at("sync-run").click();
  await until(
    "the second sale",
    () => standing(second.number),
    (seen) => seen === "reported",
  );
  assert.equal((await count("queue-pending")) + (await count("queue-unknown")), 0);
  assert.equal(await count("queue-rejected"), 0);
});

test("one switch turns everything into English and back", async () => {
  await at("language-switch").click();
  await until(
    "direction",
    () => page.getAttribute("html", "dir"),
    (dir) => dir === "ltr",
  );
  await picture("9-manager-english");
  await press("Escape");
  await at("sell-screen").waitFor();
  await picture("9-sell-english");
  await at("language-switch").click();
  await until(
    "direction",
    () => page.getAttribute("html", "dir"),
    (dir) => dir === "rtl",
  );
});

test("F11 locks; a wrong PIN is told, the right one opens", async () => {
  await press("F11");
  await at("sign-in-screen").waitFor();
  await page.keyboard.type("8305");
  await press("Enter");
  await at("sign-in-fault").locator("svg").waitFor();
  await picture("10-sign-in");
  await page.keyboard.type(OWNER.pin);
  await press("Enter");
  await at("sell-screen").waitFor();
});

test("the screens never complained", () => {
  assert.deepEqual(complaints, []);
});

test("afterwards the books are whole and the paper is the document's", async () => {
  await till.stop();
  await till.ask("verify");
  const status = JSON.parse(await till.ask("status"));
  assert.deepEqual(
    {
      pending: status.pending,
      unknown: status.unknown,
      rejected: status.rejected,
      reported: status.reported,
    },
    { pending: 0, unknown: 0, rejected: 0, reported: 2 },
  );
  const document = (await till.documents()).find((document) => numberOf(document) === second.number);
  assert.equal(qrOf(await till.lastPaper()), qrIn(document));
});
