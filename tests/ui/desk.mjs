// Somebody at a till of his own: a browser before it, hands that press and scan, eyes that look.

import { command, open, pictureOf, speak } from "./browser.mjs";
import { OWNER, Till, TONGUE, until as untilSoon } from "./till.mjs";

/** Waits less long than the others: what the office does is done at once. */
export const until = (what, ask, satisfied = Boolean) => untilSoon(what, ask, satisfied, 15_000);

export class Desk {
  /** A training till that may sell, with its owner signed in. */
  static async taken(pictures) {
    const desk = new Desk();
    desk.pictures = pictures;
    desk.till = await Till.fresh();
    await desk.till.ask("init", "--training", "--owner", OWNER.name);
    const address = await desk.till.serve();
    ({ browser: desk.browser, page: desk.page, complaints: desk.complaints } = await open(address));
    desk.page.setDefaultTimeout(10_000);
    await desk.signIn(OWNER);
    await desk.speak(TONGUE);
    return desk;
  }

  async leave() {
    await this.browser?.close();
    await this.till?.remove();
  }

  at = (testid) => this.page.getByTestId(testid);
  press = (key) => this.page.keyboard.press(key);
  picture = (name) => pictureOf(this.page, `${this.pictures}-${name}`);
  said = (testid) => this.at(testid).first().textContent();
  toast = (words) => this.at("toast").filter({ hasText: words }).first().waitFor();

  /** A command as the screen would send it. */
  command = (name, request) => command(this.page, name, request);

  /** Keys as a scanner sends them: faster than any finger, with Enter at the end. */
  scan = (barcode) =>
    this.page.evaluate(
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

  signIn = async ({ name, pin }) => {
    await this.at("sign-in-screen").waitFor();
    const known = this.at(`sign-in-user-${name}`);
    if ((await known.count()) > 0) await known.click();
    await this.at("sign-in-pin").fill(pin);
    await this.press("Enter");
    await this.at("sign-in-screen").waitFor({ state: "detached" });
  };

  signOut = async () => {
    await this.command("session_close", {});
    await this.page.reload();
    await this.at("sign-in-screen").waitFor();
  };

  /** A section of the back office, wherever somebody is. */
  office = async (section) => {
    if ((await this.at("office-screen").count()) === 0) await this.press("Shift+F12");
    await this.at("office-screen").waitFor();
    await this.at(`office-${section}`).click();
  };

  /** Speaks a language, as if it had been chosen on the screen. */
  speak = (language) => speak(this.page, language);
}
