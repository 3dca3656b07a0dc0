import { call, onChange } from "../../backend/call";
import type { PaperStanding, WaitingPaper } from "../../backend/wire";

let papers = $state.raw<WaitingPaper[]>([]);
let asked = 0;

/** What is not on paper and is not being printed right now, oldest first. */
export function waitingPapers(): WaitingPaper[] {
  return papers.filter((paper) => paper.standing !== "printing");
}

/** Where the paper of a document stands in the queue; `null` once nothing of it is left to print. */
export function paperOf(number: string): PaperStanding | null {
  return papers.find(({ name }) => name === number)?.standing ?? null;
}

/** Whether the till has answered; what an older question brings is dropped. */
export async function refreshPapers(): Promise<boolean> {
  asked += 1;
  const question = asked;
  try {
    const answer = await call("print_queue_show", {});
    if (question === asked) papers = answer.papers;
    return true;
  } catch {
    // The chip is quiet: it keeps what it last knew.
    return false;
  }
}

export function watchPapers(): () => void {
  void refreshPapers();
  return onChange("printing", () => void refreshPapers());
}
