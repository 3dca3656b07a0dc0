// A benchmark, not a test: from the start of the program to a sale screen that can be sold on, in turn with a bare
// window of the same toolkit and letters. `cargo xtask bench --window` builds both and runs it.

import { readdir, readFile, stat } from "node:fs/promises";
import { OWNER, PROGRAMS, Till } from "./till.mjs";
import { KEYS, Window } from "./webdriver.mjs";

const BARE = process.env.SANDUQ_BARE;
const TURNS = Number(process.env.SANDUQ_TURNS ?? 5);
/** How many times the bare window's start the till may take to be sold on. */
const FLOOR = 1.5;

const SIGN_IN = "document.querySelector('[data-testid=sign-in-pin]:enabled')";
/** The tiles, the cart and what the status bar tells are there. */
const SALE =
  "document.querySelector('[data-testid=sell-screen] [data-tile]') && document.querySelector('[data-testid=cart-empty]')";

/** The moment at which the page has what is looked for, every letter in its own face, and both are drawn. */
const WATCH = (sought) => `
  const done = arguments[0];
  let waited = false;
  const drawn = () =>
    requestAnimationFrame(() => requestAnimationFrame(() => done({ at: Date.now(), late: !waited, letters: letters() })));
  const letters = () => [...document.fonts].filter(({ status }) => status === "loaded").length;
  const look = () => {
    if (${sought}) {
      document.body.getBoundingClientRect();
      document.fonts.ready.then(drawn);
      return true;
    }
    waited = true;
    return false;
  };
  if (!look()) {
    const watcher = new MutationObserver(() => look() && watcher.disconnect());
    watcher.observe(document, { subtree: true, childList: true, attributes: true });
  }
`;

/** What the bare page noted by itself. */
const BARE_READY = `
  const done = arguments[0];
  const letters = () => [...document.fonts].filter(({ status }) => status === "loaded").length;
  const look = () => {
    const at = Number(document.documentElement?.dataset.ready);
    if (at > 0) done({ at, letters: letters() });
    else setTimeout(look, 5);
  };
  look();
`;

/** Milliseconds since 1970 at which the process began, to a hundredth of a second, as the kernel notes it. */
async function beginningOf(pid) {
  const [state, uptime] = await Promise.all([
    readFile(`/proc/${pid}/stat`, "utf8"),
    readFile("/proc/uptime", "utf8").then((text) => ({
      seconds: Number(text.split(" ")[0]),
      at: Date.now(),
    })),
  ]);
  const ticks = Number(state.slice(state.lastIndexOf(")") + 2).split(" ")[19]);
  return uptime.at - uptime.seconds * 1000 + ticks * 10;
}

/** The process and all that it started, in KiB of memory that is not counted twice. */
async function memoryOf(pid) {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const started = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => "")),
  );
  const below = started.join(" ").split(" ").filter(Boolean);
  const own = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  const rest = await Promise.all(below.map(memoryOf));
  return rest.reduce((sum, more) => sum + more, Number(/^Pss:\s+(\d+)/m.exec(own)?.[1] ?? 0));
}

/** Asks until the page is there to be asked: a new session may still stand on the empty page before it. */
async function whenThere(window, script) {
  for (const begun = performance.now(); ;) {
    try {
      return await window.wait(script);
    } catch (error) {
      if (performance.now() - begun > 30_000) throw error;
    }
  }
}

/** Notes when Enter comes and how long the till takes to answer it; said again on the same page it changes nothing. */
const TIME_SESSION = `
  addEventListener("keydown", ({ key }) => key === "Enter" && (window.enteredAt ??= Date.now()), true);
  const ask = (window.fetchUntimed ??= window.fetch);
  window.fetch = (to, order) => {
    const begun = performance.now();
    const answer = ask(to, order);
    if (String(order?.body).includes('"session_open"'))
      void answer.then(() => (window.sessionTook = performance.now() - begun));
    return answer;
  };
`;

/** Opens the program for `look`, which is told when it began, and weighs it before it is closed. */
async function start(program, environment, look) {
  const window = await Window.open(PROGRAMS.webdriver, program, environment, "none");
  try {
    const [process] = await window.programs();
    const seen = await look(window, await beginningOf(process));
    return { ...seen, memory: await memoryOf(process) };
  } finally {
    await window.close();
  }
}

/**
 * How the till has its screens painted where there is no graphics processor; a bare window leaves that to WebKit. Such a
 * bare window is told of start by start: half a second is lost in those in which it is drawn before its page is there.
 */
const WITHOUT_LAYERS = { WEBKIT_DISABLE_COMPOSITING_MODE: "1" };

