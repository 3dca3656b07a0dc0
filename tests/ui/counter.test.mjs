// A day at the counter, by keyboard and scanner alone, in Debian's Chromium, in Arabic: the steps of each flow are
// counted.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pictureOf, scan, signIn, typeSlowly } from "./browser.mjs";
import { ask, at, atTheCounter, barcodeOf, beep, codeOf, counted, key, lines, picture, sellScreen, sold } from "./counter.mjs";
import { stage, textOf, typed } from "./counter.mjs";
import { amountIn, inTongue, numberOf, OWNER, qrIn, qrOf, Till, until } from "./till.mjs";

const CASHIER = { name: "سارة العتيبي", pin: "8305" };
const COMPANY = "310122393500003";

let till;
let browser;
let page;
let complaints;
/** Pieces with a barcode, the dearest last. */
let goods;

before(async () => {
  ({ till, browser, page, complaints, goods } = await atTheCounter());
});

after(async () => {
  await browser?.close();
  await till?.remove();
});

test("the quick keys are the first thing that is seen", async () => {
  await until("tiles", () => page.locator("[data-tile]").count());
  assert.equal(await at("category-favourites").getAttribute("aria-pressed"), "true");
  await at("category-all").click();
  await until("all", () => page.locator("[data-tile]").count(), (count) => count >= 30);
  await picture("1-sell");
  await at("category-favourites").click();
});

test("one item for exact cash: 3 steps", async () => {
  await counted(3, async () => {
    await beep(barcodeOf(goods[3]));
    await lines(1);
    await key("F9");
    await at("pay-screen").waitFor();
    await key("Enter");
    await at("done-screen").waitFor();
  });
  assert.equal(amountIn(await textOf("done-change")), "0.00");
});

test("cash with change: 4 steps with a quick key, and the pieces are named", async () => {
  await counted(4, async () => {
    // The next scan begins a new sale, from the last one's change.
    await beep(barcodeOf(goods[3]));
    await lines(1);
    await key("F9");
    await at("pay-quick-1").waitFor();
    await key("2");
    await key("Enter");
    await at("done-screen").waitFor();
  });
  const change = amountIn(await textOf("done-change"));
  assert.notEqual(change, "0.00");
  const coins = await at("coin").evaluateAll((pieces) =>
    pieces.reduce((sum, { dataset }) => sum + Number(dataset.halalas) * Number(dataset.count), 0),
  );
  assert.equal(coins, Math.round(Number(change) * 100), "the pieces make up the change");
  await picture("2-change");
});

test("mada: 4 steps", async () => {
  await counted(4, async () => {
    await beep(barcodeOf(goods[4]));
    await lines(1);
    await key("F9");
    await at("pay-amount").waitFor();
    await key("m");
    await at("pay-card-reference").waitFor();
    await key("Enter");
    await at("done-screen").waitFor();
  });
});

test("split between card and cash: 5 steps", async () => {
  await beep(barcodeOf(goods.at(-1)));
  await lines(1);
  await counted(5, async () => {
    await key("F9");
    await at("pay-amount").waitFor();
    await typed("1.00");
    await key("m");
    await at("pay-card-reference").waitFor();
    await key("Enter");
    await at("pay-taken").waitFor();
    await key("Enter");
    await at("done-screen").waitFor();
  });
});

test("other ways are one key away", async () => {
  await beep(barcodeOf(goods[2]));
  await lines(1);
  await key("F9");
  await at("pay-amount").waitFor();
  await key("t");
  await at("other-ways").waitFor();
  await picture("3-other-ways");
  await key("1");
  await at("done-screen").waitFor();
});

test("hold: 1 step, recall: 2; what stands there is held in its turn", async () => {
  await key("Enter");
  await sellScreen();
  await beep(barcodeOf(goods[1]));
  await lines(1);
  await counted(1, () => key("F4"));
  await lines(0);
  await at("hold-slip").waitFor();
  await until("one is held", () => textOf("held-count"), (text) => text === "1");
  await picture("4-held");
  await beep(barcodeOf(goods[2]));
  await beep(barcodeOf(goods[5]));
  await lines(2);
  await page.keyboard.press("F5");
  await at("held-row").waitFor();
  await picture("4-held-list");
  await page.keyboard.press("Escape");
  await counted(2, async () => {
    await key("F5");
    await at("held-row").waitFor();
    await key(String(await at("held-row").getAttribute("data-number")));
  });
  await lines(1);
  await until("the other is held", () => textOf("held-count"), (text) => text === "1");
});

