import type { ReturnWorth } from "../../backend/wire";

/** What would be given back, as the till reckons it; the screen never does. */
export class Worth {
  #known = $state.raw<ReturnWorth | null>(null);
  #asked = 0;
  #latest: Promise<void> = Promise.resolve();

  /** For all that is ticked; `null` until the till has answered, and where it cannot. */
  get sum(): string | null {
    return this.#known?.due ?? null;
  }

  /** For one of them, in the order in which they were asked for. */
  part(at: number): string | null {
    return this.#known?.parts[at] ?? null;
  }

  /** Asks the till, unless nothing is chosen; an answer that comes after a newer question is dropped. */
  ask(question: (() => Promise<ReturnWorth>) | null): void {
    this.#asked += 1;
    this.#latest = this.#take(question, this.#asked);
  }

  /** Once the till has answered what was asked last. */
  settled(): Promise<void> {
    return this.#latest;
  }

  async #take(question: (() => Promise<ReturnWorth>) | null, mine: number): Promise<void> {
    // What cannot be given back is told when it is tried, with the reason.
    const answer = question === null ? null : await question().catch(() => null);
    if (mine === this.#asked) this.#known = answer;
  }
}
