import type { Sale } from "../../backend/wire";

let sale = $state.raw<Sale | null>(null);

/** The sale made last in this window, for its change and a copy of its receipt. */
export function lastSale(): Sale | null {
  return sale;
}

export function keepSale(made: Sale): void {
  sale = made;
}

export function forgetSale(): void {
  sale = null;
}
