import type { Sale, TenderKind } from "../../backend/wire";

/** What was issued, and how it was given back where goods came back. */
export interface Made {
  sale: Sale;
  refund: TenderKind | null;
}

let made = $state.raw<Made | null>(null);

/** What was issued last in this window, for its change and a copy of its receipt. */
export function lastSale(): Made | null {
  return made;
}

export function keepSale(sale: Sale, refund: TenderKind | null = null): void {
  made = { sale, refund };
}

export function forgetSale(): void {
  made = null;
}