test("a held cart is given up only after a second word", async () => {
  await page.keyboard.press("F5");
  await at("held-row").waitFor();
  await page.keyboard.press("Delete");
  assert.equal(await at("held-row").count(), 1);
  await page.keyboard.press("Delete");
  await at("held-none").waitFor();
  await picture("4-held-none");
  await page.keyboard.press("Escape");
});

test("a price is told and nothing is added", async () => {
  const before = await at("cart-line").count();
  await page.keyboard.press("Shift+F2");
  await at("price-dialog").waitFor();
  await picture("5-price-empty");
  await scan(page, barcodeOf(goods[6]));
  await at("price-total").waitFor();
  assert.equal(amountIn(await textOf("price-total")), goods[6].price);
  await picture("5-price");
  await page.keyboard.press("Escape");
  assert.equal(await at("cart-line").count(), before);
});

test("a quantity before the scan, a note on the line", async () => {
  await typeSlowly(page, "3*");
  await page.locator("[data-testid=pending-quantity][data-quantity='3']").waitFor();
  await scan(page, barcodeOf(goods[7]));
  await lines(2);
  assert.equal(await at("cart-line-quantity").last().textContent(), "3");
  await page.keyboard.press("n");
  await at("note-text").waitFor();
  await at("note-text").fill("بدون سكر");
  await picture("6-note");
  await page.keyboard.press("Enter");
  await at("cart-line-note").waitFor();
  assert.match(await textOf("cart-line-note"), /بدون سكر/);
});

test("a cashier gives a large discount with somebody's word, and the cart stays when nobody gives it", async () => {
  const { pin } = await ask("person_add", { name: CASHIER.name, role: "cashier" });
  await ask("session_open", { user: CASHIER.name, pin });
  await ask("pin_change", { old: pin, new: CASHIER.pin });
  await ask("session_open", { user: OWNER.name, pin: OWNER.pin });
  await page.reload();
  await sellScreen();
  // A fast change of hands: lock, whose it is, PIN.
  await page.keyboard.press("F11");
  await at("sign-in-press").waitFor();
  await picture("7-who");
  await page.keyboard.press("2");
  await typeSlowly(page, CASHIER.pin);
  await page.keyboard.press("Enter");
  await sellScreen();
  await lines(2);
  await until("the cashier", () => textOf("bar-user"), (text) => text.includes(CASHIER.name));

  await page.keyboard.press("F8");
  await at("line-discount-dialog-value").waitFor();
  await typeSlowly(page, "50%");
  assert.equal(await at("line-discount-dialog-kind-share").getAttribute("aria-checked"), "true");
  const prices = (await at("cart-line-total").allTextContents()).map((text) => Number(amountIn(text)));
  const after = await until("the price after it", () => textOf("line-discount-dialog-after"), Boolean);
  assert.ok(
    prices.some((price) => Math.abs(price / 2 - Number(amountIn(after))) < 0.01),
    `${after} of ${prices}`,
  );
  await picture("7-discount");
  await page.keyboard.press("Enter");
  await at("approval-dialog").waitFor();
  assert.ok((await at("approval-dialog").textContent()).includes(amountIn(after)), "who allows it sees it too");
  await page.keyboard.press("Escape");
  await at("approval-dialog").waitFor({ state: "detached" });
  assert.equal(await at("toast").count(), 0, "nothing went wrong");
  assert.equal(await at("cart-line-off").count(), 0);

  await page.keyboard.press("Enter");
  await at("approval-pin").waitFor();
  await typeSlowly(page, "9999");
  await page.keyboard.press("Enter");
  await at("approval-fault").locator("svg").waitFor();
  await picture("7-approval");
  await typeSlowly(page, OWNER.pin);
  await page.keyboard.press("Enter");
  await at("cart-line-off").waitFor();
  await at("approval-dialog").waitFor({ state: "detached" });
  await at("line-discount-dialog").waitFor({ state: "detached" });
  await picture("7-discounted");
});

