import { grouped } from "./digits";
import { screenPolicy } from "./policy.svelte";
import { shortened } from "./quantity";
import { spoken } from "./words.svelte";

/** Digits as the shop wants to read them: on the Arabic screen only, never in fields and never on documents. */
export function figures(text: string): string {
  if (spoken() !== "ar" || screenPolicy().digits !== "arabic") return text;
  return text
    .replace(/[0-9]/g, (digit) => String.fromCharCode(0x0660 + Number(digit)))
    .replace(/\./g, "٫")
    .replace(/,/g, "٬");
}

/** An amount to be read. */
export function amountShown(amount: string): string {
  return figures(grouped(amount));
}

/** A quantity to be read. */
export function quantityShown(quantity: string): string {
  return figures(shortened(quantity));
}
