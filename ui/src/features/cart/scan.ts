import { asFault } from "../../backend/call";
import { toast } from "../../components/toasts.svelte";
import { play } from "../../lib/sound";
import { words } from "../../lib/words.svelte";
import { sentence, tell } from "../session/faults";
import { runOnCart } from "./cart.svelte";
import { leftToRight } from "../../lib/direction";

/** Adds what was scanned, and says by sound whether the till knew it. */
export async function scanIntoCart(barcode: string, quantity = "1"): Promise<void> {
  try {
    await runOnCart("cart_scan", { barcode, quantity });
    play("scanned");
  } catch (cause) {
    play("unknown");
    const fault = asFault(cause);
    if (fault.code !== "unknown_barcode") {
      tell(fault);
      return;
    }
    toast("bad", `${words().sell.unknownBarcode(leftToRight(barcode))} — ${sentence(fault)}`);
  }
}
