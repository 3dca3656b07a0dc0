import { ICONS, type IconName } from "../../components/icons";
import { words } from "../../lib/words.svelte";
import type { Chosen } from "./catalogue.svelte";

export function shelfIcon(category: string): IconName {
  return category in ICONS ? (category as IconName) : "other";
}

export function shelfName(category: string): string {
  return words().category[category] ?? category;
}

/** How a shelf is told from others. */
export function shelfKey({ shelf, category }: Chosen): string {
  return shelf === "category" ? category : shelf;
}
