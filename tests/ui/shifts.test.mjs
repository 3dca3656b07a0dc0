// Who stands at a till, and its drawer, in Debian's Chromium, in Arabic first: people and PINs, shifts, debit notes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Desk, until } from "./desk.mjs";
import { amountIn, inTongue, OWNER } from "./till.mjs";

const CASHIER = { name: "ريم العتيبي", pin: "5092", changed: "6183" };

let desk;
let page;
let complaints, at, press, picture, said, toast, command, scan, signIn, signOut, office, speak;

before(async () => {
  desk = await Desk.taken("shifts");
  ({ page, complaints, at, press, picture, said, toast, command, scan, signIn, signOut, office, speak } = desk);
});

after(() => desk?.leave());

test("the drawer is counted, the shift is opened, and something is sold", async () => {
  await at("sell-screen").waitFor();
  await office("shift");
  await at("shift-none").waitFor();
  await picture("none");
  await at("shift-float").fill("200");
  await press("Enter");
  await at("shift-screen").waitFor();
  // A scan goes into the cart from any place.
  await scan("6281001000341");
  await at("sell-screen").waitFor();
  await until(
    "the line",
    () => at("cart-line").count(),
    (n) => n === 1,
  );
  await press("F9");
  await at("pay-screen").waitFor();
  await press("Enter");
  await at("done-screen").waitFor();
  assert.equal(amountIn(await said("done-total")), "6.50");
});

test("cash goes in and out with a reason, and the X report shows it", async () => {
  await office("shift");
  await at("cash-in").click();
  await at("cash-move-amount").fill("50");
  await at("cash-move-known").first().click();
  await picture("cash-in");
  await at("cash-move-do").click();
  await until(
    "the move",
    () => at("cash-move").count(),
    (n) => n === 1,
  );
  await at("cash-out").click();
  await at("cash-move-amount").fill("9999");
  await at("cash-move-reason").fill("إيداع");
  await at("cash-move-do").click();
  await at("cash-move-amount-wrong").waitFor();
  await at("cash-move-amount").fill("30");
  await at("cash-move-do").click();
  await until(
    "the moves",
    () => at("cash-move").count(),
    (n) => n === 2,
  );
  await picture("shift");
  await at("shift-x").click();
  await at("shift-report").waitFor();
  assert.equal(await at("shift-report").getAttribute("data-closed"), "false");
  assert.equal(await at("report-expected").getAttribute("data-value"), "226.50");
  await picture("x-report");
  await at("report-print").click();
  await toast(inTongue("طُبع التقرير", "The report is printed"));
  await press("Escape");
  await at("shift-screen").waitFor();
});

test("a new cashier gets a one-time PIN, chooses an own one, and lacks the manager's screen", async () => {
  await office("people");
  await at("people-alone").waitFor();
  await at("person-new").click();
  await at("person-name").fill(CASHIER.name);
  await picture("person-new");
  await at("person-save").click();
  await at("one-time-pin").waitFor();
  const pin = (await said("one-time-pin-value")).trim();
  assert.match(pin, /^\d{6}$/);
  await picture("one-time-pin");
  await at("one-time-pin-noted").click();
  await at("person-no-pin").waitFor();
  await picture("people");
  await signOut();
  await signIn({ name: CASHIER.name, pin });
  await at("pin-change-screen").waitFor();
  await picture("pin-change");
  await at("pin-old").fill(pin);
  await at("pin-new").fill("1234");
  await at("pin-again").fill("1234");
  await press("Enter");
  await at("pin-new-wrong").waitFor();
  await picture("pin-too-easy");
  await at("pin-new").fill(CASHIER.pin);
  await at("pin-again").fill("5093");
  await press("Enter");
  await at("pin-again-wrong").waitFor();
  await at("pin-again").fill(CASHIER.pin);
  await press("Enter");
  await at("sell-screen").waitFor();
  assert.equal(await at("manager-open").count(), 0);
  await press("F12");
  assert.equal(await at("manager-screen").count(), 0);
  assert.equal((await command("people_show", {})).code, "not_permitted");
});

test("a cashier's X report takes the manager's PIN, and nobody's word is asked for what is one's own", async () => {
  await at("shift-chip").click();
  await at("shift-screen").waitFor();
  const told = await at("toast").allTextContents();
  await at("shift-x").click();
  await at("approval-dialog").waitFor();
  await press("Escape");
  await at("approval-dialog").waitFor({ state: "detached" });
  const now = await at("toast").allTextContents();
  assert.ok(
    now.every((text) => told.includes(text)),
    "nothing is said of what was given up",
  );
  await at("shift-x").click();
  await at("approval-pin").fill(OWNER.pin);
  await press("Enter");
  await at("shift-report").waitFor();
  await press("Escape");
  await at("office-pin").click();
  await at("pin-old").fill(CASHIER.pin);
  await at("pin-new").fill(CASHIER.changed);
  await at("pin-again").fill(CASHIER.changed);
  await picture("pin-own");
  await press("Enter");
  await toast(inTongue("تغيّر رقمك", "Your PIN is changed"));
});

