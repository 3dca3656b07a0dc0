// A rejected invoice from the red chip to its acceptance, in Debian's Chromium, in Arabic, by the keyboard alone.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { open, pictureOf, signIn } from "./browser.mjs";
import { Till, until } from "./till.mjs";

let till;
let browser;
let page;
let complaints;

const at = (testid) => page.getByTestId(testid);
const press = (key) => page.keyboard.press(key);
const picture = (name) => pictureOf(page, `clinic-${name}`);

const refusal = (code) => ({
  validationResults: {
    errorMessages: [
      { type: "ERROR", code, category: "KSA", message: `[${code}] The document is not in order`, status: "ERROR" },
    ],
    status: "ERROR",
  },
  reportingStatus: "NOT_REPORTED",
});

/** Sells at the command line, and has the gateway answer with these codes. */
async function rejected(...codes) {
  const baskets = codes.map(() => ({
    lines: [
      { name: "خبز صامولي", quantity: "3", unit_price: "10.10" },
      { name: "سبيكة ذهب", unit_price: "500.00", vat: "Z", exemption: "VATEX-SA-36" },
    ],
  }));
  const file = join(till.folder, "baskets.jsonl");
  await writeFile(file, baskets.map((basket) => JSON.stringify(basket)).join("\n"));
  await till.ask("issue", file);
  for (const code of codes) await till.answers(400, refusal(code));
  await till.ask("sync");
}

async function served() {
  ({ browser, page, complaints } = await open(await till.serve()));
  await signIn(page);
}

before(async () => {
  till = await Till.fresh();
  await till.simulate();
  await rejected("BR-KSA-81");
  await served();
});

after(async () => {
  await browser?.close();
  await till?.remove();
});

test("whoever signs in is told, and the chip is red", async () => {
  await page.getByRole("alert").or(page.getByRole("status")).first().waitFor();
  await until(
    "the chip",
    () => at("queue-chip").textContent(),
    (text) => text.includes("مرفوضة"),
  );
  await picture("1-chip");
});

test("from the chip: read, edit one field, issue anew", async () => {
  await at("queue-chip").focus();
  await press("Enter");
  await at("clinic-screen").waitFor();
  await at("diagnosis").waitFor();
  assert.equal(await at("diagnosis").getAttribute("data-code"), "BR-KSA-81");
  await at("no-difference").waitFor();
  assert.equal(await at("reissue").isDisabled(), true, "as it is, it would be rejected once more");
  const numberField = at("buyer-vat-number");
  assert.equal(await numberField.evaluate((field) => field === document.activeElement), true);
  await page.locator("[data-testid=buyer-vat-number][aria-invalid=true]").waitFor();
  assert.equal(await at("part-buyer").getAttribute("open"), "", "what cures it is open");
  assert.equal(await at("part-shop").getAttribute("open"), null);
  await picture("2-read");

  await page.keyboard.type("31012239");
  await at("preview-fault").waitFor();
  assert.equal(await at("reissue").isDisabled(), true);
  await page.keyboard.type("3500003");
  await page.locator("[data-testid=difference][data-field='buyer.vat_number']").waitFor();
  assert.equal(await at("difference").count(), 1);
  await picture("3-difference");

  await press("F9");
  await at("document-screen").waitFor();
  await until(
    "both documents",
    () => at("issued").count(),
    (count) => count === 2,
  );
  const icvs = await at("issued").evaluateAll((cards) => cards.map((card) => card.dataset.icv));
  assert.deepEqual(icvs, ["2", "1"], "the one in force first");
});

test("the new one is accepted and each stands beside the other", async () => {
  await press("Escape");
  await at("manager-screen").waitFor();
  await at("sync-run").click();
  await until(
    "reported",
    () => at("queue-reported").textContent(),
    (text) => text === "1",
  );
  assert.equal(await at("queue-rejected").textContent(), "0");
  await page.getByTestId("filter-latest").click();
  await page.locator("[data-testid=document-row][data-standing=reported]").waitFor();
  assert.equal(await at("document-row").count(), 2);
  await picture("4-centre");
  await page.locator("[data-standing=reported]").getByTestId("document-see").click();
  await page.locator("[data-testid=exchange][data-outcome=rejected]").waitFor();
  await page.locator("[data-testid=exchange][data-outcome=accepted]").waitFor();
  for (const proof of await at("request-proof").allTextContents()) assert.match(proof, /مطابق/);
  await picture("5-document");
});

