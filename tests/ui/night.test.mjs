// A shop's day from morning to night in the real window, without a network until the evening: shifts are opened, sold in,
// handed over and closed by keys, scanner and PINs; then the books and the papers are looked at from outside.

import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { amountIn, ARTEFACTS, numberOf, OWNER, PROGRAMS, qrIn, qrOf, Till, until } from "./till.mjs";
import { KEYS, Window } from "./webdriver.mjs";

const FIRST = { name: "ريم العتيبي", role: "cashier", pin: "5092" };
const SECOND = { name: "فهد الدوسري", role: "cashier", pin: "6183" };
const SUPERVISOR = { name: "سلمان الحربي", role: "supervisor", pin: "7406" };
const PATIENCE = { timeout: 180_000 };
const FLOAT = 20_000;
const CASH_OUT = 3_000;

let till;
let window;
let station = 0;
/** Pieces with a barcode, the cheapest first. */
let goods;
/** What should lie in the drawer, in halalas, as a careful person would reckon it. */
let drawer = 0;
/** Every invoice of the day, as the screen told it. */
const sales = [];
let note;

const at = (testid) => `[data-testid="${testid}"]`;
const find = (testid) => window.find(at(testid));
const look = (css) => window.run("return document.querySelectorAll(arguments[0]).length", css);
const attribute = (testid, name) =>
  window.run(
    "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null",
    at(testid),
    name,
  );
const halalas = (amount) => Math.round(Number(amount) * 100);
/** The driver leaves out of a line what stands in a part that could be cut off, be there room for all of it. */
const nameInBar = () => window.run("return document.querySelector(arguments[0]).textContent", at("bar-user"));
const amountAt = async (testid) => halalas(amountIn(await window.text(at(testid))));
const gone = (testid) =>
  until(
    `no ${testid}`,
    () => look(at(testid)),
    (count) => count === 0,
  );
const lines = (count) =>
  until(
    "lines in the cart",
    () => look(at("cart-line")),
    (seen) => seen === count,
  );
const focusOn = (testid) =>
  until(
    `the focus on ${testid}`,
    () => window.run("return document.activeElement?.dataset.testid ?? ''"),
    (on) => on === testid,
  );

/** A picture of each station of the day. */
function picture(name) {
  station += 1;
  return window.picture(join(ARTEFACTS, `night-${String(station).padStart(2, "0")}-${name}.png`));
}

function command(name, request = {}) {
  return window.wait(
    "const [name, request, done] = arguments; window.__TAURI_INTERNALS__.invoke('command', { name, request }).then(done, done);",
    name,
    request,
  );
}

async function lock() {
  await window.press(KEYS.F11);
  await find("sign-in-screen");
}

/** Says by a digit who comes, and types the PIN. */
async function signIn({ name, pin }) {
  await find("sign-in-screen");
  const chosen = () => attribute(`sign-in-user-${name}`, "aria-pressed");
  await until("the people", chosen, (state) => state !== null);
  if ((await chosen()) !== "true") {
    if ((await look(at("sign-in-press"))) === 0) await window.press(KEYS.Escape);
    await find("sign-in-press");
    const place = await window.run(
      "return [...document.querySelectorAll('[data-testid^=sign-in-user-]')].findIndex((user) => user.dataset.testid === arguments[0])",
      `sign-in-user-${name}`,
    );
    await window.press(String(place + 1));
    await until("who it is", chosen, (state) => state === "true");
  }
  await focusOn("sign-in-pin");
  await window.press(...pin, KEYS.Enter);
  await gone("sign-in-screen");
}

/** The first time: with the PIN that was given, then with one of his own. */
async function firstSignIn(person) {
  await signIn({ name: person.name, pin: person.given });
  await find("pin-change-screen");
  await focusOn("pin-old");
  await window.press(...person.given, KEYS.Tab);
  await focusOn("pin-new");
  await window.press(...person.pin, KEYS.Tab);
  await focusOn("pin-again");
  if (person === FIRST) await picture("own-pin");
  await window.press(...person.pin, KEYS.Enter);
  await gone("pin-change-screen");
  await find("sell-screen");
  assert.match(await nameInBar(), new RegExp(person.name));
}

/** The supervisor comes to the till and gives his word. */
async function approve() {
  await find("approval-dialog");
  await focusOn("approval-pin");
  const chosen = () => attribute(`approval-user-${SUPERVISOR.name}`, "aria-checked");
  if ((await chosen()) !== "true") await window.press(KEYS.ArrowDown);
  await until("the supervisor", chosen, (state) => state === "true");
  await window.press(...SUPERVISOR.pin, KEYS.Enter);
  await gone("approval-dialog");
}

async function scanAll(...items) {
  for (const [place, item] of items.entries()) {
    await window.scan(item.barcodes[0]);
    await lines(place + 1);
  }
}

