// The back office of a till, in Debian's Chromium, in Arabic first: items, people, shifts, settings, the log.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { open, pictureOf } from "./browser.mjs";
import { amountIn, OWNER, Till, until as untilSoon } from "./till.mjs";

const CASHIER = { name: "ريم العتيبي", pin: "5092" };

let till;
let browser;
let page;
let complaints;

before(async () => {
  till = await Till.fresh();
  await till.ask("init", "--training", "--owner", OWNER.name);
  ({ browser, page, complaints } = await open(await till.serve()));
  page.setDefaultTimeout(10_000);
  await signIn(OWNER);
});

after(async () => {
  await browser?.close();
  await till?.remove();
});

const until = (what, ask, satisfied = Boolean) => untilSoon(what, ask, satisfied, 15_000);
const at = (testid) => page.getByTestId(testid);
const press = (key) => page.keyboard.press(key);
const picture = (name) => pictureOf(page, `office-${name}`);
const said = (testid) => at(testid).first().textContent();

/** A command as the screen would send it. */
function command(name, request) {
  return page.evaluate(
    async ([name, request]) => {
      const token = sessionStorage.getItem("sanduq-token");
      const headers = { "Content-Type": "application/json", "X-Sanduq-Token": token };
      const answer = await fetch(`/api/${name}`, { method: "POST", headers, body: JSON.stringify(request) });
      return answer.json();
    },
    [name, request],
  );
}

/** Keys as a scanner sends them: faster than any finger, with Enter at the end. */
function scan(barcode) {
  return page.evaluate(
    (keys) => {
      for (const key of keys) {
        const heard = new KeyboardEvent("keydown", {
          key,
          code: key === "Enter" ? key : `Digit${key}`,
          bubbles: true,
          cancelable: true,
        });
        (document.activeElement ?? document.body).dispatchEvent(heard);
      }
    },
    [...barcode, "Enter"],
  );
}

async function signIn({ name, pin }) {
  await at("sign-in-screen").waitFor();
  const known = at(`sign-in-user-${name}`);
  if ((await known.count()) > 0) await known.click();
  await at("sign-in-pin").fill(pin);
  await press("Enter");
  await at("sign-in-screen").waitFor({ state: "detached" });
}

async function signOut() {
  await command("session_close", {});
  await page.reload();
  await at("sign-in-screen").waitFor();
}

async function office(section) {
  if ((await at("office-screen").count()) === 0) await press("Shift+F12");
  await at("office-screen").waitFor();
  await at(`office-${section}`).click();
}

const toast = (words) => page.getByTestId("toast").filter({ hasText: words }).first().waitFor();

/** A CSV file in the till's own folder. */
async function csv(name, rows) {
  const path = join(till.folder, name);
  await writeFile(path, `\uFEFFname_ar,name_en,barcodes,category,unit,price,vat,stock\n${rows.join("\n")}\n`);
  return path;
}

/** A file that somebody drags onto the sheet. */
async function dropFile(name, text) {
  const carried = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: "text/csv" }));
      return transfer;
    },
    [name, text],
  );
  await at("import-drop").dispatchEvent("drop", { dataTransfer: carried });
}

const phase = (wanted) =>
  page.locator(`[data-testid=import-screen][data-phase=${wanted}]`).waitFor({ timeout: 120_000 });

test("the office is reached by key and by touch, and shows what the owner may do", async () => {
  await at("sell-screen").waitFor();
  await press("Shift+F12");
  await at("office-screen").waitFor();
  for (const section of ["shift", "shifts", "items", "people", "audit", "settings"])
    assert.equal(await at(`office-${section}`).count(), 1, section);
  await press("Escape");
  await at("manager-screen").waitFor();
  await at("office-open").click();
  await at("items-screen").waitFor();
  await press("Control+ArrowDown");
  await at("people-screen").waitFor();
  await press("Control+ArrowUp");
  await at("items-screen").waitFor();
  await picture("items");
});

