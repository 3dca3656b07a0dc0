import { expect, test } from "vitest";
import type { ReturnWorth } from "../../backend/wire";
import { Worth } from "./worth.svelte";

const answer = (due: string): ReturnWorth => ({ parts: [due], due });

test("an_answer_that_comes_after_a_newer_question_is_dropped", async () => {
  const worth = new Worth();
  let late: (answer: ReturnWorth) => void = () => {};
  worth.ask(() => new Promise((resolve) => (late = resolve)));
  const first = worth.settled();
  worth.ask(() => Promise.resolve(answer("2.50")));
  await worth.settled();
  expect(worth.sum).toBe("2.50");
  late(answer("9.99"));
  await first;
  expect([worth.sum, worth.part(0), worth.part(1)]).toEqual(["2.50", "2.50", null]);
});

test("nothing_chosen_and_nothing_that_may_come_back_are_worth_nothing_that_could_be_shown", async () => {
  const worth = new Worth();
  worth.ask(() => Promise.resolve(answer("2.50")));
  await worth.settled();
  worth.ask(null);
  await worth.settled();
  expect(worth.sum).toBeNull();
  worth.ask(() => Promise.reject(new Error("above what is left")));
  await worth.settled();
  expect(worth.sum).toBeNull();
});
