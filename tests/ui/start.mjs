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
    readFile("/proc/uptime", "utf8").then((text) => ({ seconds: Number(text.split(" ")[0]), at: Date.now() })),
  ]);
  const ticks = Number(state.slice(state.lastIndexOf(")") + 2).split(" ")[19]);
  return uptime.at - uptime.seconds * 1000 + ticks * 10;
}

/** The process and all that it started, in KiB of memory that is not counted twice. */
async function memoryOf(pid) {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const all = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, "utf8").catch(() => "")),
  );
  const below = new Set([children, ...all].join(" ").split(" ").filter(Boolean));
  const own = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  const rest = await Promise.all([...below].map(memoryOf));
  return rest.reduce((sum, more) => sum + more, Number(/^Pss:\s+(\d+)/m.exec(own)?.[1] ?? 0));
}

/** Asks until the page is there to be asked: a new session may still stand on the empty page before it. */
async function whenThere(window, script) {
  for (const begun = performance.now(); ; ) {
    try {
      return await window.wait(script);
    } catch (error) {
      if (performance.now() - begun > 30_000) throw error;
    }
  }
}

async function openBare(environment) {
  const window = await Window.open(PROGRAMS.webdriver, BARE, environment, "none");
  const [program] = await window.programs();
  const begun = await beginningOf(program);
  const ready = await whenThere(window, BARE_READY);
  const memory = await memoryOf(program);
  await window.close();
  return { first: ready.at - begun, letters: ready.letters, memory };
}

async function openTill(till) {
  const window = await Window.open(PROGRAMS.webdriver, PROGRAMS.window, till.environment, "none");
  const [program] = await window.programs();
  const begun = await beginningOf(program);
  const signIn = await whenThere(window, WATCH(SIGN_IN));
  const typing = Date.now();
  await window.press(...OWNER.pin, KEYS.Enter);
  const entered = Date.now();
  const sale = await window.wait(WATCH(SALE));
  const memory = await memoryOf(program);
  // The first command that the key sent is the one that opens the session.
  const calls = await window.run(
    "return performance.getEntriesByType('resource').filter(({ name }) => name.startsWith('ipc:')).map(({ startTime, duration }) => ({ at: performance.timeOrigin + startTime, duration }));",
  );
  const opening = calls.find(({ at }) => at >= typing);
  await window.close();
  return {
    first: signIn.at - begun,
    late: signIn.late,
    typed: entered - signIn.at,
    session: opening?.duration,
    sale: sale.at - begun,
    letters: sale.letters,
    memory,
  };
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
  if (!opened.open) throw new Error(`the shift does not open: ${JSON.stringify(opened)}`);
  await window.close();
}

function median(numbers) {
  const sorted = numbers.filter((number) => number !== undefined).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

const seconds = (milliseconds) =>
  milliseconds === undefined ? "not told" : `${(milliseconds / 1000).toFixed(2)} s`;
const line = (what, sanduq, bare, ratio) =>
  console.log(`${what.padEnd(58)} ${sanduq.padStart(9)} ${bare.padStart(9)} ${ratio.padStart(8)}`);

const till = await Till.fresh();
const bareStarts = [];
const tillStarts = [];
try {
  await arrange(till);
  // One of each that does not count: the files of both are then in memory.
  await openBare(till.environment);
  await openTill(till);
  for (let turn = 0; turn < TURNS; turn += 1) {
    bareStarts.push(await openBare(till.environment));
    tillStarts.push(await openTill(till));
  }
} finally {
  await till.remove();
}

const of = (starts, pick) => median(starts.map(pick));
const bare = of(bareStarts, ({ first }) => first);
const compare = (what, milliseconds) =>
  line(what, seconds(milliseconds), seconds(bare), `${(milliseconds / bare).toFixed(2)} x`);

console.log(`\n${TURNS} starts each, in turn; medians`);
line("", "Sanduq", "bare", "ratio");
compare("program start to the finished first screen (sign-in)", of(tillStarts, ({ first }) => first));
const usable = of(tillStarts, ({ sale }) => sale);
compare("program start to the usable sale screen, PIN typed", usable);
compare("  the same without the typing", of(tillStarts, ({ sale, typed }) => sale - typed));
const session = of(tillStarts, ({ session }) => session);
if (session !== undefined)
  compare(
    "  the same without typing and PIN check",
    of(tillStarts, (start) => start.sale - start.typed - (start.session ?? 0)),
  );
line("  the PIN typed through WebDriver", seconds(of(tillStarts, ({ typed }) => typed)), "", "");
line("  the session's opening, argon2id above all", seconds(session), "", "");
const [tillMemory, bareMemory] = [of(tillStarts, ({ memory }) => memory), of(bareStarts, ({ memory }) => memory)];
const mega = (kib) => `${Math.round(kib / 1024)} MiB`;
line(
  "resident memory (PSS of all processes)",
  mega(tillMemory),
  mega(bareMemory),
  `${(tillMemory / bareMemory).toFixed(2)} x`,
);
const [tillSize, bareSize] = (await Promise.all([PROGRAMS.window, BARE].map((path) => stat(path)))).map(
  ({ size }) => size,
);
const megabytes = (size) => `${(size / 1e6).toFixed(1)} MB`;
line("program", megabytes(tillSize), megabytes(bareSize), `${(tillSize / bareSize).toFixed(2)} x`);
console.log(
  `faces of the letters in use: ${of(tillStarts, ({ letters }) => letters)} and ${of(bareStarts, ({ letters }) => letters)}`,
);
const late = tillStarts.filter((start) => start.late).length;
if (late > 0) console.log(`the sign-in stood there already ${late} times when it was first looked for: it came sooner`);
const verdict = usable / bare <= FLOOR ? "holds" : "does not hold";
console.log(`start to usable sale screen at most ${FLOOR} x a bare window: ${verdict}`);