function openBare(till, painting = {}) {
  return start(BARE, { ...till.environment, ...painting }, async (window, begun) => {
    const { at, letters } = await whenThere(window, BARE_READY);
    return { first: at - begun, letters };
  });
}

function openTill(till) {
  return start(PROGRAMS.window, till.environment, async (window, begun) => {
    const signIn = await whenThere(window, TIME_SESSION + WATCH(SIGN_IN));
    await window.press(...OWNER.pin, KEYS.Enter);
    const sale = await window.wait(WATCH(SALE));
    const [entered, session] = await window.run("return [window.enteredAt, window.sessionTook]");
    return {
      first: signIn.at - begun,
      late: signIn.late,
      typed: entered - signIn.at,
      session,
      sale: sale.at - begun,
      letters: sale.letters,
    };
  });
}

/** A till that has been set up in its window, onboarded with the practice gateway, and whose shift is open. */
async function arrange(till) {
  const at = (testid) => `[data-testid="${testid}"]`;
  const window = await Window.open(PROGRAMS.webdriver, PROGRAMS.window, till.environment);
  await window.find(`${at("first-run-name")}`);
  await window.write(at("first-run-owner"), OWNER.name);
  await window.write(at("first-run-pin"), OWNER.pin);
  await window.write(at("first-run-pin-again"), OWNER.pin);
  await window.click(at("first-run-submit"));
  await window.find(at("sell-screen"));
  const opened = await window.wait(
    "const done = arguments[0]; window.__TAURI_INTERNALS__.invoke('command', { name: 'shift_open', request: { float: '200.00' } }).then(done, done);",
  );
  await window.close();
  if (!opened.open) throw new Error(`the shift does not open: ${JSON.stringify(opened)}`);
}

function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

const till = await Till.fresh();
const [bares, flat, tills] = [[], [], []];
try {
  await arrange(till);
  // One of each that does not count: the files of both are then in memory.
  await openBare(till);
  await openTill(till);
  for (let turn = 0; turn < TURNS; turn += 1) {
    bares.push(await openBare(till));
    flat.push(await openBare(till, WITHOUT_LAYERS));
    tills.push(await openTill(till));
  }
} finally {
  await till.remove();
}

const of = (starts, pick) => median(starts.map(pick));
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
const mebibytes = (kib) => `${Math.round(kib / 1024)} MiB`;
const megabytes = (size) => `${(size / 1e6).toFixed(1)} MB`;
const row = (what, ...cells) => console.log(what.padEnd(54), ...cells.map((cell) => cell.padStart(8)));
const compare = (what, shown, ours, bare) =>
  row(what, shown(ours), shown(bare), `${(ours / bare).toFixed(2)} x`);

const bare = of(bares, ({ first }) => first);
const usable = of(tills, ({ sale }) => sale);
const sizes = (await Promise.all([PROGRAMS.window, BARE].map((path) => stat(path)))).map(({ size }) => size);

console.log(`\n${TURNS} starts each, in turn; medians`);
row("", "Sanduq", "bare", "ratio");
const first = of(tills, ({ first }) => first);
compare("program start to the first screen, to sign in", seconds, first, bare);
compare("program start to the sale screen, PIN typed", seconds, usable, bare);
const untyped = of(tills, ({ sale, typed }) => sale - typed);
compare("  without the typing", seconds, untyped, bare);
const unproved = of(tills, ({ sale, typed, session }) => sale - typed - session);
compare("  without the typing and the proof of the PIN", seconds, unproved, bare);
row("  the typing, through WebDriver", seconds(of(tills, ({ typed }) => typed)));
row("  the proof of the PIN, argon2id above all", seconds(of(tills, ({ session }) => session)));
const memory = ({ memory }) => memory;
compare("memory (PSS of all processes)", mebibytes, of(tills, memory), of(bares, memory));
compare("program", megabytes, ...sizes);
const letters = ({ letters }) => letters;
console.log(`files of letters loaded: ${of(tills, letters)} and ${of(bares, letters)}`);
const late = tills.filter((start) => start.late).length;
if (late > 0)
  console.log(`${late} times the first screen stood there before it could be looked for: it came sooner`);
for (const [name, starts, pick] of [
  ["bare", bares, ({ first }) => first],
  ["bare without layers", flat, ({ first }) => first],
  ["Sanduq", tills, ({ sale }) => sale],
])
  console.log(`each start of ${name}: ${starts.map(pick).map(seconds).join(", ")}`);
const verdict = (time) => (time / bare <= FLOOR ? "holds" : "does not hold");
console.log(`start to usable sale screen at most ${FLOOR} x a bare window: ${verdict(usable)}`);
console.log(`  without the typing: ${verdict(untyped)}`);