test("a receipt that is scanned comes back, one line of it: 5 steps", async () => {
  await page.keyboard.press("Shift+F8");
  await page.keyboard.press("Escape");
  await at("cart-clear").click();
  await at("clear-confirm").click();
  await lines(0);
  const number = await sold(goods[3], goods[4], goods[5]);
  await ask("session_open", { user: OWNER.name, pin: OWNER.pin });
  const code = await codeOf(number);
  await ask("session_open", { user: CASHIER.name, pin: CASHIER.pin });
  assert.ok(code.length > 60);
  await page.keyboard.press("Enter");
  await sellScreen();
  await counted(5, async () => {
    await key("F7");
    await at("return-number").waitFor();
    await beep(code, { arabic: true });
    await page.locator(`[data-testid=return-receipt][data-number="${number}"][data-scanned=true]`).waitFor();
    await picture("8-return");
    await key("2");
    await page.locator("[data-testid=return-line][data-place='2'][data-ticked=true]").waitFor();
    await key("1");
    await until("ready", () => at("return-take").isEnabled());
    assert.equal(amountIn(await textOf("return-sum")), goods[4].price, "what goes back is told before");
    await picture("8-return-ready");
    await key("Enter");
    await at("done-refund").waitFor();
  });
  assert.equal(amountIn(await textOf("done-refund")), goods[4].price);
  await picture("8-returned");
  // The same receipt on any screen: what came back is gone from it.
  await scan(page, code);
  await at("return-line").first().waitFor();
  assert.equal(await page.locator("[data-testid=return-line] button[disabled]").count(), 1);
});

test("a receipt with one changed character is told apart", async () => {
  await page.keyboard.press("Escape");
  await at("return-number").waitFor();
  await picture("9-return-empty");
  const number = (await ask("session_open", { user: OWNER.name, pin: OWNER.pin })) && (await lastNumber());
  const code = await codeOf(number);
  // In the stamp, far from shop and amounts.
  const place = code.length - 200;
  await scan(page, `${code.slice(0, place)}${code[place] === "A" ? "B" : "A"}${code.slice(place + 1)}`);
  await page.locator("[data-testid=return-refused][data-code=receipt_forged]").waitFor();
  await picture("9-return-refused");
  await at("return-number").fill("T1-999999");
  await page.keyboard.press("Enter");
  await until("unknown", () => at("return-refused").getAttribute("data-code"), (code) => code === "not_a_receipt" || code === "unknown_document");
  await page.keyboard.press("Escape");
  await sellScreen();
});

async function lastNumber() {
  const { documents } = await ask("document_list", { filter: "latest" });
  return documents.find(({ kind }) => kind === "invoice").number;
}

test("another till's receipt is told by its code, and comes back with a manager's word", async () => {
  const other = await Till.fresh();
  await other.ask("init", "--training", "--owner", OWNER.name);
  const file = join(other.folder, "basket.jsonl");
  const basket = JSON.stringify({ lines: [{ name: "حليب طازج", unit_price: "11.00" }] });
  await writeFile(file, Array(30).fill(basket).join("\n"));
  await other.ask("issue", file);
  const document = (await other.documents()).find((document) => numberOf(document).endsWith("000030"));
  const [code, number] = [qrIn(document), numberOf(document)];
  await other.remove();
  await ask("session_open", { user: CASHIER.name, pin: CASHIER.pin });
  await until("the cashier", () => textOf("bar-user"), (text) => text.includes(CASHIER.name));

  await scan(page, code, { arabic: true });
  await at("return-elsewhere").waitFor();
  await typeSlowly(page, number);
  await page.keyboard.press("Enter");
  await scan(page, barcodeOf(goods[3]));
  await page.locator("[data-testid=elsewhere-row][data-quantity='1']").waitFor();
  await scan(page, barcodeOf(goods[3]));
  await page.locator("[data-testid=elsewhere-row][data-quantity='2']").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("1");
  await until("ready", () => at("return-take").isEnabled());
  await picture("9-elsewhere");
  await page.keyboard.press("Enter");
  await at("approval-pin").waitFor();
  await typeSlowly(page, OWNER.pin);
  await page.keyboard.press("Enter");
  await at("done-refund").or(at("return-problem")).or(at("approval-fault").locator("svg")).first().waitFor();
  await picture("9-elsewhere-taken");
  await at("done-refund").waitFor();
  assert.equal(amountIn(await textOf("done-refund")), (2 * Number(goods[3].price)).toFixed(2));
  await ask("session_open", { user: OWNER.name, pin: OWNER.pin });
  await until("the owner", () => textOf("bar-user"), (text) => text.includes(OWNER.name));
  await page.keyboard.press("Enter");
  await sellScreen();
});