test("a wrong item is told field by field, a right one is sold by its barcode", async () => {
  await press("Insert");
  await at("item-dialog").waitFor();
  await scan("6281001000341");
  await until(
    "the scanned barcode",
    () => at("item-barcode").count(),
    (n) => n === 1,
  );
  await at("item-name-ar").fill("ت");
  await at("item-price").fill("7.5");
  await at("item-save").click();
  await at("item-name-ar-wrong").waitFor();
  await picture("item-wrong");
  await at("item-name-ar").fill("كليجا قصيمية 12 حبة");
  await at("item-name-en").fill("Qassim biscuits, 12");
  await at("item-category-produce").click();
  await at("item-save").click();
  // Somebody else has this barcode already.
  await at("item-barcodes-wrong").waitFor();
  await page.getByTestId("item-barcode").getByRole("button").click();
  await at("item-barcodes").fill("0000000000017");
  await press("Enter");
  await at("item-stock").fill("12");
  await at("item-low-stock").fill("3");
  await picture("item");
  await at("item-save").click();
  await at("item-dialog").waitFor({ state: "detached" });
  await toast("كليجا");
  await at("items-search").fill("كليجا");
  await until(
    "the item in the list",
    () => at("item-row").count(),
    (n) => n === 1,
  );
  await at("item-star").click();
  await until(
    "the star",
    () => at("item-star").getAttribute("aria-pressed"),
    (is) => is === "true",
  );
});

test("a price that changes is remembered, and stock is counted row by row", async () => {
  await at("item-open").click();
  await at("item-dialog").waitFor();
  await at("item-price").fill("8.25");
  await at("item-save").click();
  await at("item-dialog").waitFor({ state: "detached" });
  await until("the new price", () => page.locator("[data-testid=item-row] [data-value='8.25']").count(), Boolean);
  await at("item-open").click();
  await at("item-prices").locator("summary").click();
  assert.equal(await at("item-prices").locator("li").count(), 2);
  await picture("item-prices");
  await press("Escape");
  await at("items-count").click();
  await at("stock-entry").first().fill("2");
  await press("Enter");
  await toast("عُدّ");
  await at("shelf-low").click();
  await at("items-search").fill("");
  await until(
    "what runs out",
    () => at("item-row").count(),
    (n) => n === 1,
  );
  await picture("stock-count");
  await at("items-count").click();
});

test("favourites are put in order", async () => {
  await at("shelf-favourites").click();
  await until(
    "the favourites",
    () => at("item-up").count(),
    (n) => n >= 8,
  );
  const order = async () => at("item-row").evaluateAll((rows) => rows.map((row) => row.dataset.item));
  const before = await order();
  await at("item-down").first().click();
  await until("the new order", order, (now) => now[0] === before[1] && now[1] === before[0]);
  await picture("favourites");
  await at("shelf-all").click();
});

test("a file with three wrong rows names them, can be put away, and is kept without them", async () => {
  const path = await csv("groceries.csv", [
    "شاي أخضر 100 كيس,Green tea,,pantry,PCE,14.95,S15,5",
    "خ,,,pantry,PCE,1.00,S15,",
    "عسل سدر 500 جم,Sidr honey,4006381333931,pantry,PCE,مئة,S15,",
    "سكر 5 كجم,Sugar 5 kg,4006381333932,pantry,PCE,21.00,S15,",
    "زعتر 250 جم,Thyme,,pantry,PCE,9.50,S15,",
  ]);
  await at("items-import").click();
  await at("import-screen").waitFor();
  await picture("import");
  await at("import-file").setInputFiles(path);
  await phase("read");
  assert.equal(await said("import-fresh"), "2");
  assert.equal(await said("import-wrong"), "3");
  const faults = await at("import-fault").evaluateAll((rows) => rows.map((row) => [row.dataset.row, row.dataset.code]));
  assert.deepEqual(faults, [
    ["3", "too_short"],
    ["4", "not_an_amount"],
    ["5", "wrong_check_digit"],
  ]);
  await picture("import-read");
  await at("import-cancel").click();
  await phase("none");
  await dropFile("empty.csv", "price\n1.00\n");
  await toast("ليس في الملف عمودا");
  assert.equal((await command("item_search", { text: "زعتر", shelf: "all", category: "" })).items.length, 0);
  await at("import-file").setInputFiles(path);
  await phase("read");
  await at("import-keep").click();
  await phase("kept");
  await picture("import-kept");
  await at("import-done").click();
  await at("items-screen").waitFor();
  await at("items-search").fill("زعتر");
  await until(
    "the kept item",
    () => at("item-row").count(),
    (n) => n === 1,
  );
  await at("items-search").fill("");
});

