import { call, onChange } from "../../backend/call";
import type { PaperStanding, WaitingPaper } from "../../backend/wire";

let papers = $state.raw<WaitingPaper[]>([]);
let asked = 0;
let latest: Promise<boolean> = Promise.resolve(false);

/** What is not on paper and is not being printed right now, oldest first. */
export function waitingPapers(): WaitingPaper[] {
  return papers.filter((paper) => paper.standing !== "printing");
}

/** Where the paper of a document stands in the queue; `null` once nothing of it is left to print. */
export function paperOf(number: string): PaperStanding | null {
  return papers.find(({ name }) => name === number)?.standing ?? null;
}

/** Whether the till has answered. Who asked before somebody else did is told once the newest answer is there. */
export function refreshPapers(): Promise<boolean> {
  asked += 1;
  latest = take(asked);
  return latest;
}

async function take(question: number): Promise<boolean> {
  // The chip is quiet: where the till cannot answer, it keeps what it last knew.
  const answer = await call("print_queue_show", {}).catch(() => null);
  if (question !== asked) return latest;
  if (answer !== null) papers = answer.papers;
  return answer !== null;
}

export function watchPapers(): () => void {
  void refreshPapers();
  return onChange("printing", () => void refreshPapers());
}