async function toPay() {
  await window.press(KEYS.F9);
  await find("pay-screen");
  await focusOn("pay-amount");
}

/** What the screen tells of a sale; `cash` says how much of it is in the drawer. */
async function sold(cash = (total) => total) {
  await find("done-screen");
  await find("done-receipt");
  const sale = { number: await window.text(at("done-number")), total: await amountAt("done-total") };
  sales.push(sale);
  drawer += cash(sale.total);
  return sale;
}

const takesCard = async () => {
  await window.press("m");
  await focusOn("pay-card-reference");
};

/** What lies in the drawer is counted, from the largest note to the smallest coin. */
async function countDrawer() {
  await find("count-screen");
  await until("the pieces", () => look("[data-testid^=count-][inputmode]"));
  const pieces = await window.run(
    "return [...document.querySelectorAll('input[data-testid^=count-]')].map(({ dataset }) => Number(dataset.testid.slice(6)))",
  );
  let left = drawer;
  for (const piece of pieces) {
    await focusOn(`count-${piece}`);
    const count = Math.floor(left / piece);
    if (count > 0) await window.press(...String(count));
    left -= count * piece;
    if (piece !== pieces.at(-1)) await window.press(KEYS.Enter);
  }
  assert.equal(left, 0);
  assert.equal(halalas(await attribute("count-total", "data-value")), drawer);
}

before(async () => {
  await mkdir(ARTEFACTS, { recursive: true });
  till = await Till.fresh();
});

after(async () => {
  if (window !== undefined) await window.end();
  await till?.remove();
});

/** What comes after a station that failed could not be right. */
let broken = false;
function step(name, walk) {
  test(name, PATIENCE, async (context) => {
    if (broken) return context.skip("the day ended before");
    broken = true;
    try {
      await walk();
    } catch (error) {
      await picture("broken").catch(() => undefined);
      throw error;
    }
    broken = false;
  });
}

step("in the morning the owner sets up a training till", async () => {
  window = await Window.open(PROGRAMS.webdriver, PROGRAMS.window, till.environment);
  await find("first-run-screen");
  assert.equal(await window.run("return document.documentElement.dir"), "rtl");
  await until("the training shop", () =>
    window.run(`return document.querySelector('${at("first-run-name")}').value`),
  );
  await window.write(at("first-run-owner"), OWNER.name);
  await window.write(at("first-run-pin"), OWNER.pin);
  await window.write(at("first-run-pin-again"), OWNER.pin);
  await picture("first-run");
  await window.click(at("first-run-submit"));
  await find("sell-screen");
  await find("open-shift");
  await picture("no-shift-yet");
  const { items } = await command("item_search", { text: "", shelf: "all", category: "" });
  goods = items
    .filter((item) => item.unit === "PCE" && item.barcodes.length > 0)
    .sort((one, other) => Number(one.price) - Number(other.price));
  assert.ok(goods.length >= 10);
});

step("the owner makes two cashiers and a supervisor, and notes the PIN of each", async () => {
  await window.pressShifted(KEYS.F12);
  await find("office-screen");
  await window.click(at("office-people"));
  await find("people-alone");
  for (const person of [FIRST, SECOND, SUPERVISOR]) {
    await window.press(KEYS.Insert);
    await focusOn("person-name");
    await window.type(person.name);
    await until(
      "the name",
      () => window.run(`return document.querySelector('${at("person-name")}').value`),
      (name) => name === person.name,
    );
    await window.run("document.querySelector(arguments[0]).click()", at(`person-role-${person.role}`));
    await window.click(at("person-save"));
    await find("one-time-pin");
    person.given = (await window.text(at("one-time-pin-value"))).trim();
    assert.match(person.given, /^\d{6}$/);
    if (person === FIRST) await picture("one-time-pin");
    await focusOn("one-time-pin-noted");
    await window.press(KEYS.Enter);
    await gone("one-time-pin");
  }
  await until(
    "the people",
    () => look(at("person")),
    (count) => count === 4,
  );
  await picture("people");
});

step("each comes once with the PIN that was given and chooses one of his own", async () => {
  for (const person of [SUPERVISOR, SECOND]) {
    await lock();
    await firstSignIn(person);
  }
  await lock();
  await picture("who-comes");
  await firstSignIn(FIRST);
  // What was given is of no use any more.
  assert.equal((await command("session_open", { user: FIRST.name, pin: FIRST.given })).code, "wrong_pin");
});

step("the first cashier opens the shift with two hundred in the drawer", async () => {
  await focusOn("shift-float");
  await window.type("200");
  await picture("float");
  await window.press(KEYS.Enter);
  await find("search");
  drawer = FLOAT;
  await picture("sell");
});

