// A till of its own for each journey: a home in a temporary folder, and the command line to ask it afterwards.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import jsQR from "jsqr";
import { PNG } from "pngjs";

const root = new URL("../..", import.meta.url).pathname;
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

export const PROGRAMS = {
  cli: process.env.SANDUQ_CLI ?? join(target, "debug/sanduq"),
  aged: join(target, "debug/examples/aged"),
  window: process.env.SANDUQ_DESKTOP ?? join(target, "debug/sanduq-desktop"),
  chromium: process.env.SANDUQ_CHROMIUM ?? "/usr/bin/chromium",
  webdriver: process.env.SANDUQ_WEBDRIVER ?? "/usr/bin/WebKitWebDriver",
};
export const ARTEFACTS = process.env.SANDUQ_ARTEFACTS ?? join(root, "tests/artefacts");
export const OWNER = { name: "هدى القحطاني", pin: "4071" };

/** The language of the screens: each flow is gone through in both. */
export const TONGUE = process.env.SANDUQ_TONGUE ?? "ar";
export const inTongue = (arabic, english) => (TONGUE === "ar" ? arabic : english);

/** The sizes every screen must be at home in. */
export const SIZES = [
  { width: 1366, height: 768 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
];

/** Asks again until the answer satisfies, and says what it last was if it never does. */
export async function until(what, ask, satisfied = Boolean, patience = 60_000) {
  const begun = performance.now();
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (performance.now() - begun > patience) throw new Error(`${what}: still ${JSON.stringify(answer)}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

export class Till {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
    this.home = join(folder, "till");
    // The key of the machine and the witness of the last number lie outside the home: keep them out of the user's own.
    this.environment = {
      ...process.env,
      SANDUQ_HOME: this.home,
      SANDUQ_PIN: OWNER.pin,
      XDG_CONFIG_HOME: join(folder, "machine"),
      XDG_DATA_HOME: join(folder, "data"),
      XDG_CACHE_HOME: join(folder, "cache"),
    };
  }

  static async fresh() {
    return new Till(await mkdtemp(join(tmpdir(), "sanduq-journey-")));
  }

  /** A till that sold something so many hours ago, and whose gateway is gone since. `outcome`: what became of it. */
  static async aged(hours, ...outcome) {
    const till = await Till.fresh();
    const machine = join(till.folder, "machine/sanduq");
    await promisify(execFile)(PROGRAMS.aged, [till.home, machine, OWNER.pin, String(hours), ...outcome]);
    return till;
  }

  /** Runs the command line on this home; rejects when it does not end with 0. */
  async ask(...words) {
    const { stdout } = await promisify(execFile)(PROGRAMS.cli, ["--home", this.home, ...words], {
      env: this.environment,
      maxBuffer: 64 << 20,
    });
    return stdout;
  }

  /** The till for a browser; answers its address. */
  async serve() {
    this.server = spawn(PROGRAMS.cli, ["--home", this.home, "serve", "--listen", "127.0.0.1:0"], {
      env: this.environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: this.server.stdout })) {
      if (line.startsWith("{")) return JSON.parse(line).url;
    }
    throw new Error("the server ended without an address");
  }

  /** A practice gateway of its own, that does what it is told. */
  async simulate() {
    this.gateway = spawn(PROGRAMS.cli, ["simulate", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"], {
      env: this.environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: this.gateway.stdout })) {
      if (!line.startsWith("{")) continue;
      const { gateway, control } = JSON.parse(line);
      this.control = control;
      await this.ask("init", "--training", "--gateway", gateway.split("/e-invoicing")[0]);
      return;
    }
    throw new Error("the gateway ended without an address");
  }

  /** The next answers of the gateway are these instead. */
  async answers(code, body, times = 1) {
    const fault = { match: {}, kind: "status", params: { code, body: JSON.stringify(body) }, times };
    await this.pull("faults", fault);
  }

  /** Pulls a lever of the practice gateway. */
  async pull(lever, body) {
    const pulled = await fetch(`${this.control}/sim/${lever}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!pulled.ok) throw new Error(`the gateway does not take it: ${await pulled.text()}`);
  }

  async stop() {
    if (this.server === undefined || this.server.exitCode !== null || this.server.signalCode !== null) return;
    const ended = once(this.server, "exit");
    this.server.kill("SIGTERM");
    await ended;
  }

  /** What the paper printer drew last. */
  async lastPaper() {
    const folder = join(this.home, "paper");
    const names = (await readdir(folder)).filter((name) => name.endsWith(".png"));
    const papers = await Promise.all(
      names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
    );
    return readFile(papers.sort((one, other) => other.at - one.at)[0].path);
  }

  /** The signed documents, as exported. */
  async documents() {
    const out = join(this.folder, "exported");
    await this.ask("export", "--out", out);
    const names = (await readdir(out, { recursive: true })).filter((name) => name.endsWith(".xml"));
    return Promise.all(names.map((name) => readFile(join(out, name), "utf8")));
  }

  async remove() {
    await this.stop();
    this.gateway?.kill("SIGTERM");
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The QR code of a picture, as text. */
export function qrOf(png) {
  const { data, width, height } = PNG.sync.read(png);
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  if (found === null) throw new Error("no QR code can be read from the paper");
  return found.data;
}

/** The tags of the authority's QR code: 1 seller, 2 VAT number, 3 time, 4 total, 5 VAT, 6 hash … */
export function tagsOf(qr) {
  const bytes = Buffer.from(qr, "base64");
  const tags = new Map();
  for (let at = 0; at < bytes.length; at += 2 + bytes[at + 1]) {
    tags.set(bytes[at], bytes.subarray(at + 2, at + 2 + bytes[at + 1]).toString("utf8"));
  }
  return tags;
}

/** The QR code that stands in a document. */
export function qrIn(document) {
  const reference = document
    .split("<cac:AdditionalDocumentReference>")
    .find((part) => part.includes("<cbc:ID>QR</cbc:ID>"));
  return /EmbeddedDocumentBinaryObject[^>]*>([^<]+)</.exec(reference)[1];
}

export function numberOf(document) {
  return /<\/cbc:ProfileID>\s*<cbc:ID>([^<]+)</.exec(document)[1];
}

/** Western digits and point of an amount on screen. */
export function amountIn(text) {
  const western = text
    .replace(/[٠-٩]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x0660 + 48))
    .replace(/٫/g, ".");
  return /\d[\d,٬]*\.\d\d/.exec(western)[0].replace(/[,٬]/g, "");
}
