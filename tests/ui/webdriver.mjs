// As much of W3C WebDriver as a journey in the real window needs.

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { until } from "./till.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
export const KEYS = {
  Enter: "\uE007",
  Escape: "\uE00C",
  Tab: "\uE004",
  Shift: "\uE008",
  ArrowDown: "\uE015",
  Insert: "\uE016",
  F4: "\uE034",
  F5: "\uE035",
  F7: "\uE037",
  F8: "\uE038",
  F9: "\uE039",
  F11: "\uE03B",
  F12: "\uE03C",
};
/** Between two keys of a person: no scanner is so slow. */
const FINGER_MS = 110;

const struck = (value) => [
  { type: "keyDown", value },
  { type: "keyUp", value },
];
const shifted = (...inside) => [
  { type: "keyDown", value: KEYS.Shift },
  ...inside,
  { type: "keyUp", value: KEYS.Shift },
];

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => probe.once("listening", listening));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

function alive(pid) {
  return existsSync(`/proc/${pid}`);
}

export class Window {
  /** Opens the program under the driver. `strategy`: what of a page commands wait for. */
  static async open(driver, program, environment, strategy = "normal") {
    const window = new Window();
    const port = await freePort();
    window.base = `http://127.0.0.1:${port}`;
    window.driver = spawn(driver, [`--port=${port}`], {
      env: { ...environment, TAURI_WEBVIEW_AUTOMATION: "true" },
      stdio: ["ignore", "ignore", "ignore"],
    });
    await until("the driver", () =>
      fetch(`${window.base}/status`).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
    const capabilities = {
      alwaysMatch: {
        pageLoadStrategy: strategy,
        "webkitgtk:browserOptions": { binary: program, args: [] },
      },
    };
    const session = await window.send("POST", "/session", { capabilities });
    window.base += `/session/${session.sessionId}`;
    return window;
  }

  async send(method, path, body) {
    const answer = await fetch(this.base + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const { value } = await answer.json();
    if (!answer.ok)
      throw Object.assign(new Error(`${path}: ${value.error}: ${value.message}`), { code: value.error });
    return value;
  }

  /** Closes the window as a person does, and waits until the program has ended. */
  async close() {
    const programs = await this.programs();
    try {
      await this.send("DELETE", "/window");
      await until(
        "the end of the program",
        () => programs.filter(alive),
        (left) => left.length === 0,
        20_000,
      );
    } finally {
      for (const program of programs.filter(alive)) process.kill(program, "SIGKILL");
      this.driver.kill();
    }
  }

  /**
   * Closes the window of a program that has something left to do, by the button that a window manager draws: the program
   * stays, and its window is seen no more.
   */
  async closeWhileItReports() {
    const programs = await this.programs();
    await this.#pressClose(() => this.#vanish());
    if (!programs.some(alive)) throw new Error("the program ended with its window");
  }

  /** The same where nothing is left to do: the program ends, whatever other window it has open. */
  async closeByHand() {
    const programs = await this.programs();
    await this.#pressClose(() =>
      until(
        "the end of the program",
        () => programs.filter(alive),
        (left) => left.length === 0,
        20_000,
      ),
    );
    this.driver.kill();
  }

  async #pressClose(ended) {
    const manager = spawn("openbox", { stdio: "ignore" });
    try {
      await until("the window manager to close it", () =>
        promisify(execFile)("wmctrl", ["-F", "-c", "Sanduq صندوق"]).then(
          () => true,
          () => false,
        ),
      );
      await ended();
    } finally {
      manager.kill();
    }
  }

  /** Whether a window of this title is on the screen. */
  async isSeen(title) {
    return promisify(execFile)("xwininfo", ["-name", title]).then(
      ({ stdout }) => stdout.includes("IsViewable"),
      () => false,
    );
  }

  async #vanish() {
    const seen = () =>
      promisify(execFile)("xwininfo", ["-name", "Sanduq صندوق"]).then(
        ({ stdout }) => /Map State: (\w+)/.exec(stdout)[1],
        () => "gone",
      );
    await until("the window to be gone", seen, (state) => state !== "IsViewable");
  }

  /** Somebody starts the program once more while its window is hidden: it brings that window back and ends. */
  async startAgain(program, environment) {
    await promisify(execFile)(program, [], { env: environment, timeout: 20_000 });
    await until("the window to be back", () => this.isSeen("Sanduq صندوق"));
  }

  /** Ends the program without asking it. */
  async end() {
    const programs = await this.programs();
    for (const program of programs.filter(alive)) process.kill(program, "SIGTERM");
    await until(
      "the end of the program",
      () => programs.filter(alive),
      (left) => left.length === 0,
      20_000,
    );
    this.driver.kill();
  }

  /** What the driver started. */
  async programs() {
    const { pid } = this.driver;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
    return children.split(" ").filter(Boolean).map(Number);
  }

  /** The element, once it stands there. */
  async find(css) {
    const found = await until(
      css,
      () => this.look(css),
      (element) => element !== null,
    );
    return found[ELEMENT];
  }

  look(css) {
    return this.send("POST", "/element", { using: "css selector", value: css }).catch((error) => {
      if (error.code === "no such element") return null;
      throw error;
    });
  }

  async click(css) {
    await this.send("POST", `/element/${await this.find(css)}/click`, {});
  }

  async write(css, text) {
    await this.send("POST", `/element/${await this.find(css)}/value`, { text });
  }

  async text(css) {
    return this.send("GET", `/element/${await this.find(css)}/text`);
  }

  /** Key presses of the whole window, in one go. */
  press(...keys) {
    return this.#act(keys.flatMap(struck));
  }

  /** A key with the Shift key held down. */
  pressShifted(key) {
    return this.#act(shifted(...struck(key)));
  }

  /** As a person types. */
  type(text) {
    return this.#act(
      [...text].flatMap((character) => [...struck(character), { type: "pause", duration: FINGER_MS }]),
    );
  }

  /** As a scanner types: every key at once, capitals with Shift, Enter at the end. */
  scan(text) {
    const keys = [...text].flatMap((character) =>
      /[A-Z+]/.test(character) ? shifted(...struck(character)) : struck(character),
    );
    return this.#act([...keys, ...struck(KEYS.Enter)]);
  }

  #act(actions) {
    return this.send("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  run(script, ...args) {
    return this.send("POST", "/execute/sync", { script, args });
  }

  wait(script, ...args) {
    return this.send("POST", "/execute/async", { script, args });
  }

  async picture(path) {
    await this.wait(
      "const done = arguments[0]; document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done())));",
    );
    // The driver takes what is painted next, and a window at rest paints nothing.
    await this.run(
      "let turn = 0; window.restless = setInterval(() => { document.body.style.opacity = (turn += 1) % 2 ? 0.9999 : ''; }, 20);",
    );
    try {
      await writeFile(path, Buffer.from(await this.send("GET", "/screenshot"), "base64"));
    } finally {
      await this.run("clearInterval(window.restless); document.body.style.opacity = '';");
    }
  }
}
