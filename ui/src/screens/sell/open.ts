import type { CartLine } from "../../backend/wire";

/** The dialog that is open over the sell screen. */
export type Open =
  | { kind: "quantity" | "discount" | "note"; line: CartLine }
  | { kind: "cart-discount" | "clear" | "price" | "held" | "company" }
  /** `topay`: payment waited for whose invoice it is. */
  | { kind: "customer"; topay: boolean }
  | null;
