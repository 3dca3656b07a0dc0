// An installer sets up a printer, and a cashier meets one that is unplugged, in Debian's Chromium, in Arabic.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { openShift, signIn } from "./browser.mjs";
import { ARTEFACTS, OWNER, PROGRAMS, qrOf, SIZES, Till, until } from "./till.mjs";

let till;
let browser;
let page;
/** Where a printer is plugged in and out. */
let port;

before(async () => {
  await mkdir(ARTEFACTS, { recursive: true });
  till = await Till.fresh();
  await till.ask("init", "--training", "--owner", OWNER.name);
  const address = await till.serve();
  browser = await chromium.launch({
    executablePath: PROGRAMS.chromium,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  page = await browser.newPage({ viewport: SIZES[0], locale: "ar-SA", reducedMotion: "reduce" });
  await page.goto(address);
  await signIn(page);
  await openShift(page);
});

after(async () => {
  await browser?.close();
  await till?.remove();
});

const at = (testid) => page.getByTestId(testid);

async function picture(name) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    });
    await page.screenshot({ path: join(ARTEFACTS, `browser-${name}-${size.width}.png`) });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${name} hangs ${over} px out at ${size.width}`);
  }
  await page.setViewportSize(SIZES[0]);
}

async function openPrinters() {
  await page.keyboard.press("F12");
  await at("manager-screen").waitFor();
  await at("printers-open").click();
  await at("printers-screen").waitFor();
  await at("printer-name").waitFor();
}

async function sell() {
  await page.locator("[data-testid^=tile-]").first().click();
  await at("cart-line").first().waitFor();
  await page.keyboard.press("F9");
  await at("pay-screen").waitFor();
  await page.keyboard.press("Enter");
  await at("done-screen").waitFor();
}

test("the test page comes out of the printer, with codes that read", async () => {
  await openPrinters();
  await picture("printers");
  await at("printer-try-page").click();
  await until("the test page", async () => (await till.lastPaper().catch(() => null)) !== null);
  assert.match(qrOf(await till.lastPaper()), /^SANDUQ TEST /);
});

test("the letterhead is seen before it is kept, and may not refuse returns", async () => {
  await at("tab-paper").click();
  await at("letterhead-picture").waitFor();
  const before = await at("letterhead-picture").getAttribute("src");
  await at("letterhead-footer").fill("البضاعة المباعة لا ترد ولا تستبدل");
  await at("letterhead-footer-wrong").waitFor();
  assert.ok(await at("letterhead-save").isDisabled());
  await picture("letterhead-refused");
  await at("letterhead-footer").fill("الاستبدال والاسترجاع خلال 7 أيام مع الفاتورة");
  await until("another picture", async () => (await at("letterhead-picture").getAttribute("src")) !== before);
  await until("no complaint", () => at("letterhead-footer-wrong").isHidden());
  await at("letterhead-save").click();
  await picture("letterhead");
});

test("what a preview says of something older is not shown, and what has no field is said too", async () => {
  const now = () => at("letterhead-picture").getAttribute("src");
  const before = await now();
  let letGo;
  const held = new Promise((go) => (letGo = go));
  let asked = 0;
  await page.route("**/api/letterhead_preview", async (route) => {
    const answer = await route.fetch();
    asked += 1;
    // The first answer comes after the second.
    if (asked === 1) await held;
    await route.fulfill({ response: answer });
  });
  await at("letterhead-header").fill("الأول");
  await until("the first question", async () => asked === 1);
  await at("letterhead-header").fill("الثاني وهو المطلوب");
  await until("the second answer", async () => (await now()) !== before);
  const wanted = await now();
  const late = page.waitForResponse("**/api/letterhead_preview");
  letGo();
  await (await late).finished();
  await page.evaluate(() => new Promise((drawn) => setTimeout(() => requestAnimationFrame(drawn), 100)));
  await page.unroute("**/api/letterhead_preview");
  assert.equal(await now(), wanted);

  const file = { name: "logo.png", mimeType: "image/png", buffer: Buffer.from("no picture at all") };
  await page.locator("input[type=file]").setInputFiles(file);
  await at("letterhead-wrong").waitFor();
  assert.ok(await at("letterhead-save").isDisabled());
  await picture("letterhead-not-a-logo");
});

test("a printer of sheets has no button for a drawer", async () => {
  await at("tab-printers").click();
  await at("printer-try-drawer").waitFor();
  await at("printer-paper").selectOption("a4");
  await at("printer-try-drawer").waitFor({ state: "detached" });
  await picture("printer-a4");
  await at("printer-paper").selectOption("roll80");
  await at("printer-try-drawer").waitFor();
});

test("a receipt that an unplugged printer did not print waits until it is plugged in", async () => {
  port = await freePort();
  await at("tab-printers").click();
  await at("printer-connection").fill(`127.0.0.1:${port}`);
  await at("printer-save").click();
  await until("the new connection", async () => (await connectionShown()).includes(String(port)));
  await at("sell-open").click();
  await at("sell-screen").waitFor();
  await sell();
  await at("done-paper-failed").waitFor();
  await at("papers-waiting").waitFor();
  await picture("paper-failed");
  await at("papers-waiting").click();
  await at("papers-dialog").waitFor();
  await picture("papers-waiting");

  const printed = await printerOn(port, () => at("papers-dialog").locator("button.primary").first().click());
  assert.ok(printed.length > 5_000, `${printed.length} bytes`);
  await at("papers-waiting").waitFor({ state: "detached" });
});

test("the key for a reprint says whether the original came out, or a copy", async () => {
  await at("done-next").click();
  await at("sell-screen").waitFor();
  await sell();
  await at("done-paper-failed").waitFor();
  const original = await printerOn(port, () => page.keyboard.press("F10"));
  await said("طُبع الأصل");
  await at("done-paper-failed").waitFor({ state: "detached" });
  await until("nothing waits", () => at("papers-waiting").isHidden());
  const copy = await printerOn(port, () => page.keyboard.press("F10"));
  await said("طُبعت النسخة");
  assert.ok(original.subarray(0, 4).equals(Buffer.from([0x1b, 0x40, 0x1b, 0x70])), "its cash opens the drawer");
  assert.ok(!copy.subarray(0, 4).equals(original.subarray(0, 4)), "a copy opens none");
  await picture("reprinted");
});

test("an invoice is kept as a file, from the end of its sale and from its own page", async () => {
  const number = (await at("done-number").textContent()).trim();
  for (const button of ["done-pdf", "document-pdf"]) {
    const [download] = await Promise.all([page.waitForEvent("download"), at(button).click()]);
    assert.match(download.suggestedFilename(), new RegExp(`_${number}\\.pdf$`));
    assert.equal((await readFile(await download.path())).subarray(0, 8).toString(), "%PDF-1.7");
    await said("حُفظ ملف PDF");
    await picture(button);
    if (button === "done-pdf") {
      await page.keyboard.press("F12");
      await at("manager-screen").waitFor();
      await at("document-see").first().click();
      await at("document-screen").waitFor();
      await at("document-receipt").waitFor();
    }
  }
});

async function said(words) {
  await page.getByTestId("toast").filter({ hasText: words }).first().waitFor();
}

async function connectionShown() {
  return (await page.locator("nav [aria-current=true] span").textContent()) ?? "";
}

/** A port that nobody listens on. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** All that a printer on this port is sent after `press`. */
async function printerOn(port, press) {
  const server = createServer({ allowHalfOpen: false }).listen(port, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const taken = new Promise((done) =>
    server.once("connection", (socket) => {
      const pieces = [];
      socket.on("data", (piece) => pieces.push(piece));
      socket.on("end", () => done(Buffer.concat(pieces)));
    }),
  );
  await press();
  const bytes = await taken;
  server.close();
  return bytes;
}
