export interface Toast {
  key: number;
  mood: "good" | "bad" | "calm";
  text: string;
}

const STAYS_MS = 6000;

let latest = 0;
let shown = $state<Toast[]>([]);

export function toasts(): Toast[] {
  return shown;
}

/** Shows a sentence for a while. The same sentence is never shown twice at once. */
export function toast(mood: Toast["mood"], text: string): void {
  latest += 1;
  const key = latest;
  shown = [...shown.filter((other) => other.text !== text), { key, mood, text }].slice(-3);
  setTimeout(() => dismiss(key), STAYS_MS);
}

/** For a new screen: what was said about the last one no longer matters. */
export function dismissAll(): void {
  shown = [];
}

export function dismiss(key: number): void {
  shown = shown.filter((other) => other.key !== key);
}
