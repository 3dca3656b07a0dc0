import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { glyph } from "./keys";
import { hearScans, SHORTEST_SCAN } from "./scanner";

// Whatever comes down the wire, glued, in half or out of order: nothing is heard that was not sent whole.

const SEED = Number(process.env["SANDUQ_FUZZ_SEED"] ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env["SANDUQ_FUZZ_ROUNDS"] ?? 400);

/** A small generator of its own, so that a seed tells the whole story. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Sent {
  code: string;
  key: string;
  shiftKey: boolean;
}

const ARABIC = "شسيبلاتنمكطئءؤرىةوزظ";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

let next = random(SEED);
const below = (bound: number) => Math.floor(next() * bound);
const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;

/** The key a scanner strikes for a character, on the layout of the moment. */
function strike(character: string): Sent {
  const arabic = next() < 0.5;
  if (/\d/.test(character)) return { code: `Digit${character}`, key: character, shiftKey: false };
  if (character === "+") return { code: "Equal", key: "+", shiftKey: true };
  if (character === "=") return { code: "Equal", key: "=", shiftKey: false };
  if (character === "/") return { code: "Slash", key: arabic ? "ظ" : "/", shiftKey: false };
  if (character === "-") return { code: "Minus", key: "-", shiftKey: false };
  const upper = /[A-Z]/.test(character);
  const key = arabic ? pick([...ARABIC]) : character;
  return { code: `Key${character.toUpperCase()}`, key, shiftKey: upper };
}

/** What is on no barcode: signs, controls as the scanner tells them, keys with names. */
const STRAY: Sent[] = [
  { code: "Digit3", key: "#", shiftKey: true },
  { code: "Digit8", key: "*", shiftKey: true },
  { code: "Space", key: " ", shiftKey: false },
  { code: "Period", key: ".", shiftKey: false },
  { code: "BracketRight", key: "]", shiftKey: false },
  { code: "F8", key: "F8", shiftKey: false },
  { code: "F9", key: "F9", shiftKey: false },
  { code: "Delete", key: "Delete", shiftKey: false },
  { code: "Backspace", key: "Backspace", shiftKey: false },
  { code: "Escape", key: "Escape", shiftKey: false },
  { code: "ArrowDown", key: "ArrowDown", shiftKey: false },
];

let clock = 1000;
let heard: string[] = [];
let typed: string[] = [];
let passed: string[] = [];
let stop = () => {};

const note = (event: KeyboardEvent) => passed.push(event.key);

beforeEach(() => {
  vi.useFakeTimers();
  stop = hearScans({ scanned: (text) => heard.push(text), typed: (_, keys) => typed.push(keys) });
  window.addEventListener("keydown", note);
});

afterEach(() => {
  window.removeEventListener("keydown", note);
  stop();
  vi.useRealTimers();
});

function send(sent: Sent, after: number): void {
  clock += after;
  vi.advanceTimersByTime(after);
  const event = new KeyboardEvent("keydown", { ...sent, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: clock });
  document.body.dispatchEvent(event);
}

const ENTER: Sent = { code: "Enter", key: "Enter", shiftKey: false };

const digits = (length: number) => Array.from({ length }, () => String(below(10))).join("");
const barcode = () =>
  pick([() => digits(13), () => digits(8), () => `MILK-${digits(2)}`, () => digits(4 + below(10))])();
const receipt = () =>
  `${Array.from({ length: 120 + below(200) }, () => pick([...BASE64])).join("")}${pick(["", "=", "=="])}`;

/** One round: what is sent, and what may be heard of it. */
function round(): string[] {
  const text = next() < 0.2 ? receipt() : barcode();
  const gap = () => 1 + below(9);
  send({ code: "", key: "Shift", shiftKey: true }, 200);
  switch (below(6)) {
    case 0: {
      // Whole.
      for (const character of text) send(strike(character), gap());
      send(pick([ENTER, { code: "Tab", key: "Tab", shiftKey: false }]), gap());
      return [text];
    }
    case 1: {
      // Two, glued: what is heard is no barcode, and so nobody's.
      const other = barcode();
      for (const character of text + other) send(strike(character), gap());
      send(ENTER, gap());
      return [text + other];
    }
    case 2: {
      // In half.
      for (const character of text.slice(0, below(text.length))) send(strike(character), gap());
      vi.advanceTimersByTime(200);
      clock += 200;
      return [];
    }
    case 3: {
      // With something in it that no barcode has, at any place but the end.
      const at = below(text.length);
      [...text].forEach((character, place) => {
        if (place === at) send(pick(STRAY.filter(({ key }) => place > 0 || key.length === 1)), gap());
        send(strike(character), gap());
      });
      send(ENTER, gap());
      return [];
    }
    case 4: {
      // A person.
      for (const character of text.slice(0, 8)) send(strike(character), 110 + below(200));
      send(ENTER, 110 + below(200));
      return [];
    }
    default: {
      // Bytes.
      let clean = "";
      let whole = true;
      for (let count = 0; count < 4 + below(30); count += 1) {
        const stray = next() < 0.3 && count > 0;
        const sent = stray ? pick(STRAY) : strike(pick([...BASE64]));
        if (stray || glyph(sent) === null) whole = false;
        else clean += glyph(sent);
        send(sent, gap());
      }
      send(ENTER, gap());
      return whole && clean.length >= SHORTEST_SCAN ? [clean] : [];
    }
  }
}

test(`nothing_is_heard_that_was_not_sent_whole (seed ${SEED})`, () => {
  process.stdout.write(`scanner: SANDUQ_FUZZ_SEED=${SEED} SANDUQ_FUZZ_ROUNDS=${ROUNDS}\n`);
  next = random(SEED);
  for (let count = 0; count < ROUNDS; count += 1) {
    [heard, typed, passed] = [[], [], []];
    const expected = round();
    vi.advanceTimersByTime(300);
    clock += 300;
    // A sign at the front is a command of its own; what follows is spoilt by it.
    const signed = expected.filter((text) => !/^[-+/=]/.test(text));
    expect(heard, `round ${count} of seed ${SEED}`).toEqual(signed);
    expect(
      typed.filter((text) => text.length > SHORTEST_SCAN),
      `round ${count}: a scanner's characters were taken for typing`,
    ).toEqual([]);
  }
});
