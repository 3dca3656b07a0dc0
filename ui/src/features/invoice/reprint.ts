import { call } from "../../backend/call";
import { toast } from "../../components/toasts.svelte";
import { words } from "../../lib/words.svelte";
import { tell } from "../session/faults";

export async function reprint(number: string): Promise<void> {
  try {
    await call("receipt_reprint", { number });
    toast("good", words().done.reprinted);
  } catch (cause) {
    tell(cause);
  }
}
