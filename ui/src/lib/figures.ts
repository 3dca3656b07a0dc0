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

/** Arabic follows: the sign of a share then stands behind its number, which is to the left. */
const ARABIC = "\u061c";

/** A share such as `50%` to be read, with the sign of the language. */
export function shareShown(share: string): string {
  return spoken() === "ar" ? ARABIC + figures(share.replace("%", "٪")) : share;
}

/** An amount of notes and coins to be read: whole riyals are told without their halalas. */
export function notesShown(amount: string): string {
  return amountShown(amount.replace(/\.00$/, ""));
}

/** A quantity to be read. */
export function quantityShown(quantity: string): string {
  return figures(shortened(quantity));
}
