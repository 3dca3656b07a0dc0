import type { Policy } from "../../backend/wire";

/** What was changed and not saved yet: it outlives the screen, so that a step back loses nothing. */
let kept = $state<Policy | null>(null);

export function draft(): Policy | null {
  return kept;
}

export function begin(policy: Policy): void {
  kept ??= structuredClone(policy);
}

export function forget(): void {
  kept = null;
}
