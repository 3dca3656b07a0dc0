// Debian's Chromium before a till that is served, and pictures of it in every size.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ARTEFACTS, inTongue, OWNER, PROGRAMS, SIZES, TONGUE, until } from "./till.mjs";

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

/** What can be pressed on a page and has less than 48 px for it. Runs in the page. */
function tooSmall() {
  const TARGET = 48;
  const controls = document.querySelectorAll("button, select, input, summary, a[href], [role=button]");
  return [...controls].flatMap((control) => {
    // What only a screen reader meets is not for fingers, and a choice is pressed on its label.
    if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return [];
    const pressed =
      (control.matches("[type=checkbox], [type=radio], [type=file]") && control.closest("label")) || control;
    const { width, height } = pressed.getBoundingClientRect();
    if (width * height < 150) return [];
    // One that is small to the eye may reach further.
    const { content, top, bottom } = getComputedStyle(pressed, "::after");
    const reach = content === "none" ? 0 : -(Number.parseFloat(top) + Number.parseFloat(bottom));
    const room = [width, height + reach].map((side) => Math.round(side * 10) / 10);
    return Math.min(...room) < TARGET
      ? [`${control.dataset.testid ?? control.textContent.trim()}: ${room.join(" x ")}`]
      : [];
  });
}

/** A picture of the screen in each size, in which nothing may hang out at the side or be too small for a finger. */
export async function pictureOf(page, name) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    });
    await page.screenshot({ path: join(ARTEFACTS, `${inTongue("browser", "english")}-${name}-${size.width}.png`) });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${name} hangs ${over} px out at ${size.width}`);
    assert.deepEqual(await page.evaluate(tooSmall), [], `${name} at ${size.width}: too small for a finger`);
  }
  await page.setViewportSize(SIZES[0]);
}

/** Signs in whoever is asked for, and waits for the sell screen. */
export async function signIn(page, pin = OWNER.pin) {
  await page.getByTestId("sign-in-screen").waitFor();
  await page.keyboard.type(pin);
  await page.keyboard.press("Enter");
  await page.getByTestId("sell-screen").waitFor();
}

/** Nothing is sold before the drawer was counted: opens the shift, where none is open. */
export async function openShift(page, float = "200") {
  const [gate, search] = [page.getByTestId("shift-float"), page.getByTestId("search")];
  await gate.or(search).first().waitFor();
  if (await search.isVisible()) return;
  await gate.fill(float);
  await page.keyboard.press("Enter");
  await search.waitFor();
}

/** A command as the screen would send it. */
export function command(page, name, request = {}) {
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

/** The language of this run, as if it had been chosen on the screen. */
export async function speak(page, language = TONGUE) {
  await command(page, "language_set", { language });
  await until(
    "the language",
    () => page.getAttribute("html", "lang"),
    (lang) => lang === language,
  );
}

/** Keys as a scanner sends them, whatever the layout: faster than any finger, with Enter at the end. */
export function scan(page, text, { end = "Enter", arabic = false } = {}) {
  return page.evaluate(
    ([text, end, arabic]) => {
      const signs = { "+": "Equal", "=": "Equal", "/": "Slash", "-": "Minus", "#": "Digit3", " ": "Space" };
      const strike = (key, code, shiftKey) =>
        (document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, cancelable: true }),
        );
      for (const character of text) {
        const letter = /[A-Za-z]/.test(character);
        const code = signs[character] ?? (letter ? `Key${character.toUpperCase()}` : `Digit${character}`);
        const shifted = /[A-Z+#]/.test(character);
        strike(arabic && letter ? "ش" : arabic && character === "/" ? "ظ" : character, code, shifted);
      }
      if (end !== "") strike(end, end, false);
    },
    [text, end, arabic],
  );
}

/** Typed by a person: nobody takes it for a scanner. */
export function typeSlowly(page, text) {
  return page.keyboard.type(text, { delay: 110 });
}
