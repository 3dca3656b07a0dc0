import { call } from "../../backend/call";
import { toast } from "../../components/toasts.svelte";
import { words } from "../../lib/words.svelte";
import { tell } from "../session/faults";

async function print(
  command: "receipt_reprint" | "receipt_gift" | "receipt_sheet",
  number: string,
  done: string,
): Promise<void> {
  try {
    await call(command, { number });
    toast("good", done);
  } catch (cause) {
    tell(cause);
  }
}

export const reprint = (number: string) => print("receipt_reprint", number, words().done.reprinted);
export const printGift = (number: string) => print("receipt_gift", number, words().paper.giftPrinted);
export const printSheet = (number: string) => print("receipt_sheet", number, words().paper.sheetPrinted);
