import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Burst, hearScans, TORN_MS } from "./scanner";

function fed(text: string, gap: number): Burst {
  const burst = new Burst();
  [...text].forEach((character, at) => burst.take(character, at * gap));
  return burst;
}

test("a_fast_burst_ended_by_enter_is_a_scan", () => {
  expect(fed("6281007000011", 8).end(13 * 8)).toBe("6281007000011");
});

test("typing_is_not_a_scan", () => {
  expect(fed("6281", 90).end(4 * 90)).toBeNull();
});

test("three_fast_characters_are_a_quick_finger", () => {
  expect(fed("123", 5).end(15)).toBeNull();
});

test("an_enter_that_comes_late_is_a_persons", () => {
  expect(fed("12345", 5).end(20 + TORN_MS)).toBeNull();
});

test("a_busy_machine_may_stretch_a_gap", () => {
  const burst = new Burst();
  const moments = [0, 80, 86, 92, 98, 160, 166, 172];
  moments.forEach((at, index) => burst.take(String(index), at));
  expect(burst.end(178)).toBe("01234567");
});

test("characters_typed_before_the_burst_do_not_join_it", () => {
  const burst = new Burst();
  burst.take("3", 0);
  [..."62810070"].forEach((character, at) => burst.take(character, 500 + at * 6));
  expect(burst.end(550)).toBe("62810070");
});

let scanned: string[] = [];
let typed: string[] = [];
let stop = () => {};
let clock = 1000;

beforeEach(() => {
  vi.useFakeTimers();
  scanned = [];
  typed = [];
  stop = hearScans({ scanned: (text) => scanned.push(text), typed: (text) => typed.push(text) });
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
