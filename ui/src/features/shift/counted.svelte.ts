/** What was counted so far, by halalas, as typed. A step back loses nothing of it. */
let kept = $state<Record<number, string>>({});

export function counted(): Record<number, string> {
  return kept;
}

export function keepCount(typed: Record<number, string>): void {
  kept = typed;
}

export function forgetCount(): void {
  kept = {};
}
