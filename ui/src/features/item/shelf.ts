import { ICONS, type IconName } from "../../components/icons";
import { words } from "../../lib/words.svelte";

export function shelfIcon(category: string): IconName {
  return category in ICONS ? (category as IconName) : "other";
}

export function shelfName(category: string): string {
  return words().category[category] ?? category;
}
