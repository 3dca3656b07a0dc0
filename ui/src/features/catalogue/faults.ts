import type { Fault, FieldFault } from "../../backend/wire";
import { words } from "../../lib/words.svelte";

/** What is wrong with a field of an item, in words. */
export function itemSentence({ code }: FieldFault): string {
  return words().office.items.faults[code] ?? words().fieldFaults[code] ?? words().generalFieldFault;
}

/** What is wrong with a field of the form, or nothing. */
export function itemFault(fault: Fault | null, field: string): string | undefined {
  const found = fault?.faults.find((entry) => entry.field === field);
  return found === undefined ? undefined : itemSentence(found);
}

/** What a column of the file is called. */
export function columnName(field: string): string {
  const names: Record<string, string> = {
    name_ar: words().office.items.name_ar,
    name_en: words().office.items.name_en,
    barcodes: words().office.items.barcodes,
    category: words().office.items.category,
    unit: words().office.items.unit,
    price: words().office.items.price,
    vat: words().office.items.vat,
    favourite: words().office.items.favourite,
    stock: words().office.items.stock,
    low_stock: words().office.items.low_stock,
  };
  return names[field] ?? field;
}
