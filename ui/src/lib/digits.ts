/** Arabic-Indic and Persian digits become 0-9, and their decimal sign a full stop. */
export function westernDigits(text: string): string {
  return text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[٫،,]/g, ".");
}

/** What is left of a typed amount or quantity when everything but digits and one full stop is dropped. */
export function decimalOnly(text: string): string {
  const [whole = "", ...rest] = westernDigits(text)
    .replace(/[^0-9.]/g, "")
    .split(".");
  return rest.length === 0 ? whole : `${whole}.${rest.join("")}`;
}

export function digitsOnly(text: string): string {
  return westernDigits(text).replace(/[^0-9]/g, "");
}

/** `1234567.50` as `1,234,567.50`: for the eye only. */
export function grouped(amount: string): string {
  const [whole = "", fraction] = amount.split(".");
  const thousands = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

/** A typed amount as the till writes it: `50` as `50.00`. More than two decimals stay, for the till to refuse. */
export function finished(typed: string): string {
  const [whole = "", fraction = ""] = typed.split(".");
  return `${whole || "0"}.${fraction.padEnd(2, "0")}`;
}

/** Whether a decimal text is zero, such as `0.00`. */
export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount);
}

/** How each kind looks. */
export const DIGITS = { western: "123", arabic: "\u0661\u0662\u0663" };
