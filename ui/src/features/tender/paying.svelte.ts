let under = $state(false);

/** Whether money has changed hands for a sale that is not made yet: nobody leaves in the middle of it unasked. */
export function paying(): boolean {
  return under;
}

export function notePaying(now: boolean): void {
  under = now;
}
