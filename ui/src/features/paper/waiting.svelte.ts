import { call, onChange } from "../../backend/call";
import type { PaperStanding, WaitingPaper } from "../../backend/wire";

let papers = $state.raw<WaitingPaper[]>([]);

/** What is not on paper and is not being printed right now, oldest first. */
export function waitingPapers(): WaitingPaper[] {
  return papers.filter((paper) => paper.standing !== "printing");
}

/** Where the paper of a document stands in the queue; `null` once nothing of it is left to print. */
export function paperOf(number: string): PaperStanding | null {
  return papers.find(({ name }) => name === number)?.standing ?? null;
}

export async function refreshPapers(): Promise<void> {
  try {
    papers = (await call("print_queue_show", {})).papers;
  } catch {
    // The chip is quiet: it keeps what it last knew.
  }
}

export function watchPapers(): () => void {
  void refreshPapers();
  return onChange("printing", () => void refreshPapers());
}
