export interface Toast {
  key: number;
  mood: "good" | "bad" | "calm";
  text: string;
  /** What may be done about it. */
  act: Act | undefined;
}

export interface Act {
  label: string;
  testid: string;
  run: () => void;
}

const STAYS_MS = 6000;
/** Whoever is offered something needs time to take it. */
const OFFER_STAYS_MS = 12_000;

let latest = 0;
let shown = $state<Toast[]>([]);

export function toasts(): Toast[] {
  return shown;
}

/** Shows a sentence for a while. The same sentence is never shown twice at once. Answers how it is taken away. */
export function toast(mood: Toast["mood"], text: string, act?: Act): () => void {
  latest += 1;
  const key = latest;
  shown = [...shown.filter((other) => other.text !== text), { key, mood, text, act }].slice(-3);
  setTimeout(() => dismiss(key), act === undefined ? STAYS_MS : OFFER_STAYS_MS);
  return () => dismiss(key);
}

/** For a new screen: what was said about the last one no longer matters. */
export function dismissAll(): void {
  shown = [];
}

export function dismiss(key: number): void {
  shown = shown.filter((other) => other.key !== key);
}
