import { words } from "../../lib/words.svelte";

/** The common units by their names; one that is not common stands with its code. */
export function unitChoices(own: string): Record<string, string> {
  const known = words().office.items.units;
  return own in known || own === "" ? known : { ...known, [own]: own };
}
