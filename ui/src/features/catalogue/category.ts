import { words } from "../../lib/words.svelte";

/** What a category is called on screen. */
export function categoryName(category: string): string {
  return category === "" ? words().office.items.noCategory : (words().category[category] ?? category);
}

/** The key of what was typed, where it is the name of a known one; else the typed word itself. */
export function categoryKey(typed: string): string {
  const text = typed.trim();
  const known = Object.entries(words().category).find(([key, name]) => key !== "all" && name === text);
  return known?.[0] ?? text;
}
