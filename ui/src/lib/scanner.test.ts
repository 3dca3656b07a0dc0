import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Burst, hearScans, TORN_MS } from "./scanner";

function fed(text: string, gap: number): Burst {
  const burst = new Burst();
  [...text].forEach((character, at) => burst.take(character, at * gap));
  return burst;
}

test("a_fast_burst_ended_by_enter_is_a_scan", () => {
  expect(fed("6281007000011", 8).end(13 * 8)).toEqual({ kind: "scan", text: "6281007000011" });
});

test("typing_is_not_a_scan", () => {
  expect(fed("6281", 90).end(4 * 90)).toEqual({ kind: "typed" });
});

test("three_fast_characters_are_a_quick_finger", () => {
  expect(fed("123", 5).end(15)).toEqual({ kind: "typed" });
});

test("an_enter_that_comes_late_is_a_persons", () => {
  expect(fed("12345", 5).end(20 + TORN_MS)).toEqual({ kind: "typed" });
});

test("a_busy_machine_may_stretch_a_gap", () => {
  const burst = new Burst();
  const moments = [0, 80, 86, 92, 98, 160, 166, 172];
  moments.forEach((at, index) => burst.take(String(index), at));
  expect(burst.end(178)).toEqual({ kind: "scan", text: "01234567" });
});

test("characters_typed_before_the_burst_do_not_join_it", () => {
  const burst = new Burst();
  burst.take("3", 0);
  [..."62810070"].forEach((character, at) => burst.take(character, 500 + at * 6));
  expect(burst.end(550)).toEqual({ kind: "scan", text: "62810070" });
});

test("one_foreign_character_spoils_the_whole_burst", () => {
  const burst = fed("6281", 6);
  burst.garble(24);
  [..."007000011"].forEach((character, at) => burst.take(character, 30 + at * 6));
  expect(burst.end(90)).toEqual({ kind: "garbled" });
});

let scanned: string[] = [];
let spoilt = 0;
let typed: string[] = [];
let stop = () => {};
let clock = 1000;

beforeEach(() => {
  vi.useFakeTimers();
  scanned = [];
  typed = [];
  spoilt = 0;
  stop = hearScans({
    scanned: (text) => scanned.push(text),
    typed: (text) => typed.push(text),
    spoilt: () => (spoilt += 1),
  });
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  document.body.replaceChildren();
});

function press(code: string, key: string, after: number, target: EventTarget = document.body): KeyboardEvent {
  clock += after;
  const event = new KeyboardEvent("keydown", { code, key, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: clock });
  target.dispatchEvent(event);
  return event;
}

test("an_arabic_layout_scans_the_same_barcode", () => {
  for (const digit of "6281") press(`Digit${digit}`, "٠١٢٣٤٥٦٧٨٩"[Number(digit)] ?? "", 6);
  press("KeyA", "ش", 6);
  const enter = press("Enter", "Enter", 6);
  expect(scanned).toEqual(["6281a"]);
  expect(typed).toEqual([]);
  expect(enter.defaultPrevented).toBe(true);
});

test("the_number_pad_and_tab_scan_too", () => {
  for (const digit of "12345") press(`Numpad${digit}`, digit, 6);
  press("Tab", "Tab", 6);
  expect(scanned).toEqual(["12345"]);
});

test("a_typed_digit_is_delivered_after_a_blink", () => {
  press("Digit3", "3", 400);
  expect(typed).toEqual([]);
  vi.advanceTimersByTime(150);
  expect(typed).toEqual(["3"]);
  expect(scanned).toEqual([]);
});

test("a_typed_digit_is_delivered_before_the_star_that_follows_it", () => {
  press("Digit3", "3", 400);
  const order: string[] = [];
  window.addEventListener("keydown", () => order.push(...typed, "star"), { once: true });
  press("NumpadMultiply", "*", 20);
  expect(order).toEqual(["3", "star"]);
});

test("a_field_gets_its_text_back_after_a_scan", () => {
  const field = document.createElement("input");
  document.body.append(field);
  field.value = "خبز";
  for (const digit of "62810070") {
    press(`Digit${digit}`, digit, 6, field);
    field.value += digit;
  }
  press("Enter", "Enter", 6, field);
  expect(scanned).toEqual(["62810070"]);
  expect(field.value).toBe("خبز");
});

test("a_dash_stands_inside_a_barcode_but_alone_it_is_a_command", () => {
  for (const [code, key] of [
    ["KeyA", "a"],
    ["KeyB", "b"],
    ["Minus", "-"],
    ["Digit1", "1"],
  ] as const)
    press(code, key, 6);
  press("Enter", "Enter", 6);
  expect(scanned).toEqual(["ab-1"]);
  press("Minus", "-", 500);
  vi.advanceTimersByTime(150);
  expect(typed).toEqual([]);
});