test("the cashier closes the shift blind, by the manager's PIN, and the difference stands in the Z report", async () => {
  const before = await desk.till.lastPaper();
  await picture("shift-cashier");
  await press("F9");
  await at("count-screen").waitFor();
  assert.doesNotMatch(await page.locator("body").innerText(), /226\.50/, "what is expected is not said");
  // Four fifties, two tens, one five: 225.00 of 226.50.
  await press("Enter");
  await press("Enter");
  await press("Enter");
  await page.keyboard.type("4");
  await press("Enter");
  await press("Enter");
  await page.keyboard.type("2");
  await press("Enter");
  await page.keyboard.type("1");
  assert.equal(await at("count-total").getAttribute("data-value"), "225.00");
  await picture("count");
  await press("F9");
  await at("approval-dialog").waitFor();
  await at("approval-pin").fill(OWNER.pin);
  await press("Enter");
  await at("report-screen").waitFor();
  assert.equal(await at("shift-report").getAttribute("data-closed"), "true");
  assert.equal(await at("difference").getAttribute("data-kind"), "short");
  assert.equal(await at("difference").getAttribute("data-value"), "-1.50");
  assert.match(await said("difference"), inTongue(/نقص/, /Short by/));
  await picture("z-report");
  await until(
    "the Z report on paper",
    () => desk.till.lastPaper(),
    (paper) => !paper.equals(before),
  );
  await press("Escape");
  await at("shift-none").waitFor();
});

test("a shift is handed over: the next one signs, and has the till", async () => {
  await at("shift-float").fill("100");
  await press("Enter");
  await at("shift-screen").waitFor();
  await at("shift-hand-over").click();
  await at("count-10000").fill("1");
  await press("F9");
  await at("hand-over-dialog").waitFor();
  await page.keyboard.type(CASHIER.changed);
  await press("Enter");
  await page.keyboard.type("1111");
  await press("Enter");
  await until(
    "the wrong PIN",
    () => said("hand-over-fault"),
    (text) => text.trim() !== "",
  );
  await at("hand-over-remark").fill("كل شيء على ما يرام");
  await at("hand-over-own-pin").fill(CASHIER.changed);
  await at("hand-over-pin").fill(OWNER.pin);
  await picture("hand-over");
  await at("hand-over-sign").click();
  await at("sell-screen").waitFor();
  await until(
    "the next user",
    () => said("bar-user"),
    (text) => text.includes(OWNER.name),
  );
});

test("a role is changed, a PIN given anew, somebody leaves and comes back", async () => {
  await office("people");
  const row = page.locator(`[data-testid=person][data-name="${CASHIER.name}"]`);
  await row.getByTestId("person-role").click();
  await at("person-role-supervisor").check();
  await at("person-save").click();
  await toast(inTongue("تغيّر دور", "The role of"));
  await until(
    "the role",
    () => row.textContent(),
    (text) => text.includes(inTongue("مشرف", "Supervisor")),
  );
  await row.getByTestId("person-reset").click();
  await at("person-reset-dialog-yes").click();
  await at("one-time-pin-noted").click();
  await row.getByTestId("person-no-pin").waitFor();
  await row.getByTestId("person-remove").click();
  await at("person-remove-dialog").waitFor();
  await picture("person-remove");
  await press("Enter");
  await row.getByTestId("person-back").click();
  await at("person-save").click();
  await at("one-time-pin-noted").click();
  await row.getByTestId("person-reset").waitFor();
  assert.equal(
    await page.locator(`[data-testid=person][data-name="${OWNER.name}"] button`).count(),
    0,
    "nobody changes anything about himself",
  );
});

test("past shifts are listed with what was missing, and open their reports", async () => {
  await office("shifts");
  await until(
    "the shifts",
    () => at("shift-row").count(),
    (n) => n >= 2,
  );
  await picture("shifts");
  await page.locator("[data-testid=shift-row][data-number='1'] [data-testid=shift-row-open]").click();
  await at("shift-report").waitFor();
  assert.equal(await at("difference").getAttribute("data-value"), "-1.50");
  await press("Escape");
});

test("a debit note is issued on an invoice and opens", async () => {
  await at("office-dashboard").click();
  await at("manager-screen").waitFor();
  await at("document-see").first().click();
  await at("document-screen").waitFor();
  const number = await at("document-screen").getAttribute("data-number");
  await at("debit-open").click();
  await at("debit-dialog").waitFor();
  await at("debit-name").fill("توصيل إلى المنزل");
  await at("debit-amount").fill("10");
  await at("debit-reason").fill("طلب العميل التوصيل");
  await picture("debit");
  await at("debit-issue").click();
  await until(
    "the note",
    () => at("document-screen").getAttribute("data-number"),
    (shown) => shown !== null && shown !== number,
  );
  await until(
    "a note without a note of its own",
    () => at("debit-open").count(),
    (n) => n === 0,
  );
  await at("document-paid").waitFor();
  await picture("debit-note");
  // The invoice is one touch away, and the note says what it is for.
  assert.equal(await at("document-original").textContent(), number);
  await at("document-original").click();
  await page.locator(`[data-testid=document-screen][data-number="${number}"]`).waitFor();
  await at("debit-open").waitFor();
});

test("English says the same of a difference", async () => {
  await speak("en");
  await office("shifts");
  await at("shift-row").first().waitFor();
  assert.match(await said("difference"), /The drawer is right/);
  await page.locator("[data-testid=shift-row][data-number='1'] [data-testid=shift-row-open]").click();
  await at("shift-report").waitFor();
  assert.match((await said("difference")).replace(/\s+/g, " "), /Short by 1\.50/);
  await picture("z-report-en");
  await press("Escape");
});

test("nothing went wrong on the way that nobody saw", () => {
  assert.deepEqual(complaints, []);
});
