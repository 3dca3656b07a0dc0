// Scans faster than the till, in halves, glued and garbled, and a power cut in the middle of a basket: in Debian's
// Chromium, in Arabic, nothing of it adds a wrong item or loses one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { scan, signIn } from "./browser.mjs";
import { ask, at, atTheCounter, barcodeOf, lines, picture, sellScreen, sold, textOf } from "./counter.mjs";
import { amountIn, until } from "./till.mjs";

let till;
let browser;
let page;
let complaints;
let goods;

before(async () => {
  ({ till, browser, page, complaints, goods } = await atTheCounter());
});

after(async () => {
  await browser?.close();
  await till?.remove();
});

test("on a slow machine too, keys behind a scan mean the cart with what was scanned in it", async () => {
  let slow = true;
  await sold(goods[2]);
  await page.route(/\/api\/cart_(scan|quantity)$/, async (route) => {
    if (slow) await new Promise((resume) => setTimeout(resume, 400));
    await route.continue();
  });
  // Straight from the last sale's change, and on to the payment of this one.
  await scan(page, barcodeOf(goods[4]));
  await page.keyboard.press("F9");
  await at("pay-amount").waitFor();
  assert.equal(amountIn(await textOf("pay-total")), goods[4].price);
  await page.keyboard.press("Escape");
  await sellScreen();
  await scan(page, barcodeOf(goods[1]));
  for (let press = 0; press < 2; press += 1) {
    // No two fingers are quicker.
    await page.waitForTimeout(110);
    await page.keyboard.press("+");
  }
  await until("of the last one three", () => at("cart-line-quantity").last().textContent(), (text) => text === "3");
  const removed = page.waitForResponse(/\/api\/cart_remove$/);
  await scan(page, barcodeOf(goods[5]));
  await page.keyboard.press("Delete");
  await removed;
  const { lines: kept } = await ask("cart_show", {});
  assert.deepEqual(
    kept.map(({ item, quantity }) => [item, Number(quantity)]),
    [
      [goods[4].id, 1],
      [goods[1].id, 3],
    ],
  );
  slow = false;
  await ask("cart_clear", {});
  await lines(0);
});

test("a scanner gone mad adds nothing but what has a barcode", async () => {
  const seed = Number(process.env.SANDUQ_FUZZ_SEED ?? Date.now() % 1_000_000);
  console.log(`# scanner in the browser: SANDUQ_FUZZ_SEED=${seed}`);
  let state = seed;
  const next = (bound) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) % bound;
  };
  await page.evaluate(() => document.activeElement?.blur());
  const whole = new Map();
  for (let round = 0; round < 40; round += 1) {
    const item = goods[next(goods.length)];
    const barcode = barcodeOf(item);
    switch (next(5)) {
      case 0:
      case 1:
        await scan(page, barcode, { arabic: next(2) === 0 });
        whole.set(item.id, (whole.get(item.id) ?? 0) + 1);
        break;
      case 2: // glued
        await scan(page, barcode + barcodeOf(goods[next(goods.length)]));
        break;
      case 3: // half
        await scan(page, barcode.slice(0, 4 + next(6)), { end: "" });
        break;
      default: {
        // Something foreign in it.
        const place = next(barcode.length);
        await scan(page, `${barcode.slice(0, place)}${["#", " "][next(2)]}${barcode.slice(place)}`);
      }
    }
    await page.waitForTimeout(160);
  }
  const cart = await until(
    "what was scanned whole",
    () => ask("cart_show"),
    ({ lines: all }) => all.reduce((sum, line) => sum + Number(line.quantity), 0) === [...whole.values()].reduce((a, b) => a + b, 0),
    10_000,
  );
  const added = {};
  for (const { item, quantity } of cart.lines) added[item] = (added[item] ?? 0) + Number(quantity);
  assert.deepEqual(added, Object.fromEntries(whole), `seed ${seed}`);
});

test("a power cut loses no basket", async () => {
  const before = (await ask("cart_show")).lines.map(({ item, quantity }) => ({ item, quantity }));
  assert.ok(before.length > 0);
  till.server.kill("SIGKILL");
  await until("the server", () => till.server.signalCode);
  await page.goto(await till.serve());
  await at("sign-in-screen").waitFor();
  await picture("30-sign-in");
  // Who was there last is asked first.
  await signIn(page);
  await lines(before.length);
  const again = (await ask("cart_show")).lines.map(({ item, quantity }) => ({ item, quantity }));
  assert.deepEqual(again, before);
});

test("the screens never complained, and the books are whole", async () => {
  // The browser itself tells of a server that was cut off.
  assert.deepEqual(complaints.filter((text) => !/ERR_|Failed to load/.test(text)), []);
  await till.stop();
  await till.ask("verify");
});
