import { call } from "../../backend/call";
import type { Item } from "../../backend/wire";

/** In the order of the shelves; what is not here comes after. */
const SHELVES = ["dairy", "bakery", "drinks", "produce", "pantry", "snacks", "household"];

let found = $state.raw<Item[]>([]);
let asked = 0;

export function items(): Item[] {
  return found;
}

/** Asks the till; an answer that comes after a newer question is dropped. */
export async function searchItems(text: string): Promise<void> {
  asked += 1;
  const question = asked;
  const answer = await call("item_search", { text, shelf: "all", category: "" });
  if (question === asked) found = answer.items;
}

export function categoriesOf(list: Item[]): string[] {
  const present = list
    .map((item) => item.category)
    .filter((category, at, all) => all.indexOf(category) === at);
  const rank = (category: string) =>
    SHELVES.includes(category) ? SHELVES.indexOf(category) : SHELVES.length;
  return present.sort((one, other) => rank(one) - rank(other));
}
