import type { ShiftReport, ShiftRow } from "../../backend/wire";
import { words } from "../../lib/words.svelte";

/** Who stands under a closed shift: who counted, who agreed, who took over. */
export function signatures({
  closed_by,
  approved_by,
  handed_to,
}: Pick<ShiftReport | ShiftRow, "closed_by" | "approved_by" | "handed_to">): string[] {
  const { report, shift, shifts } = words().office;
  return [
    closed_by && report.closedBy(closed_by),
    approved_by && shift.approvedBy(approved_by),
    handed_to && shifts.handedTo(handed_to),
  ].filter((name) => name !== "");
}