step("the power goes in the middle of the first basket, and the basket is still there", async () => {
  await scanAll(goods[3], goods[5], goods[7]);
  await picture("basket");
  await window.end();
  window = await Window.open(PROGRAMS.webdriver, PROGRAMS.window, till.environment);
  await find("sign-in-screen");
  await picture("after-the-power-cut");
  await signIn(FIRST);
  await find("search");
  await lines(3);
});

step("the owner comes by and pulls the plug of the gateway for the whole day", async () => {
  await lock();
  await signIn(OWNER);
  await find("sell-screen");
  await window.press(KEYS.F12);
  await find("manager-screen");
  await window.click(at("practice-gateway"));
  await window.find(`${at("practice-gateway")}[data-gateway="unplugged"]`);
  await picture("unplugged");
  await lock();
  await signIn(FIRST);
  await find("search");
});

step("three items are sold for exact cash: scan, F9, Enter", async () => {
  await lines(3);
  await toPay();
  await picture("pay");
  await window.press(KEYS.Enter);
  const sale = await sold();
  assert.equal(
    sale.total,
    [3, 5, 7].reduce((sum, place) => sum + halalas(goods[place].price), 0),
  );
  assert.equal(await amountAt("done-change"), 0);
  await picture("sold");
});

step("without a network the till sells on and says so quietly", async () => {
  await window.find(`${at("queue-chip")}[data-network="offline"]`);
  assert.equal(await attribute("queue-chip", "data-pending"), "1");
  assert.equal(await attribute("queue-chip", "data-alarm"), "calm");
  await picture("offline");
});

step("the next scan begins the next sale, and a quick key gives the change", async () => {
  await scanAll(goods[4]);
  await toPay();
  await find("pay-quick-2");
  await window.press("2");
  await window.press(KEYS.Enter);
  await sold();
  assert.ok((await amountAt("done-change")) > 0);
  const coins = await window.run(
    `return [...document.querySelectorAll('${at("coin")}')].reduce((sum, { dataset }) => sum + dataset.halalas * dataset.count, 0)`,
  );
  assert.equal(coins, await amountAt("done-change"));
  await picture("change");
});

step("a card pays the whole of it, and nothing of that is in the drawer", async () => {
  await scanAll(goods[6]);
  await toPay();
  await takesCard();
  await picture("card");
  await window.press(KEYS.Enter);
  await sold(() => 0);
});

step("one riyal by card and the rest in cash", async () => {
  await scanAll(goods.at(-1));
  await toPay();
  await window.type("1.00");
  await takesCard();
  await window.press(KEYS.Enter);
  await find("pay-taken");
  await focusOn("pay-amount");
  await picture("split");
  await window.press(KEYS.Enter);
  await sold((total) => total - 100);
});

step("a basket is held for somebody who forgot his purse, and comes back", async () => {
  await scanAll(goods[2], goods[8]);
  await window.press(KEYS.F4);
  await lines(0);
  await find("held-count");
  await scanAll(goods[1]);
  await toPay();
  await window.press(KEYS.Enter);
  await sold();
  await window.press(KEYS.Enter);
  await find("search");
  await window.press(KEYS.F5);
  await find("held-row");
  await picture("held");
  await window.press(await attribute("held-row", "data-number"));
  await lines(2);
  await gone("held-dialog");
});

step("a fifth off the line takes the supervisor's PIN", async () => {
  await window.press(KEYS.F8);
  await focusOn("line-discount-dialog-value");
  await window.type("20%");
  await picture("discount");
  await window.press(KEYS.Enter);
  await find("approval-dialog");
  await picture("approval");
  await approve();
  await find("cart-line-off");
  await gone("line-discount-dialog");
  await picture("discounted");
  const full = halalas(goods[2].price) + halalas(goods[8].price);
  await toPay();
  await window.press(KEYS.Enter);
  const { total } = await sold();
  assert.ok(total < full && total >= full * 0.8);
});

step("a receipt of the morning is scanned from its paper and one line of it comes back", async () => {
  const [{ number }] = sales;
  const code = qrOf(await readFile(join(till.home, "paper", `${number}.png`)));
  await window.press(KEYS.Enter);
  await find("search");
  await window.press(KEYS.F7);
  await focusOn("return-number");
  await window.scan(code);
  await window.find(`${at("return-receipt")}[data-number="${number}"][data-scanned="true"]`);
  await picture("return");
  await window.press("2");
  await window.find(`${at("return-line")}[data-place="2"][data-ticked="true"]`);
  await window.press("1");
  await window.find(`${at("return-take")}:not([disabled])`);
  await picture("return-ready");
  await window.press(KEYS.Enter);
  await find("done-refund");
  const back = await amountAt("done-refund");
  assert.equal(back, halalas(goods[5].price));
  drawer -= back;
  note = await window.text(at("done-number"));
  await picture("returned");
});

