import { expect, test } from "vitest";
import { Latest } from "./latest.svelte";

test("an_answer_that_comes_after_a_newer_question_is_dropped", async () => {
  const worth = new Latest<string>();
  let late: (answer: string) => void = () => {};
  worth.ask(() => new Promise((resolve) => (late = resolve)));
  const first = worth.settled();
  worth.ask(() => Promise.resolve("2.50"));
  await worth.settled();
  expect(worth.known).toBe("2.50");
  late("9.99");
  await first;
  expect(worth.known).toBe("2.50");
});

test("nothing_asked_and_nothing_that_can_be_answered_are_nothing_that_could_be_shown", async () => {
  const worth = new Latest<string>();
  worth.ask(() => Promise.resolve("2.50"));
  await worth.settled();
  worth.ask(null);
  await worth.settled();
  expect(worth.known).toBeNull();
  worth.ask(() => Promise.reject(new Error("above what is left")));
  await worth.settled();
  expect(worth.known).toBeNull();
});