test("twenty thousand rows are kept with progress in sight, and stopped in between", async () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => `صنف مستورد ${n},,,pantry,PCE,${(n % 90) + 1}.50,S15,`);
  const path = await csv("many.csv", rows);
  await at("items-import").click();
  await at("import-file").setInputFiles(path);
  await phase("read");
  await until(
    "the count",
    () => said("import-fresh"),
    (text) => text === "20,000",
  );
  await at("import-keep").click();
  await phase("keeping");
  const done = async () => Number(await at("import-progress").getAttribute("data-done", { timeout: 500 }));
  await until("progress", done, (n) => n > 0 && n < 20_000);
  await picture("import-keeping");
  await at("import-stop").click();
  await phase("stopped");
  await picture("import-stopped");
  await at("import-go-on").click();
  await phase("kept");
  await at("import-done").click();
  await at("items-screen").waitFor();
  await until(
    "a long list",
    () => at("item-row").count(),
    (n) => n === 200,
  );
});

test("the whole catalogue comes back as a file", async () => {
  const [file] = await Promise.all([page.waitForEvent("download"), at("items-export").click()]);
  assert.match(file.suggestedFilename(), /^items-.*\.csv$/);
  await toast("حُفظت الأصناف");
});

test("the first item that was made is sold by its barcode, once the shift is open", async () => {
  await office("shift");
  await at("shift-none").waitFor();
  await picture("shift-none");
  await at("shift-float").fill("200");
  await press("Enter");
  await at("shift-screen").waitFor();
  await press("Escape");
  await at("manager-screen").waitFor();
  await press("F12");
  await at("sell-screen").waitFor();
  await scan("0000000000017");
  await until(
    "the line",
    () => at("cart-line").count(),
    (n) => n === 1,
  );
  await press("F9");
  await at("pay-screen").waitFor();
  await press("Enter");
  await at("done-screen").waitFor();
  assert.equal(amountIn(await said("done-total")), "8.25");
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
  assert.equal(await at("report-expected").getAttribute("data-value"), "228.25");
  await picture("x-report");
  await at("report-print").click();
  await toast("خرج التقرير");
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
  await at("pin-new").fill("6183");
  await at("pin-again").fill("6183");
  await picture("pin-own");
  await press("Enter");
  await toast("تغيّر رقمك");
});

