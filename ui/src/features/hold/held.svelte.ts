import { call, onChange } from "../../backend/call";
import type { HeldBasket } from "../../backend/wire";
import { toast } from "../../components/toasts.svelte";
import { leftToRight } from "../../lib/direction";
import { words } from "../../lib/words.svelte";
import { cart, holdCart } from "../cart/cart.svelte";
import { tell } from "../session/faults";

let baskets = $state.raw<HeldBasket[]>([]);
/** Takes away the offer of a slip that is on screen. */
let withdraw = () => {};

/** What is held, the longest waiting first. */
export function held(): HeldBasket[] {
  return baskets;
}

/** The offer of a slip is out of date: the basket is back on the counter, or gone. */
export function withdrawOffer(): void {
  withdraw();
}

export function tookHeld(answer: HeldBasket[]): void {
  baskets = answer;
}

export async function refreshHeld(): Promise<void> {
  baskets = (await call("basket_list", {})).baskets;
}

export function watchHeld(): () => void {
  const quiet = () => void refreshHeld().catch(() => undefined);
  quiet();
  return onChange("cart", quiet);
}

/** Puts the cart aside at once, under the customer's name where there is one; a slip may be had afterwards. */
export async function hold(): Promise<void> {
  try {
    const number = await holdCart(cart()?.customer?.name.slice(0, 60) ?? "");
    void refreshHeld().catch(() => undefined);
    withdraw = toast("good", words().hold.held(leftToRight(String(number))), {
      label: words().hold.slip,
      testid: "hold-slip",
      run: () => void printSlip(number),
    });
  } catch (cause) {
    tell(cause);
  }
}

/** Gives a held basket a name; an empty one takes it away. Rejects with a `Fault`. */
export async function labelHeld(number: number, label: string): Promise<void> {
  baskets = (await call("basket_label", { number, label })).baskets;
}

export async function printSlip(number: number): Promise<void> {
  try {
    await call("basket_slip", { number });
    toast("good", words().hold.slipPrinted);
  } catch (cause) {
    tell(cause);
  }
}

/** The basket that the typed digits mean: at once where no other number begins so, by its whole number else. */
export function meant(typed: string, list: { number: number }[]): { number: number; sure: boolean } | null {
  const beginning = list.filter(({ number }) => String(number).startsWith(typed));
  const exact = list.find(({ number }) => String(number) === typed);
  if (exact !== undefined) return { number: exact.number, sure: beginning.length === 1 };
  return null;
}
