/** Somebody thought better of it: nothing went wrong, and nothing is to be said. */
export class Cancelled extends Error {
  override name = "Cancelled";
}

export function isCancelled(cause: unknown): cause is Cancelled {
  return cause instanceof Cancelled;
}
