const ISOLATE = "\u2066";
const END = "\u2069";

/** A number or code that keeps its order inside an Arabic sentence. */
export function leftToRight(text: string): string {
  return ISOLATE + text + END;
}
