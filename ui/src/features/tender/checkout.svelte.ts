import { asFault, call } from "../../backend/call";
import type { Fault, Sale, Tender } from "../../backend/wire";

/** Taking payment for one cart: what was handed over so far, and what the till says is still missing. */
export class Checkout {
  readonly saleId: string;
  /** Handed over, and not enough yet. */
  taken = $state.raw<Tender[]>([]);
  /** Said by the till after a payment that was too small. */
  rest = $state<string | null>(null);
  running = $state(false);

  constructor(saleId: string) {
    this.saleId = saleId;
  }

  /**
   * Pays with one more tender; with none, in exact cash. A second press while the first runs does nothing, and the
   * till makes one invoice of one sale id in any case.
   */
  async pay(tender: Tender | null): Promise<{ sale: Sale } | { fault: Fault } | null> {
    if (this.running) return null;
    this.running = true;
    const tenders = tender === null ? this.taken : [...this.taken, tender];
    try {
      return { sale: await call("sale_checkout", { sale_id: this.saleId, tenders }) };
    } catch (cause) {
      const fault = asFault(cause);
      if (fault.code === "paid_too_little" && fault.amount !== null) {
        this.taken = tenders;
        this.rest = fault.amount;
      }
      return { fault };
    } finally {
      this.running = false;
    }
  }
}
