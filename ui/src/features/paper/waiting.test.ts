import { expect, test, vi } from "vitest";
import type { PrintQueue } from "../../backend/wire";
import { paperOf, refreshPapers, waitingPapers } from "./waiting.svelte";

const call = vi.hoisted(() => vi.fn());
vi.mock("../../backend/call", () => ({ call, onChange: () => () => {} }));

const queue = (...standings: ("printing" | "waiting")[]): PrintQueue => ({
  papers: standings.map((standing, id) => ({ id, name: `T1-${id}`, made_at: 0, standing, fault: null })),
});

test("who_asked_first_is_told_the_newest_answer_and_an_older_one_changes_nothing", async () => {
  let late: (answer: PrintQueue) => void = () => {};
  let newest: (answer: PrintQueue) => void = () => {};
  call.mockReturnValueOnce(new Promise<PrintQueue>((resolve) => (late = resolve)));
  call.mockReturnValueOnce(new Promise<PrintQueue>((resolve) => (newest = resolve)));
  let told = false;
  const first = refreshPapers().then((answered) => (told = answered));
  const second = refreshPapers();
  late(queue("waiting"));
  await Promise.resolve();
  expect([told, waitingPapers()]).toEqual([false, []]);
  newest(queue("printing"));
  expect([await first, await second, told]).toEqual([true, true, true]);
  expect([paperOf("T1-0"), waitingPapers()]).toEqual(["printing", []]);
});

test("a_till_that_cannot_answer_leaves_what_was_known", async () => {
  call.mockResolvedValueOnce(queue("waiting"));
  await refreshPapers();
  call.mockRejectedValueOnce(new Error("no till"));
  expect(await refreshPapers()).toBe(false);
  expect(paperOf("T1-0")).toBe("waiting");
});