test("a_key_held_down_is_not_a_scanner", () => {
  for (let count = 0; count < 8; count += 1) {
    clock += 30;
    const event = new KeyboardEvent("keydown", {
      code: "Digit1",
      key: "1",
      repeat: count > 0,
      bubbles: true,
    });
    Object.defineProperty(event, "timeStamp", { value: clock });
    document.body.dispatchEvent(event);
  }
  press("Enter", "Enter", 6);
  expect(scanned).toEqual([]);
});

/** The keys of an Arabic keyboard on which a scanner, set to a Latin one, types the code of a receipt. */
function pressLatin(character: string, after: number, target: EventTarget = document.body): KeyboardEvent {
  const places: Record<string, [string, string, boolean]> = {
    "+": ["Equal", "+", true],
    "=": ["Equal", "=", false],
    "/": ["Slash", "ظ", false],
    "-": ["Minus", "-", false],
    b: ["KeyB", "لا", false],
  };
  const upper = /[A-Z]/.test(character);
  const [code, key, shiftKey] = places[character] ?? [
    /\d/.test(character) ? `Digit${character}` : `Key${character.toUpperCase()}`,
    /\d/.test(character) ? character : "ش",
    upper,
  ];
  if (shiftKey) {
    const shift = new KeyboardEvent("keydown", { code: "ShiftLeft", key: "Shift", shiftKey, bubbles: true });
    Object.defineProperty(shift, "timeStamp", { value: clock + after / 2 });
    target.dispatchEvent(shift);
  }
  clock += after;
  const event = new KeyboardEvent("keydown", { code, key, shiftKey, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: clock });
  target.dispatchEvent(event);
  return event;
}

test("the_code_of_a_receipt_is_heard_whole_in_an_arabic_layout", () => {
  const code = "ARDYtNmC2KfZhNipINin+/aZ09/bQ0x2b=AgEPMzEwMTIyMzkzNTAwMDAz/abcdefghijkz==";
  const commands: string[] = [];
  const note = (event: KeyboardEvent) => commands.push(event.key);
  window.addEventListener("keydown", note);
  for (const character of code) pressLatin(character, 5);
  press("Enter", "Enter", 5);
  window.removeEventListener("keydown", note);
  expect(scanned).toEqual([code]);
  expect(typed).toEqual([]);
  expect(commands.filter((key) => key !== "Shift")).toEqual([]);
});

test("half_a_scan_is_nobodys_typing", () => {
  for (const digit of "6281007") press(`Digit${digit}`, digit, 6);
  vi.advanceTimersByTime(150);
  expect([scanned, typed, spoilt]).toEqual([[], [], 1]);
});

test("half_a_scan_leaves_no_amount_behind", () => {
  const field = document.createElement("input");
  field.toggleAttribute("data-figures", true);
  document.body.append(field);
  field.value = "5";
  for (const digit of "6281007") {
    press(`Digit${digit}`, digit, 6, field);
    field.value += digit;
  }
  vi.advanceTimersByTime(150);
  expect([field.value, scanned, spoilt]).toEqual(["5", [], 1]);
});

test("a_letter_in_a_field_for_amounts_is_a_command_unless_a_scanner_sends_it", () => {
  const field = document.createElement("input");
  field.toggleAttribute("data-figures", true);
  document.body.append(field);
  press("KeyM", "ة", 500, field);
  vi.advanceTimersByTime(150);
  expect(typed).toEqual(["ة"]);
  clock += 150;
  for (const character of "MILK1") pressLatin(character, 6, field);
  press("Enter", "Enter", 6, field);
  expect(typed).toEqual(["ة"]);
  expect(scanned).toEqual(["MILK1"]);
});

test("a_key_that_the_scanner_sends_for_a_control_character_opens_nothing", () => {
  for (const digit of "6281") press(`Digit${digit}`, digit, 6);
  const stray = press("F8", "F8", 4);
  for (const digit of "007") press(`Digit${digit}`, digit, 6);
  press("Enter", "Enter", 6);
  expect(stray.defaultPrevented).toBe(true);
  expect([scanned, spoilt]).toEqual([[], 1]);
});

test("a_field_that_asks_for_codes_itself_is_left_alone", () => {
  const own = document.createElement("div");
  own.setAttribute("data-scans", "own");
  const field = document.createElement("input");
  own.append(field);
  document.body.append(own);
  for (const digit of "4071") press(`Digit${digit}`, digit, 6, field);
  const enter = press("Enter", "Enter", 6, field);
  expect([scanned, typed, spoilt, enter.defaultPrevented]).toEqual([[], [], 0, false]);
});
