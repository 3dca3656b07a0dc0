import { call, onChange } from "../../backend/call";
import type { WaitingPaper } from "../../backend/wire";

let papers = $state.raw<WaitingPaper[]>([]);

/** What is not on paper and is not being printed right now, oldest first. */
export function waitingPapers(): WaitingPaper[] {
  return papers.filter((paper) => paper.standing !== "printing");
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
