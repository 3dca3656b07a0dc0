import { call } from "../../backend/call";
import type { Item } from "../../backend/wire";

async function place(item: Item, favourite: string): Promise<void> {
  const { form } = await call("item_show", { id: item.id });
  await call("item_save", { id: item.id, form: { ...form, favourite } });
}

/** Puts an item behind the other favourites, or takes it out of them. */
export async function star(item: Item, favourites: Item[]): Promise<void> {
  const last = favourites.reduce((highest, other) => Math.max(highest, other.favourite), 0);
  await place(item, item.favourite > 0 ? "" : String(last + 1));
}

/** Moves one of the favourites; those whose number is not their place any more get it. */
export async function move(item: Item, favourites: Item[], by: 1 | -1): Promise<void> {
  const order = [...favourites];
  const from = order.findIndex((other) => other.id === item.id);
  const beside = order[from + by];
  if (from < 0 || beside === undefined) return;
  [order[from], order[from + by]] = [beside, item];
  for (const [at, moved] of order.entries()) {
    if (moved.favourite !== at + 1) await place(moved, String(at + 1));
  }
}
