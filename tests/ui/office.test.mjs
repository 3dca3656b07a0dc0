// The back office of a till, in Debian's Chromium, in Arabic first: items, import, settings, the log, the dark theme.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Desk, until } from "./desk.mjs";
import { amountIn, inTongue, TONGUE } from "./till.mjs";

let desk;
let page;
let complaints, at, press, picture, said, toast, command, scan, office, speak;

before(async () => {
  desk = await Desk.taken("office");
  ({ page, complaints, at, press, picture, said, toast, command, scan, office, speak } = desk);
});

after(() => desk?.leave());

/** A CSV file in the till's own folder. */
async function csv(name, rows) {
  const path = join(desk.till.folder, name);
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
  await toast(inTongue("كليجا", "Qassim"));
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
  await toast(inTongue("سُجّل جرد", "The count of"));
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
  await toast(inTongue("ليس في الملف عمودا", "name_ar"));
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
  await toast(inTongue("حُفظت الأصناف", "The items are saved"));
});

test("the first item that was made is sold by its barcode, once the shift is open", async () => {
  await command("shift_open", { float: "100" });
  await office("items");
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

test("a setting takes effect: cash is rounded down", async () => {
  await office("settings");
  assert.ok(await at("settings-save").isDisabled());
  await at("cash-rounding").selectOption("0.50");
  await at("scale-27-off").locator("xpath=ancestor::label").click();
  await at("support-contact").fill("920 012 345");
  await picture("settings");
  await press("F9");
  await toast(inTongue("حُفظت الإعدادات", "The settings are saved"));
  await press("F1");
  assert.match(await said("support"), /920 012 345$/);
  await picture("support");
  await press("Escape");
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

test("the log tells it all, and is searched by typing", async () => {
  await office("audit");
  await at("audit-entry").first().waitFor();
  await picture("audit");
  await at("audit-filter").fill(inTongue("وردية", "shift"));
  await until(
    "the shifts in the log",
    () => at("audit-entry").evaluateAll((rows) => rows.map((row) => row.dataset.event)),
    (events) => events.length > 0 && events.every((event) => event.includes("shift") || event === "approved"),
  );
  await at("audit-filter").fill("");
  const counted = (await command("item_search", { text: "كليجا", shelf: "all", category: "" })).items[0];
  for (let n = 0; n < 120; n += 1) await command("stock_count", { id: counted.id, stock: String(n) });
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
  await at("audit-filter").fill(inTongue("جُهّز", "was set up"));
  await until(
    "the very first",
    () => at("audit-entry").count(),
    (n) => n === 1,
  );
  await at("audit-filter").fill("");
});

test("English says the same from left to right", async () => {
  await speak("en");
  await picture("audit-en");
  await office("items");
  await at("item-row").first().waitFor();
  await picture("items-en");
  await office("settings");
  await picture("settings-en");
});

test("at night the shop's screens are dark", async () => {
  await at("theme-dark").locator("xpath=ancestor::label").click();
  await at("settings-save").click();
  await until(
    "the theme",
    () => page.getAttribute("html", "data-theme"),
    (theme) => theme === "dark",
  );
  await speak(TONGUE);
  await picture("dark-settings");
  await office("items");
  await at("item-row").first().waitFor();
  await picture("dark-items");
  await at("item-open").first().click();
  await at("item-dialog").waitFor();
  await picture("dark-item");
  await press("Escape");
  await command("shift_close", { counts: { 10000: 1 }, approval: null });
  await command("shift_open", { float: "100" });
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