test("a company is known by its VAT number; its invoice is cleared before it is handed over", async () => {
  await scan(page, barcodeOf(goods[5]));
  await lines(1);
  await page.keyboard.press("F3");
  await at("customer-search").waitFor();
  await picture("10-customers");
  await typeSlowly(page, COMPANY);
  await page.keyboard.press("Enter");
  await at("customer-vat-number").waitFor();
  assert.equal(await at("customer-vat-number").inputValue(), COMPANY);
  await at("customer-name").fill("شركة أفق التجارية");
  await page.keyboard.press("Enter");
  await at("customer-street-wrong").waitFor();
  await picture("10-customer-form");
  await at("customer-street").fill("طريق الملك فهد");
  await at("customer-building").fill("8091");
  await at("customer-district").fill("العليا");
  await at("customer-city").fill("الرياض");
  await at("customer-postal-code").fill("12214");
  await page.keyboard.press("Enter");
  await at("cart-tax-invoice").waitFor();
  await picture("10-company");
  await page.keyboard.press("F9");
  await at("pay-screen").waitFor();
  await page.keyboard.press("Enter");
  await at("done-screen").waitFor();
  const number = await textOf("done-number");
  assert.equal(await at("done-waits").count(), 0, "the practice gateway answers at once");
  const { invoice_type, issued } = await ask("document_show", { number });
  assert.equal(invoice_type, "standard");
  assert.match(issued[0].standing, /^reported/);
  await picture("10-cleared");

  await page.keyboard.press("Enter");
  await sellScreen();
  await scan(page, barcodeOf(goods[5]));
  await lines(1);
  await counted(5, async () => {
    await key("F3");
    await at("customer-search").waitFor();
    await typed(COMPANY);
    await key("Enter");
    await at("cart-tax-invoice").waitFor();
    await key("F9");
    await at("pay-screen").waitFor();
    await key("Enter");
    await at("done-screen").waitFor();
  });
});

test("without a network a company's invoice is parked, and the screen says so", async () => {
  await ask("practice_gateway_set", { gateway: "unplugged" });
  await page.keyboard.press("Enter");
  await sellScreen();
  await scan(page, barcodeOf(goods[5]));
  await lines(1);
  await page.keyboard.press("F3");
  await at("customer-search").waitFor();
  await typeSlowly(page, COMPANY);
  await page.keyboard.press("Enter");
  await at("cart-tax-invoice").waitFor();
  await page.keyboard.press("F9");
  await at("pay-screen").waitFor();
  await page.keyboard.press("Enter");
  await at("done-waits").waitFor({ timeout: 30_000 });
  await picture("11-parked");
  await ask("practice_gateway_set", { gateway: "plugged" });
  await page.keyboard.press("Enter");
  await sellScreen();
});

test("of a large sale it is asked once whether a company buys, and of no other", async () => {
  await typeSlowly(page, "300*");
  await scan(page, barcodeOf(goods.at(-1)));
  await lines(1);
  await page.keyboard.press("F9");
  await at("company-question").waitFor();
  await picture("12-company-question");
  // An Enter that comes at once was pressed by habit, and is not heard.
  await page.locator("[data-testid=company-answers][data-heard=true]").waitFor();
  await page.keyboard.press("Enter");
  await at("pay-screen").waitFor();
  await page.keyboard.press("Escape");
  await sellScreen();
  await page.keyboard.press("F9");
  await at("pay-screen").waitFor();
  await page.keyboard.press("Escape");
  await sellScreen();
  await at("cart-clear").click();
  await at("clear-confirm").click();
  await lines(0);
});

