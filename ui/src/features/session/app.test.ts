import { afterEach, expect, test, vi } from "vitest";
import type { AppState } from "../../backend/wire";
import { speak } from "../../lib/words.svelte";
import { app, refreshApp, tookState } from "./app.svelte";

const call = vi.hoisted(() => vi.fn());
vi.mock("../../backend/call", () => ({ call, onChange: () => () => {}, asFault: (cause: unknown) => cause }));

const state = (language: "ar" | "en") => ({ language, session: null, policy: {} }) as unknown as AppState;

afterEach(() => speak("ar"));

test("an_answer_that_a_newer_one_has_overtaken_is_asked_for_again", async () => {
  let late: (state: AppState) => void = () => {};
  call.mockReturnValueOnce(new Promise<AppState>((resolve) => (late = resolve)));
  call.mockResolvedValue(state("en"));
  const first = refreshApp();
  await refreshApp();
  expect(app()?.language).toBe("en");
  late(state("ar"));
  await first;
  expect(app()?.language).toBe("en");
  expect(call).toHaveBeenCalledTimes(3);
});

test("what_a_command_answers_stands_against_a_question_asked_before_it", async () => {
  let late: (state: AppState) => void = () => {};
  call.mockReturnValueOnce(new Promise<AppState>((resolve) => (late = resolve)));
  call.mockResolvedValue(state("en"));
  const asked = refreshApp();
  tookState(state("en"));
  late(state("ar"));
  await asked;
  expect(app()?.language).toBe("en");
});