test("the cashier closes the shift blind, by the manager's PIN, and the difference stands in the Z report", async () => {
  const before = await till.lastPaper();
  await picture("shift-cashier");
  await press("F9");
  await at("count-screen").waitFor();
  assert.doesNotMatch(await page.locator("body").innerText(), /228\.25/, "what is expected is not said");
  // Four fifties, two tens, one five, one two: 227.00 of 228.25.
  await press("Enter");
  await press("Enter");
  await press("Enter");
  await page.keyboard.type("4");
  await press("Enter");
  await page.keyboard.type("2");
  await press("Enter");
  await page.keyboard.type("1");
  await press("Enter");
  await page.keyboard.type("1");
  assert.equal(await at("count-total").getAttribute("data-value"), "227.00");
  await picture("count");
  await press("F9");
  await at("approval-dialog").waitFor();
  await at("approval-pin").fill(OWNER.pin);
  await press("Enter");
  await at("report-screen").waitFor();
  assert.equal(await at("shift-report").getAttribute("data-closed"), "true");
  assert.equal(await at("difference").getAttribute("data-kind"), "short");
  assert.equal(await at("difference").getAttribute("data-value"), "-1.25");
  assert.match(await said("difference"), /نقص/);
  await picture("z-report");
  await until("the Z report on paper", till.lastPaper.bind(till), (paper) => !paper.equals(before));
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
  await at("hand-over-pin").fill("1111");
  await press("Enter");
  await until(
    "the wrong PIN",
    () => said("hand-over-fault"),
    (text) => text.trim() !== "",
  );
  await at("hand-over-remark").fill("كل شيء على ما يرام");
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
  await toast("تغيّر دور");
  await until(
    "the role",
    () => row.textContent(),
    (text) => text.includes("مشرف"),
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
  assert.equal(await at("difference").getAttribute("data-value"), "-1.25");
  await press("Escape");
});

test("a setting takes effect: cash is rounded down", async () => {
  await office("settings");
  assert.ok(await at("settings-save").isDisabled());
  await at("cash-rounding").selectOption("0.50");
  await at("scale-27-off").check({ force: true });
  await picture("settings");
  await press("F9");
  await toast("حُفظت الإعدادات");
  await press("Escape");
  await press("F12");
  await at("sell-screen").waitFor();
  await scan("0000000000017");
  await until(
    "the line",
    () => at("cart-line").count(),
    (n) => n === 1,
  );
  assert.equal((await command("cart_show", {})).cash_due, "8.00");
  await command("cart_clear", {});
});

test("a debit note is issued on an invoice and opens", async () => {
  await press("F12");
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
  await picture("debit-note");
});

test("the log tells it all, and is searched by typing", async () => {
  await office("audit");
  await at("audit-entry").first().waitFor();
  await picture("audit");
  await at("audit-filter").fill("وردية");
  await until(
    "the shifts in the log",
    () => at("audit-entry").evaluateAll((rows) => rows.map((row) => row.dataset.event)),
    (events) => events.length > 0 && events.every((event) => event.includes("shift") || event === "approved"),
  );
  await at("audit-filter").fill("");
  const counted = (await command("item_search", { text: "كليجا", shelf: "all", category: "" })).items[0];
  for (let n = 0; n < 60; n += 1) await command("stock_count", { id: counted.id, stock: String(n) });
  await office("people");
  await office("audit");
  await until(
    "a page of the log",
    () => at("audit-entry").count(),
    (n) => n === 100,
  );
  await at("audit-older").click();
  await until(
    "what came before",
    () => at("audit-entry").count(),
    (n) => n > 100,
  );
  await at("audit-filter").fill("جُهّز");
  await until(
    "the very first",
    () => at("audit-entry").count(),
    (n) => n === 1,
  );
  await at("audit-filter").fill("");
});

test("English says the same from left to right", async () => {
  await page.evaluate(() => document.querySelector("[data-testid=language]")?.click());
  await command("language_set", { language: "en" });
  await until(
    "the language",
    () => page.getAttribute("html", "lang"),
    (lang) => lang === "en",
  );
  await picture("audit-en");
  await office("items");
  await at("item-row").first().waitFor();
  await picture("items-en");
  await office("settings");
  await picture("settings-en");
  await office("shifts");
  await at("shift-row").first().waitFor();
  assert.match(await said("difference"), /The drawer is right/);
  await page.locator("[data-testid=shift-row][data-number='1'] [data-testid=shift-row-open]").click();
  await at("shift-report").waitFor();
  assert.match((await said("difference")).replace(/\s+/g, " "), /Short by 1\.25/);
  await picture("z-report-en");
  await press("Escape");
  await office("settings");
});

test("at night the shop's screens are dark", async () => {
  await at("theme-dark").check({ force: true });
  await at("settings-save").click();
  await until(
    "the theme",
    () => page.getAttribute("html", "data-theme"),
    (theme) => theme === "dark",
  );
  await command("language_set", { language: "ar" });
  await until(
    "the language",
    () => page.getAttribute("html", "lang"),
    (lang) => lang === "ar",
  );
  await picture("dark-settings");
  await office("items");
  await at("item-row").first().waitFor();
  await picture("dark-items");
  await at("item-open").first().click();
  await at("item-dialog").waitFor();
  await picture("dark-item");
  await press("Escape");
  await office("shifts");
  await at("shift-row").first().waitFor();
  await picture("dark-shifts");
  await office("shift");
  await at("shift-screen").waitFor();
  await at("shift-close").click();
  await at("count-screen").waitFor();
  await picture("dark-count");
  await press("Escape");
  await at("sell-open").click();
  await at("sell-screen").waitFor();
  await scan("0000000000017");
  await until(
    "the line",
    () => at("cart-line").count(),
    (n) => n === 1,
  );
  await picture("dark-sell");
  await press("F9");
  await at("pay-screen").waitFor();
  await picture("dark-pay");
  await press("Escape");
  await press("F12");
  await at("manager-screen").waitFor();
  await picture("dark-manager");
});

test("nothing went wrong on the way that nobody saw", () => {
  assert.deepEqual(complaints, []);
});
