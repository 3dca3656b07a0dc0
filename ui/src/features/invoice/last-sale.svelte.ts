import type { Sale, TenderKind } from "../../backend/wire";

/** The way money goes back: one, or each of those in which it came. */
export type Refund = TenderKind | "as_paid";

/** What was issued, and how it was given back where goods came back. */
export interface Made {
  sale: Sale;
  refund: Refund | null;
}

let made = $state.raw<Made | null>(null);

/** What was issued last in this window, for its change and a copy of its receipt. */
export function lastSale(): Made | null {
  return made;
}

export function keepSale(sale: Sale, refund: Refund | null = null): void {
  made = { sale, refund };
}

export function forgetSale(): void {
  made = null;
}
