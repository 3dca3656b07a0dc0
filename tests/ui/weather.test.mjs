// What the screens say of the weather: an invoice that has waited for hours, a rejection, a clock that is off, and a
// cleared document without the authority's copy. In Debian's Chromium.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { open, pictureOf } from "./browser.mjs";
import { OWNER, Till, until } from "./till.mjs";

let till;
let browser;
let page;
let complaints = [];

const at = (testid) => page.getByTestId(testid);
const press = (key) => page.keyboard.press(key);
const toasts = () => at("toast").allTextContents();

async function signIn() {
  const opened = await open(await till.serve());
  ({ browser, page } = opened);
  complaints = opened.complaints;
  await at("sign-in-screen").waitFor();
  await page.keyboard.type(OWNER.pin);
  await press("Enter");
  await at("sell-screen").waitFor();
}

async function english() {
  await at("language-switch").click();
  await until(
    "direction",
    () => page.getAttribute("html", "dir"),
    (dir) => dir === "ltr",
  );
}

afterEach(async () => {
  assert.deepEqual(complaints, []);
  await browser?.close();
  await till?.remove();
});

after(async () => {
  await till?.remove();
});

for (const { hours, alarm, chip, toast, toastEnglish } of [
  { hours: 13, alarm: "half", chip: null, toast: /12 ساعة/, toastEnglish: /12 hours/ },
  { hours: 21, alarm: "urgent", chip: /المهلة تضيق/, toast: /20 ساعة/, toastEnglish: /20 hours/ },
  { hours: 25, alarm: "late", chip: /فاتت المهلة/, toast: /فاتت مهلة 24 ساعة/, toastEnglish: /past its 24 hours/ },
]) {
  test(`an invoice that has waited for ${hours} hours calls from the chip, at sign-in and on the manager's page`, async () => {
    till = await Till.aged(hours);
    await signIn();
    await page.locator(`[data-testid=queue-chip][data-alarm=${alarm}]`).waitFor();
    await until("the toast", toasts, (texts) => texts.some((text) => toast.test(text)));
    // The chip says it in words, but for the first step: that it waits for the network comes first then.
    if (chip !== null) await until("the chip", () => at("queue-chip").textContent(), (text) => chip.test(text));
    await pictureOf(page, `weather-${alarm}`);
    await press("F12");
    await at("manager-screen").waitFor();
    const notice = page.locator(`[data-testid=queue-notice][data-notice=${alarm}]`);
    await notice.waitFor();
    assert.match(await notice.textContent(), toast);
    await notice.getByTestId("notice-show").click();
    await page.locator("[data-testid=document-row][data-number=T1-000001]").waitFor();
    await english();
    assert.match(await notice.textContent(), toastEnglish);
    await pictureOf(page, `weather-${alarm}-english`);
  });
}

test("a rejection calls from the chip and at sign-in", async () => {
  till = await Till.aged(1, "rejected");
  await signIn();
  await until("the toast", toasts, (texts) => texts.some((text) => /فاتورة مرفوضة تحتاج إلى تصحيح/.test(text)));
  await until("the chip", () => at("queue-chip").textContent(), (text) => text.includes("فاتورة مرفوضة"));
  assert.equal(await at("queue-chip").getAttribute("data-alarm"), "calm");
  await pictureOf(page, "weather-rejected");
});

test("nothing calls where everything is in good time", async () => {
  till = await Till.aged(1);
  await signIn();
  await page.locator("[data-testid=queue-chip][data-alarm=calm][data-pending='1']").waitFor();
  assert.deepEqual(await toasts(), []);
});

test("a clock that is off is told on the manager's page", async () => {
  till = await Till.fresh();
  await till.simulate();
  await till.pull("clock", { offset_seconds: 95 });
  const file = join(till.folder, "baskets.jsonl");
  await writeFile(file, JSON.stringify({ lines: [{ name: "خبز", unit_price: "1.15" }] }));
  await till.ask("issue", file);
  await till.ask("sync");
  await signIn();
  await press("F12");
  const notice = page.locator("[data-testid=queue-notice][data-notice=clock_behind]");
  await notice.waitFor();
  assert.match(await notice.textContent(), /ساعة هذا الجهاز متأخرة.* بمقدار دقيقة و3\d ثانية\./);
  await pictureOf(page, "weather-clock");
  await english();
  assert.match(await notice.textContent(), /clock is 1 min 3\d s behind/);
});

test("a cleared document without the authority's copy says so", async () => {
  till = await Till.fresh();
  await till.simulate();
  const buyer = {
    name: "شركة البناء",
    id_scheme: "CRN",
    id: "1010010000",
    street: "شارع التحلية",
    building: "3210",
    district: "السليمانية",
    city: "الرياض",
    postal_code: "12223",
  };
  const file = join(till.folder, "baskets.jsonl");
  await writeFile(
    file,
    JSON.stringify({ type: "standard", buyer, lines: [{ name: "كنبة جلد", unit_price: "1150.00" }] }),
  );
  await till.ask("issue", file);
  await till.answers(200, { validationResults: { status: "PASS" }, clearanceStatus: "CLEARED" });
  await till.ask("sync");
  await signIn();
  await press("F12");
  const row = page.locator("[data-testid=document-row][data-standing=reported]");
  await row.getByTestId("row-lacks-copy").waitFor();
  await row.getByTestId("document-see").click();
  await at("lacks-copy").waitFor();
  assert.match(await at("lacks-copy").textContent(), /لم تصل نسخة الهيئة المعتمدة/);
  assert.match(await at("issued").textContent(), /بوابة فاتورة/);
  await at("document-receipt").waitFor();
  await pictureOf(page, "weather-copy");
  await english();
  assert.match(await at("lacks-copy").textContent(), /authority's copy is missing/);
  await pictureOf(page, "weather-copy-english");
});