step("thirty riyals go out of the drawer with the supervisor's word", async () => {
  await window.pressShifted(KEYS.F12);
  await find("shift-screen");
  await picture("shift");
  await window.press("-");
  await focusOn("cash-move-amount");
  await window.type("30");
  await window.click(at("cash-move-known"));
  await picture("cash-out");
  await window.click(at("cash-move-do"));
  await approve();
  await window.find(`${at("cash-move")}[data-way="out"]`);
  assert.match(await window.text(at("cash-move")), new RegExp(SUPERVISOR.name));
  drawer -= CASH_OUT;
  await picture("cash-moved");
});

step("the till is locked for prayer and opened again by the one who left it", async () => {
  await lock();
  await signIn(FIRST);
  await find("search");
});

step("the drawer is handed over to the second cashier with the PINs of both", async () => {
  await window.pressShifted(KEYS.F12);
  await find("shift-screen");
  await window.click(at("shift-hand-over"));
  await countDrawer();
  await picture("hand-over-count");
  await window.press(KEYS.F9);
  await find("hand-over-dialog");
  await window.click(at(`hand-over-to-${SECOND.name}`));
  await focusOn("hand-over-own-pin");
  await window.press(...FIRST.pin, KEYS.Enter);
  await focusOn("hand-over-pin");
  await window.press(...SECOND.pin);
  await picture("hand-over");
  await window.press(KEYS.Enter);
  await gone("hand-over-dialog");
  await find("search");
  await until(
    "the second cashier",
    nameInBar,
    (text) => text.includes(SECOND.name),
  );
  await picture("handed-over");
});

step("the second cashier sells, and begins a basket", async () => {
  await scanAll(goods[7], goods[9]);
  await toPay();
  await window.press(KEYS.Enter);
  await sold();
  await scanAll(goods[0], goods[4]);
});

step("the window is closed by mistake: started again it is back, and the basket in it is sold", async () => {
  await window.closeWhileItReports();
  await window.startAgain(PROGRAMS.window, till.environment);
  await lines(2);
  await picture("back");
  await toPay();
  await window.press(KEYS.Enter);
  await sold();
});

step("in the evening the drawer is counted blind, and the Z report is even", async () => {
  await window.pressShifted(KEYS.F12);
  await find("shift-screen");
  await window.press(KEYS.F9);
  await find("count-screen");
  const expected = (drawer / 100).toFixed(2);
  assert.ok(!(await window.text("body")).includes(expected), "what is expected is not said");
  await countDrawer();
  await picture("count");
  await window.press(KEYS.F9);
  await find("approval-dialog");
  await picture("close-approval");
  await approve();
  await window.find(`${at("shift-report")}[data-closed="true"]`);
  assert.equal(halalas(await attribute("report-expected", "data-value")), drawer);
  assert.equal(await attribute("difference", "data-kind"), "even");
  await picture("z-report");
});

step("the plug goes back in, and the manager's page shows everything reported", async () => {
  await lock();
  await signIn(OWNER);
  await find("sell-screen");
  await window.press(KEYS.F12);
  await find("manager-screen");
  const documents = sales.length + 1;
  await until(
    "what waits",
    () => window.text(at("queue-pending")),
    (text) => text === String(documents),
  );
  await picture("evening");
  await window.click(at("practice-gateway"));
  await window.find(`${at("practice-gateway")}[data-gateway="plugged"]`);
  await window.click(at("sync-run"));
  await until(
    "all of it reported",
    () => window.text(at("queue-reported")),
    (text) => text === String(documents),
  );
  for (const name of ["pending", "unknown", "rejected"])
    assert.equal(await window.text(at(`queue-${name}`)), "0");
  for (const number of [...sales.map((sale) => sale.number), note])
    await window.find(`${at("document-row")}[data-number="${number}"][data-standing="reported"]`);
  await picture("reported");
});

step("at night the books are whole, and every paper of the day is there", async () => {
  await window.close();
  window = undefined;
  const status = JSON.parse(await till.ask("status"));
  assert.equal(status.reported, sales.length + 1);
  assert.equal(status.pending + status.unknown + status.rejected, 0);
  assert.deepEqual(JSON.parse(await till.ask("verify")).faults, []);
  const papers = await readdir(join(till.home, "paper"));
  const documents = await till.documents();
  assert.deepEqual(documents.map(numberOf).sort(), [...sales.map((sale) => sale.number), note].sort());
  for (const document of documents) {
    const paper = `${numberOf(document)}.png`;
    assert.ok(papers.includes(paper), paper);
    assert.equal(qrOf(await readFile(join(till.home, "paper", paper))), qrIn(document));
  }
  for (const paper of ["hand-over.png", "Z-2.png"]) {
    assert.ok(papers.includes(paper), paper);
    await copyFile(join(till.home, "paper", paper), join(ARTEFACTS, `night-paper-${paper}`));
  }
});
