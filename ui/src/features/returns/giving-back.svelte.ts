import type { ReturnLine, ReturnPart } from "../../backend/wire";
import { isZero } from "../../lib/digits";
import { named } from "../../lib/words.svelte";

/** In the language of the screen, where the document's item is known in it. */
export function lineName({ name, name_en }: ReturnLine): string {
  return named({ name_ar: name, name_en });
}

/** What of a receipt comes back: which lines, and how much of each. */
export class GivingBack {
  readonly lines: ReturnLine[];
  /** By place: the quantity as typed; empty: all that is left. */
  #parts = $state.raw<Readonly<Record<number, string>>>({});

  constructor(lines: ReturnLine[]) {
    this.lines = lines;
    // Where there is nothing to choose from, it is chosen.
    const open = lines.filter((line) => this.hasLeft(line));
    if (open.length === 1 && open[0] !== undefined) this.#parts = { [open[0].place]: "" };
  }

  hasLeft(line: ReturnLine): boolean {
    return !isZero(line.left);
  }

  isTicked(line: ReturnLine): boolean {
    return line.place in this.#parts;
  }

  /** As typed, or all that is left. */
  quantityOf(line: ReturnLine): string {
    return this.#parts[line.place] || line.left;
  }

  get count(): number {
    return Object.keys(this.#parts).length;
  }

  tick(line: ReturnLine): void {
    if (!this.hasLeft(line)) return;
    const { [line.place]: ticked, ...others } = this.#parts;
    this.#parts = ticked === undefined ? { ...others, [line.place]: "" } : others;
  }

  tickAll(): void {
    const open = this.lines.filter((line) => this.hasLeft(line));
    const all = open.every((line) => this.isTicked(line));
    this.#parts = Object.fromEntries(all ? [] : open.map((line) => [line.place, ""]));
  }

  /** How much of a line; it is ticked by that. */
  setQuantity(line: ReturnLine, quantity: string): void {
    if (this.hasLeft(line)) this.#parts = { ...this.#parts, [line.place]: quantity };
  }

  /** In the receipt's order. */
  parts(): ReturnPart[] {
    return Object.entries(this.#parts).map(([place, quantity]) => ({ place: Number(place), quantity }));
  }
}
