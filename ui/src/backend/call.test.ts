import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { call, onChange } from "./call";

const fetching = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetching);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function answers(status: number, body: unknown) {
  fetching.mockResolvedValueOnce(new Response(JSON.stringify(body), { status }));
}

test("a_fault_comes_back_as_it_was_sent", async () => {
  const fault = { code: "wrong_pin", message: "", faults: [], rules: [], seconds: null, amount: null };
  answers(422, fault);
  await expect(call("session_open", { user: "a", pin: "1" })).rejects.toEqual(fault);
});

test("no_answer_is_a_fault_too", async () => {
  fetching.mockRejectedValueOnce(new TypeError("refused"));
  await expect(call("app_show", {})).rejects.toMatchObject({ code: "machine_failed" });
});

test("own_commands_wake_the_topics_they_change_once", async () => {
  const woken = vi.fn();
  const stop = onChange("documents", woken);
  answers(200, {});
  answers(200, {});
  await call("sync_run", {});
  await call("sync_run", {});
  expect(woken).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(woken).toHaveBeenCalledTimes(1);
  stop();
});
