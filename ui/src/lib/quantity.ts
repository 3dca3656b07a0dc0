/** A quantity one more or one less; `null` when nothing would be left. Quantities have at most six decimals. */
export function stepped(quantity: string, by: 1 | -1): string | null {
  const [whole = "0", fraction = ""] = quantity.split(".");
  const unit = 10n ** BigInt(fraction.length);
  const next = BigInt(whole + fraction) + BigInt(by) * unit;
  if (next <= 0n) return null;
  return shortened(`${next / unit}.${String(next % unit).padStart(fraction.length, "0")}`);
}

/** Without zeros at the end: `2.500` is `2.5`, and `3.0` is `3`. */
export function shortened(quantity: string): string {
  return quantity.includes(".") ? quantity.replace(/\.?0*$/, "") : quantity;
}
