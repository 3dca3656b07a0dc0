import { call, onChange } from "../../backend/call";
import type { Cart, CartLine, Commands } from "../../backend/wire";
import { stepped } from "../../lib/quantity";

type CartCommand = {
  [K in keyof Commands]: Commands[K]["response"] extends Cart ? K : never;
}[keyof Commands];

let shown = $state.raw<Cart | null>(null);
let chosen = $state<number | null>(null);

// One after the other, so that answers are never taken in the wrong order, however fast somebody scans.
let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

export function cart(): Cart | null {
  return shown;
}

/** The line that keys act on. */
export function chosenLine(): CartLine | null {
  return shown?.lines.find((line) => line.id === chosen) ?? null;
}

export function choose(line: number): void {
  chosen = line;
}

/** Moves the choice up or down the lines. */
export function chooseBeside(by: 1 | -1): void {
  const lines = shown?.lines ?? [];
  const at = lines.findIndex((line) => line.id === chosen);
  const next = lines[Math.min(lines.length - 1, Math.max(0, at + by))];
  if (next !== undefined) chosen = next.id;
}

/** The whole cart comes back with every answer; the line that changed becomes the chosen one. */
function take(next: Cart): void {
  const before = new Map(
    shown?.sale_id === next.sale_id ? shown.lines.map((line) => [line.id, line.quantity]) : [],
  );
  const changed = next.lines.findLast((line) => before.get(line.id) !== line.quantity);
  const gone = shown?.lines.findIndex((line) => line.id === chosen) ?? -1;
  if (shown !== null && changed !== undefined) chosen = changed.id;
  else if (!next.lines.some((line) => line.id === chosen))
    chosen = next.lines[Math.min(Math.max(0, gone), next.lines.length - 1)]?.id ?? null;
  shown = next;
}

function inTurn<T>(act: () => Promise<T>): Promise<T> {
  waiting += 1;
  const run = last.then(act).finally(() => (waiting -= 1));
  last = run.catch(() => undefined);
  return run;
}

export function runOnCart<K extends CartCommand>(name: K, request: Commands[K]["request"]): Promise<Cart> {
  return inTurn(async () => {
    const next: Cart = await call(name, request);
    take(next);
    return next;
  });
}

/** Puts the cart aside; answers the number that brings it back. */
export function holdCart(label: string): Promise<number> {
  return inTurn(async () => {
    const { number, cart: empty } = await call("basket_hold", { label });
    take(empty);
    return number;
  });
}

export function refreshCart(): Promise<Cart> {
  return runOnCart("cart_show", {});
}

export function stepQuantity(line: CartLine, by: 1 | -1): Promise<Cart> {
  const quantity = stepped(line.quantity, by);
  return quantity === null
    ? runOnCart("cart_remove", { line: line.id })
    : runOnCart("cart_quantity", { line: line.id, quantity });
}

/** Follows changes made elsewhere; while own commands run, their answers are newer than any news. */
export function watchCart(): () => void {
  const quiet = () => refreshCart().catch(() => undefined);
  void quiet();
  return onChange("cart", () => {
    if (waiting === 0) void quiet();
  });
}
