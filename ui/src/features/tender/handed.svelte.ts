import { decimalOnly, finished, isZero } from "../../lib/digits";

/** The amount in the customer's hand, while it is typed. */
export class Handed {
  #typed = $state("");
  /** Set by the digits over the letters, which also are the quick amounts' keys; the number pad only types. */
  #topRow = $state(false);
  readonly #quick: () => string[];

  constructor(quick: () => string[]) {
    this.#quick = quick;
  }

  get typed(): string {
    return this.#typed;
  }

  set typed(text: string) {
    this.#typed = decimalOnly(text);
    if (this.#typed.length > 1) this.#topRow = false;
  }

  /** A single digit of 1 to 6 means the quick amount of that number; the big button says so before Enter. */
  readonly armed = $derived.by(() =>
    this.#topRow && /^[1-6]$/.test(this.#typed) ? (this.#quick()[Number(this.#typed) - 1] ?? null) : null,
  );

  /** As armed or typed; `null` when nothing was. */
  readonly amount = $derived.by(() => this.armed ?? (isZero(this.#typed) ? null : finished(this.#typed)));

  /** Notes where on the keyboard a digit was pressed, before it is typed. */
  hear(code: string): void {
    if (/^(Digit|Numpad)[0-9]$/.test(code)) this.#topRow = code.startsWith("Digit");
  }

  /** Typed on the screen's own keys: digits, never quick amounts. */
  tap(text: string): void {
    this.#topRow = false;
    this.typed = text;
  }

  clear(): void {
    this.tap("");
  }
}