test("several at once are listed, and money is not cured", async () => {
  await browser.close();
  await till.stop();
  await rejected("BR-CO-15", "BR-KSA-F-06-C19", "BR-KSA-CL-04");
  await served();
  await press("F12");
  await at("manager-screen").waitFor();
  await page.locator("[data-notice=rejected]").getByTestId("notice-show").click();
  await until(
    "those that need someone",
    () => at("document-row").count(),
    (count) => count === 3,
  );
  await picture("6-attention");

  await page.locator("[data-number=T1-000002]").getByTestId("document-heal").click();
  await page.locator("[data-testid=diagnosis][data-cure=never]").waitFor();
  assert.match(await at("money-stays").textContent(), /اتصل بالدعم/);
  await at("support-unnamed").waitFor();
  assert.equal(await at("reissue").count(), 0, "nothing is offered that does not cure");
  await picture("7-money");
  await press("Escape");
  await at("document-screen").waitFor();
  await press("Escape");
  await at("manager-screen").waitFor();

  await page.locator("[data-number=T1-000004]").getByTestId("document-heal").click();
  await at("exemption-Z").selectOption("VATEX-SA-35");
  await page.locator("[data-testid=difference][data-field='lines.exemption']").waitFor();
  await at("part-statements").locator("summary").click();
  await at("flag-summary").check();
  await page.locator("[data-testid=broken-rule][data-rule=BR-KSA-71]").waitFor();
  assert.equal(await at("reissue").isDisabled(), true);
  await at("broken-rule").first().getByRole("button").click();
  await page.locator("details[open] [aria-invalid=true]:focus").waitFor();
  await picture("8-rule");
  await at("flag-summary").uncheck();
  await until("ready", () => at("reissue").isEnabled());
  await at("reissue").click();
  await at("document-screen").waitFor();
});

test("a held document is sent once more, and why the gateway refuses a till is told", async () => {
  await browser.close();
  await till.stop();
  const file = join(till.folder, "held.jsonl");
  await writeFile(file, JSON.stringify({ lines: [{ name: "حليب طازج", unit_price: "11.00" }] }));
  await till.ask("issue", file);
  // Answers without a word, until a person is asked.
  await till.answers(400, {}, 3);
  await until(
    "held",
    async () => {
      await till.ask("sync");
      return JSON.parse(await till.ask("status")).held;
    },
    (held) => held === 1,
  );
  await served();
  await press("F12");
  await page.locator("[data-notice=held]").getByTestId("notice-show").click();
  await page.locator("[data-number=T1-000005]").getByTestId("document-see").click();
  await page.locator("[data-testid=issued][data-standing=held]").waitFor();
  assert.equal(await at("exchange").getAttribute("data-times"), "3", "the same answer is told once");
  await at("held-todo").waitFor();
  await picture("10-held");
  await page.setViewportSize({ width: 1024, height: 768 });
  const cut = await page
    .locator("[data-testid=document-screen] aside")
    .evaluate((aside) => {
      const within = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
      const box = (element) => element.getBoundingClientRect();
      return [...aside.querySelectorAll("button")]
        .filter((button) => !within(box(button), box(aside)) || !within(box(button.querySelector(".words")), box(button)))
        .map((button) => button.textContent);
    });
  assert.deepEqual(cut, [], "every button has its words in its column");
  await page.setViewportSize({ width: 1366, height: 768 });
  await till.answers(401, {});
  await at("document-release").click();
  await until("sent", () => at("exchange").count(), (count) => count === 2);
  await press("Escape");
  await page.locator("[data-notice=credentials]").waitFor();
  await page.locator("[data-testid=queue-chip][data-network=refused]").waitFor();
  await page.getByTestId("filter-waiting").click();
  await page.locator("[data-testid=document-row][data-number=T1-000005]").waitFor();
  await picture("11-refused");
  await at("sync-run").click();
  await at("no-documents").waitFor();
  assert.equal(await page.locator("[data-notice=credentials]").count(), 0);
});

test("in English too", async () => {
  await at("language-switch").click();
  await until(
    "direction",
    () => page.getAttribute("html", "dir"),
    (dir) => dir === "ltr",
  );
  await page.getByTestId("filter-latest").click();
  await at("document-see").first().click();
  await at("issued").first().waitFor();
  await picture("9-document-english");
  await press("Escape");
  await page.getByTestId("filter-attention").click();
  await picture("9-centre-english");
});

test("the screens never complained, and the books are whole", async () => {
  assert.deepEqual(complaints, []);
  await till.stop();
  await till.ask("verify");
});
