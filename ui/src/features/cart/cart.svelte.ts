import { tick } from "svelte";
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

/** One more or one less of what is there by then: two quick presses are two steps. */
export function stepQuantity(line: number, by: 1 | -1): Promise<void> {
  return inTurn(async () => {
    const now = shown?.lines.find(({ id }) => id === line);
    if (now === undefined) return;
    const quantity = stepped(now.quantity, by);
    take(
      quantity === null
        ? await call("cart_remove", { line })
        : await call("cart_quantity", { line, quantity }),
    );
  });
}

/** Acts once all that was asked for before is in the cart: a key behind a scan means the cart with what was scanned. */
export function onceSettled(act: () => void): void {
  if (waiting === 0) act();
  else void last.then(tick).then(() => onceSettled(act));
}

/** The cart became a sale: nothing of it is on the counter any more. */
export function leaveSold(): void {
  shown = null;
  void refreshCart().catch(() => undefined);
}

/** Follows changes made elsewhere; while own commands run, their answers are newer than any news. */
export function watchCart(): () => void {
  const quiet = () => refreshCart().catch(() => undefined);
  void quiet();
  return onChange("cart", () => {
    if (waiting === 0) void quiet();
  });
}
