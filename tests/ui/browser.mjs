// Debian's Chromium before a till that is served, and pictures of it in every size.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ARTEFACTS, PROGRAMS, SIZES } from "./till.mjs";

/** A page at the address, and everything it complains of. */
export async function open(address) {
  await mkdir(ARTEFACTS, { recursive: true });
  const browser = await chromium.launch({
    executablePath: PROGRAMS.chromium,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const page = await browser.newPage({ viewport: SIZES[0], locale: "ar-SA", reducedMotion: "reduce" });
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // A fault is an answer with status 422, of which the browser complains by itself.
    if (message.type() === "error" && !message.text().includes("status of 422")) complaints.push(message.text());
  });
  await page.goto(address);
  return { browser, page, complaints };
}

/** A picture of the screen in each size, in which nothing may hang out at the side. */
export async function pictureOf(page, name) {
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
