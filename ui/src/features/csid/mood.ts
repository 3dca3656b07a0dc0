import type { Validity } from "../../backend/wire";

/** How a certificate looks from afar. */
export const MOODS: Record<Validity, "good" | "warn" | "bad"> = {
  long: "good",
  weeks: "warn",
  month: "warn",
  week: "bad",
  ended: "bad",
  refused: "bad",
};
