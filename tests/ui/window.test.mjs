// The same sale in the real window, driven through WebKit's own driver; then the books are opened from outside.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { amountIn, ARTEFACTS, numberOf, OWNER, PROGRAMS, qrIn, qrOf, Till, until } from "./till.mjs";
import { KEYS, Window } from "./webdriver.mjs";

const CUSTOMER = "شاشة العميل · Sanduq";

let till;
/** Where the machine's program for PDFs, which is ours here, notes what it was given. */
let opened;
let window;
const at = (testid) => `[data-testid="${testid}"]`;
const open = () => Window.open(PROGRAMS.webdriver, PROGRAMS.window, till.environment);
const picture = (name) => window.picture(join(ARTEFACTS, `window-${name}.png`));

before(async () => {
  await mkdir(ARTEFACTS, { recursive: true });
  till = await Till.fresh();
  opened = join(till.folder, "opened");
  const programs = join(till.folder, "programs");
  await mkdir(programs);
  await writeFile(join(programs, "xdg-open"), `#!/bin/sh\necho "$1" > '${opened}'\n`, { mode: 0o755 });
  till.environment.PATH = `${programs}:${process.env.PATH}`;
});

after(async () => {
  await window?.close();
  await till?.remove();
});

let sale;

test("the window opens in Arabic and sets itself up", { timeout: 180_000 }, async () => {
  window = await open();
  await window.find(at("first-run-screen"));
  assert.equal(await window.run("return document.documentElement.dir"), "rtl");
  await until("the training shop", () =>
    window.run(`return document.querySelector('${at("first-run-name")}').value`),
  );
  await picture("1-first-run");
  await window.write(at("first-run-owner"), OWNER.name);
  await window.write(at("first-run-pin"), OWNER.pin);
  await window.write(at("first-run-pin-again"), OWNER.pin);
  await window.click(at("first-run-submit"));
  await window.find(`${at("onboarding-screen")}[data-complete="true"]`);
  await picture("2-onboarding");
  await window.find(at("open-shift"));
  await picture("3-open-shift");
  await window.press("0", KEYS.Enter);
  await until("no shift to open", () =>
    window.run(`return document.querySelector('${at("open-shift")}') === null`),
  );
  await window.find(at("sell-screen"));
});

test("three items by tile and by scanner are sold with F9 and Enter", { timeout: 120_000 }, async () => {
  const { items } = await window.wait(
    "const done = arguments[0]; window.__TAURI_INTERNALS__.invoke('command', { name: 'item_search', request: { text: '', shelf: 'all', category: '' } }).then(done, done);",
  );
  const [tile, another, scanned] = items.filter((item) => item.unit === "PCE");
  const lines = () => window.run(`return document.querySelectorAll('${at("cart-line")}').length`);
  await window.click(at(`tile-${tile.id}`));
  await window.click(at(`tile-${another.id}`));
  await until("lines in the cart", lines, (seen) => seen === 2);
  await window.press(...scanned.barcodes[0], KEYS.Enter);
  await until("lines in the cart", lines, (seen) => seen === 3);
  const total = amountIn(await window.text(at("cart-total")));
  await picture("3-sell");
  await window.press(KEYS.F9);
  await window.find(at("pay-screen"));
  await picture("4-pay");
  await window.press(KEYS.Enter);
  await window.find(at("done-screen"));
  sale = {
    number: await window.text(at("done-number")),
    total: amountIn(await window.text(at("done-total"))),
  };
  assert.equal(sale.total, total);
  await window.find(at("done-receipt"));
  await picture("5-done");
});

test("its PDF is kept, and opened by the program that the machine has for it", { timeout: 60_000 }, async () => {
  await window.click(at("done-pdf"));
  await window.click(at("pdf-open"));
  const path = await until("the program for PDFs", () => readFile(opened, "utf8").catch(() => ""));
  assert.match(path.trim(), new RegExp(`_${sale.number}\\.pdf$`));
  assert.equal((await readFile(path.trim())).subarray(0, 8).toString(), "%PDF-1.7");
});

test("the customer has a window of his own, and it goes with the till's", { timeout: 60_000 }, async () => {
  await window.click(at("display-open"));
  await until("the customer's window", () => window.isSeen(CUSTOMER));
});

test("the manager sees it reported within seconds", { timeout: 120_000 }, async () => {
  await window.press(KEYS.F12);
  await window.find(`[data-testid="document-row"][data-number="${sale.number}"][data-standing="reported"]`);
  await picture("6-manager");
});

test("nothing foreign loads in the window", { timeout: 60_000 }, async () => {
  const violated = await window.wait(`
    const done = arguments[0];
    document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective), { once: true });
    const picture = new Image();
    picture.onload = () => done("loaded");
    picture.src = "http://127.0.0.1:9/pixel.png";
  `);
  assert.equal(violated, "img-src");
  const evaluated = await window.run(`
    const script = document.createElement("script");
    script.textContent = "window.broken = true";
    document.head.append(script);
    return window.broken ?? "refused";
  `);
  assert.equal(evaluated, "refused");
  const denied = await window.wait(
    "const done = arguments[0]; window.__TAURI_INTERNALS__.invoke('plugin:event|emit', { event: 'changed', payload: 'cart' }).then(() => done('allowed'), () => done('denied'));",
  );
  assert.equal(denied, "denied");
});

test(
  "once it is closed, the books are whole and the paper is the document's",
  { timeout: 120_000 },
  async () => {
    await window.closeByHand();
    assert.equal(await window.isSeen(CUSTOMER), false);
    window = undefined;
    const status = JSON.parse(await till.ask("status"));
    assert.equal(status.reported, 1);
    assert.equal(status.pending + status.unknown + status.rejected, 0);
    await till.ask("verify");
    const document = (await till.documents()).find((document) => numberOf(document) === sale.number);
    assert.match(document, new RegExp(`<cbc:TaxInclusiveAmount currencyID="SAR">${sale.total}<`));
    assert.equal(qrOf(await till.lastPaper()), qrIn(document));
  },
);

test(
  "a window that is closed with an invoice left to report goes on without it",
  { timeout: 120_000 },
  async () => {
    const call = (name, request) =>
      window.wait(
        "const [name, request, done] = arguments; window.__TAURI_INTERNALS__.invoke('command', { name, request }).then(done, done);",
        name,
        request,
      );
    window = await open();
    await window.find(at("sign-in-screen"));
    await call("session_open", { user: OWNER.name, pin: OWNER.pin });
    await call("practice_gateway_set", { gateway: "unplugged" });
    const { items } = await call("item_search", { text: "", shelf: "all", category: "" });
    const cart = await call("cart_add", { item: items[0].id, quantity: "1" });
    const sold = await call("sale_checkout", { sale_id: cart.sale_id, tenders: [] });
    assert.match(sold.number, /^T1-/);
    await window.closeWhileItReports();
    // It still holds the till, and whoever asks is told so.
    await assert.rejects(till.ask("status"), /the window/);
    await window.end();
    window = undefined;
    const status = JSON.parse(await till.ask("status"));
    assert.equal(status.pending + status.unknown, 1);
    await till.ask("verify");
  },
);

test(
  "a till that another program holds is not opened twice, and says who holds it",
  { timeout: 120_000 },
  async () => {
    await till.serve();
    window = await open();
    await window.find("[data-closed]");
    assert.match(await window.text("body"), new RegExp(String(till.server.pid)));
    await picture("7-held");
  },
);