test("the customer's side shows the lines, then the change and the receipt's code", async () => {
  const [side] = await Promise.all([page.context().waitForEvent("page"), at("display-open").click()]);
  await side.setViewportSize({ width: 1280, height: 800 });
  await side.locator("[data-testid=display][data-phase]").waitFor();
  await scan(page, barcodeOf(goods[3]));
  await scan(page, barcodeOf(goods[4]));
  await lines(2);
  await until("lines before the customer", () => side.getByTestId("display-line").count(), (seen) => seen === 2);
  assert.equal(amountIn(await side.getByTestId("display-total").textContent()), amountIn(await textOf("cart-total")));
  await pictureOf(side, "counter-13-display-cart");
  await page.bringToFront();
  await page.keyboard.press("F9");
  await at("pay-screen").waitFor();
  await page.keyboard.press("5");
  await page.keyboard.press("Enter");
  await at("done-screen").waitFor();
  await side.getByTestId("display-change").waitFor();
  await side.getByTestId("display-qr").waitFor();
  assert.equal(
    amountIn(await side.getByTestId("display-change").textContent()),
    amountIn(await textOf("done-change")),
  );
  await pictureOf(side, "counter-13-display-sale");
  const { issued } = await ask("document_show", { number: await textOf("done-number") });
  assert.equal(qrOf(await side.getByTestId("display-qr").screenshot()), qrIn(issued[0].xml), "a telephone reads it");
  await side.close();
  await page.keyboard.press("Enter");
  await sellScreen();
});

test("nobody at the till: it counts down, then locks, and the cart is there afterwards", async () => {
  await scan(page, barcodeOf(goods[3]));
  await lines(1);
  const address = page.url();
  const token = await page.evaluate(() => sessionStorage.getItem("sanduq-token"));
  const alone = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: "ar-SA" });
  await alone.clock.install();
  await alone.goto(`${address}?token=${token}`);
  await alone.getByTestId("sell-screen").waitFor();
  const { policy } = await ask("app_show");
  assert.ok(policy.auto_lock_minutes > 0);
  await alone.clock.fastForward(policy.auto_lock_minutes * 60_000 - 15_000);
  await alone.getByTestId("lock-soon").waitFor();
  await pictureOf(alone, "counter-14-lock-soon");
  await alone.keyboard.press("ArrowDown");
  await alone.getByTestId("lock-soon").waitFor({ state: "detached" });
  await alone.clock.fastForward(policy.auto_lock_minutes * 60_000 + 2000);
  await alone.getByTestId("sign-in-screen").waitFor();
  await alone.close();
  await at("sign-in-screen").waitFor();
  // Whoever was there last is asked for first.
  await page.locator(`[data-testid="sign-in-user-${OWNER.name}"][aria-pressed=true]`).waitFor();
  await picture("14-locked");
  await signIn(page);
  await lines(1);
});

test("the shop's own digits and keypad are on the screen alone, and its silence is kept", async () => {
  const { policy } = await ask("app_show");
  await ask("policy_set", { ...policy, digits: "arabic", keypad: "calculator", sounds: false });
  // They belong to Arabic: English reads as before.
  await until("digits", () => textOf("cart-total"), (text) => inTongue(/[٠-٩]/, /[0-9]/).test(text));
  await page.keyboard.press("F9");
  await at("pay-amount").waitFor();
  await until("the keypad", () => at("keypad").locator("button").first().textContent(), (first) => first === inTongue("٧", "7"));
  assert.match(await at("pay-amount").getAttribute("placeholder"), inTongue(/^[٠-٩٫]+$/, /^[0-9.]+$/), "what is read, not typed");
  await picture("16-arabic-digits");
  await page.keyboard.press("Escape");
  await sellScreen();
  await ask("policy_set", policy);
  await until("Western digits", () => textOf("cart-total"), (text) => !/[٠-٩]/.test(text));
});

test("in the other language too", async () => {
  await at("language-switch").click();
  await until("direction", () => page.getAttribute("html", "dir"), (dir) => dir === inTongue("ltr", "rtl"));
  await picture("20-sell-other");
  await page.keyboard.press("F5");
  await at("held-none").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("F1");
  await at("key-sheet").waitFor();
  await picture("20-keys-other");
  await page.keyboard.press("Escape");
  await page.keyboard.press("F7");
  await at("return-number").waitFor();
  await picture("20-return-other");
  await page.keyboard.press("Escape");
  await at("language-switch").click();
  await until("direction", () => page.getAttribute("html", "dir"), (dir) => dir === inTongue("rtl", "ltr"));
});

test("the screens never complained, and the books are whole", async () => {
  assert.deepEqual(complaints, []);
  await till.stop();
  await till.ask("verify");
});
