const ISOLATE = "\u2066";
const ISOLATE_AS_IT_IS = "\u2068";
const END = "\u2069";

/** A number or code that keeps its order inside an Arabic sentence. */
export function leftToRight(text: string): string {
  return ISOLATE + text + END;
}

/** What may be of either direction, and keeps its own inside a sentence; what has no letters goes left to right. */
export function asItIs(text: string): string {
  return /\p{L}/u.test(text) ? ISOLATE_AS_IT_IS + text + END : leftToRight(text);
}
