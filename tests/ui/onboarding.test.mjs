// A real environment, rehearsed with a simulator, in Debian's Chromium and in Arabic: from the choice of the environment
// to a renewed certificate, with a lost answer on the way.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { ARTEFACTS, OWNER, PROGRAMS, SIZES, Till, until } from "./till.mjs";

const VAT_NUMBER = "399999999900003";
const MEMBER = "399999999910003";

let till;
let simulator;
let gateway;
let browser;
let page;
const complaints = [];

/** Starts the program and reads the first line of JSON that it prints. */
async function begin(words, environment) {
  const program = spawn(PROGRAMS.cli, words, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: program.stdout })) {
    if (line.startsWith("{")) return [program, JSON.parse(line)];
  }
  throw new Error(`sanduq ${words.join(" ")} ended without a word`);
}

/** What the control plane of the simulator is told. */
async function told(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${gateway.control}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer;
}

const otp = async (kind) => (await (await told("/sim/otp", { vat: VAT_NUMBER, kind })).json()).otp;

before(async () => {
  await mkdir(ARTEFACTS, { recursive: true });
  till = await Till.fresh();
  [simulator, gateway] = await begin(["simulate", "--listen", "127.0.0.1:0"], till.environment);
  const { SANDUQ_HOME: _, ...own } = till.environment;
  // This user's own tills, one for each environment, whose authority is the simulator.
  const environment = { ...own, SANDUQ_GATEWAY_URL: gateway.gateway.replace(/\/simulation$/, "") };
  const [server, { url }] = await begin(["serve", "--listen", "127.0.0.1:0"], environment);
  till.server = server;
  browser = await chromium.launch({
    executablePath: PROGRAMS.chromium,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  page = await browser.newPage({ viewport: SIZES[0], locale: "ar-SA", reducedMotion: "reduce" });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 422")) complaints.push(message.text());
  });
  await page.goto(url);
});

after(async () => {
  await browser?.close();
  await till?.remove();
  if (simulator?.exitCode === null) {
    const ended = once(simulator, "exit");
    simulator.kill("SIGTERM");
    await ended;
  }
});

const at = (testid) => page.getByTestId(testid);

/** A picture of the screen in each size, in which nothing may hang out at the side. */
async function picture(name) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    });
    await page.screenshot({ path: join(ARTEFACTS, `onboarding-${name}-${size.width}.png`) });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${name} hangs ${over} px out at ${size.width}`);
  }
  await page.setViewportSize(SIZES[0]);
}

async function fill(fields) {
  for (const [field, value] of Object.entries(fields)) await at(`first-run-${field}`).fill(value);
}

test("the environment is chosen in words, and another till takes the place of the training till", async () => {
  await at("first-run-screen").waitFor();
  await at("training-chip").waitFor();
  await at("environment-open").click();
  await at("environment-dialog").waitFor();
  await picture("1-environment");
  await at("environment-simulation").click();
  await at("simulation-chip").waitFor();
  assert.equal(await at("first-run-name").inputValue(), "", "a real shop is nobody's to make up");
});

test("each wrong field is named before a certificate is asked for", async () => {
  await fill({ owner: OWNER.name, pin: OWNER.pin, "pin-again": OWNER.pin, name: "متجر & شركاه" });
  await fill({ "vat-number": MEMBER, branch: "الرياض", building: "12", activity: "food_drink" });
  await at("first-run-submit").click();
  const wrong = ["name", "id", "building", "city", "district", "street", "postal-code", "branch", "activity"];
  for (const field of wrong) await at(`first-run-${field}-wrong`).waitFor();
  await picture("2-wrong-fields");
});

test("a till for consumers only is made", async () => {
  await fill({ name: "بقالة الندى", "vat-number": VAT_NUMBER, id: "1010183482", building: "2322", city: "الرياض" });
  await fill({ district: "المربع", street: "شارع الأمير سلطان", "postal-code": "12613", branch: "المربع" });
  await fill({ activity: "بقالة" });
  await at("first-run-kinds").selectOption("simplified");
  await picture("3-company");
  await at("first-run-submit").click();
  await at("onboarding-screen").waitFor();
  await at("onboarding-otp").waitFor();
  assert.equal(await page.locator("[data-testid^=onboarding-step-]").count(), 6, "three checks, not six");
  await picture("4-code");
});

test("a wrong code and a lost answer are told at the code, with what to do", async () => {
  await at("onboarding-otp").fill("000000");
  await at("onboarding-run").click();
  await at("onboarding-otp-wrong").waitFor();
  await told("/sim/faults", { match: { op: "request_compliance" }, kind: "commit_then_reset" });
  await at("onboarding-otp").fill(await otp("new"));
  await at("onboarding-run").click();
  await until(
    "the sentence of the lost answer",
    () => at("onboarding-otp-wrong").textContent(),
    (said) => said.includes("ضاع"),
  );
  await picture("5-lost");
});

test("a new code leads through all steps to the sale", async () => {
  await at("onboarding-otp").fill(await otp("new"));
  await at("onboarding-run").click();
  await page.locator("[data-testid=onboarding-screen][data-complete=true]").waitFor();
  await picture("6-ready");
  await at("onboarding-start")
    .click({ timeout: 1000 })
    .catch(() => undefined);
  await at("sell-screen").waitFor();
  await at("simulation-chip").waitFor();
});

test("the certificate shows how long it does, and is renewed while the till stays open", async () => {
  await page.keyboard.press("F12");
  await at("csid-open").click();
  await at("certificate-screen").waitFor();
  await at("csid-serial").waitFor();
  const serial = await at("csid-serial").textContent();
  await picture("7-certificate");
  await at("csid-otp").fill("111111");
  await at("csid-renew").click();
  await at("csid-otp-wrong").waitFor();
  await at("csid-otp").fill(await otp("renewal"));
  await at("csid-renew").click();
  await until(
    "another certificate",
    () => at("csid-serial").textContent(),
    (shown) => shown !== serial,
  );
  assert.equal(await at("csid-former").count(), 1);
  assert.match(await at("csid-former").textContent(), new RegExp(serial.trim()));
  await picture("8-renewed");
});

test("the owner goes to the training till and comes back to this one", async () => {
  await at("environment-open").click();
  await at("environment-training").click();
  await at("first-run-screen").waitFor();
  await at("training-chip").waitFor();
  await at("environment-open").click();
  await at("environment-simulation").click();
  await at("sign-in-screen").waitFor();
  await page.keyboard.type(OWNER.pin);
  await page.keyboard.press("Enter");
  await at("sell-screen").waitFor();
});

test("the screens never complained", () => {
  assert.deepEqual(complaints, []);
});
