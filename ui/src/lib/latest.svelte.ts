/** The answer to the question that was asked last, as the till gives it. */
export class Latest<T> {
  #known = $state.raw<T | null>(null);
  #asked = 0;
  #answer: Promise<void> = Promise.resolve();

  /** `null` until the till has answered, and where it cannot. */
  get known(): T | null {
    return this.#known;
  }

  /** Asks the till, unless there is nothing to ask; an answer that comes after a newer question is dropped. */
  ask(question: (() => Promise<T>) | null): void {
    this.#asked += 1;
    this.#answer = this.#take(question, this.#asked);
  }

  /** Once the till has answered what was asked last. */
  settled(): Promise<void> {
    return this.#answer;
  }

  async #take(question: (() => Promise<T>) | null, mine: number): Promise<void> {
    // What cannot be done is told when it is tried, with the reason.
    const answer = question === null ? null : await question().catch(() => null);
    if (mine === this.#asked) this.#known = answer;
  }
}
