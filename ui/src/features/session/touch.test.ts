import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tellTouch, watchTouches } from "./touch";

const call = vi.hoisted(() => vi.fn());
vi.mock("../../backend/call", () => ({ call }));

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  call.mockRejectedValue(new Error("no till"));
});
afterEach(() => vi.useRealTimers());

test("a_hand_is_told_at_once_and_then_now_and_then", () => {
  const leave = watchTouches(tellTouch);
  const strike = () => window.dispatchEvent(new KeyboardEvent("keydown", { key: "5" }));
  strike();
  strike();
  expect(call).toHaveBeenCalledExactlyOnceWith("session_touch", {});
  vi.advanceTimersByTime(20_000);
  strike();
  expect(call).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(20_000);
  leave();
  strike();
  expect(call).toHaveBeenCalledTimes(2);
});
