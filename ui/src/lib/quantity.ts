/** A quantity one more or one less; `null` when nothing would be left. Quantities have at most six decimals. */
export function stepped(quantity: string, by: 1 | -1): string | null {
  const [whole = "0", fraction = ""] = quantity.split(".");
  const unit = 10n ** BigInt(fraction.length);
  const next = BigInt(whole + fraction) + BigInt(by) * unit;
  if (next <= 0n) return null;
  return shortened(`${next / unit}.${String(next % unit).padStart(fraction.length, "0")}`);
}

/** The sum of two quantities, exactly. */
export function added(one: string, other: string): string {
  const places = Math.max(...[one, other].map((quantity) => (quantity.split(".")[1] ?? "").length));
  const units = (quantity: string) => {
    const [whole = "0", fraction = ""] = quantity.split(".");
    return BigInt(whole + fraction.padEnd(places, "0"));
  };
  const sum = String(units(one) + units(other)).padStart(places + 1, "0");
  return shortened(places === 0 ? sum : `${sum.slice(0, -places)}.${sum.slice(-places)}`);
}

/** Without zeros at the end: `2.500` is `2.5`, and `3.0` is `3`. */
export function shortened(quantity: string): string {
  return quantity.includes(".") ? quantity.replace(/\.?0*$/, "") : quantity;
}
