import { call, onChange } from "../../backend/call";
import type { Item, Items, Shelf, Shelves } from "../../backend/wire";

/** A shelf as it is chosen: `category` says which with the shelf `category`. */
export interface Chosen {
  shelf: Exclude<Shelf, "low">;
  category: string;
}

/** In the order of the shop's shelves; its own words come after. */
const ORDER = ["dairy", "bakery", "drinks", "produce", "pantry", "snacks", "household"];

let shelves = $state.raw<Shelves | null>(null);
let found = $state.raw<Items>({ items: [], cut: false });
let asked = 0;

/** What was found last. */
export function items(): Item[] {
  return found.items;
}

/** Whether there may be more than what was found. */
export function isCut(): boolean {
  return found.cut;
}

/** The catalogue's parts; `null` until the till has answered. */
export function catalogue(): Shelves | null {
  return shelves;
}

/** Where a category stands among the shelves. */
export function shelfRank(category: string): number {
  return ORDER.includes(category) ? ORDER.indexOf(category) : ORDER.length;
}

export function categories(): string[] {
  return (shelves?.categories ?? [])
    .map(({ category }) => category)
    .filter((category) => category !== "")
    .sort((one, other) => shelfRank(one) - shelfRank(other));
}

/**
 * Asks the till, and answers what it found; shown is the answer to the newest question. A text is looked for on every
 * shelf.
 */
export async function searchItems(text: string, { shelf, category }: Chosen): Promise<Item[]> {
  asked += 1;
  const question = asked;
  const wanted = text === "" ? { shelf, category } : { shelf: "all" as const, category: "" };
  const answer = await call("item_search", { text, ...wanted });
  if (question === asked) found = answer;
  return answer.items;
}

async function refreshShelves(): Promise<void> {
  shelves = await call("shelf_list", {});
}

/** Follows the catalogue; `changed` runs after each change of it. */
export function watchCatalogue(changed: () => void): () => void {
  const quiet = () => refreshShelves().catch(() => undefined);
  void quiet();
  return onChange("items", () => {
    void quiet();
    changed();
  });
}
