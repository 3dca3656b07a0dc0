import { call } from "../../backend/call";
import { insideTauri } from "../../backend/tauri";
import { toast } from "../../components/toasts.svelte";
import { leftToRight } from "../../lib/direction";
import { words } from "../../lib/words.svelte";
import { tell } from "../session/faults";

async function print(command: "receipt_gift" | "receipt_sheet", number: string, done: string): Promise<void> {
  try {
    await call(command, { number });
    toast("good", done);
  } catch (cause) {
    tell(cause);
  }
}

export const printGift = (number: string) => print("receipt_gift", number, words().paper.giftPrinted);
export const printSheet = (number: string) => print("receipt_sheet", number, words().paper.sheetPrinted);

/** A copy, or the original where it never came out: the till decides, and says which it was. */
export async function reprint(number: string): Promise<void> {
  try {
    const { what } = await call("receipt_reprint", { number });
    toast(what === "underway" ? "calm" : "good", words().paper.reprinted[what]);
  } catch (cause) {
    tell(cause);
  }
}

/** The till keeps the file; a browser, which may stand elsewhere, gets it too. */
export async function savePdf(number: string): Promise<void> {
  try {
    const saved = await call("receipt_pdf", { number });
    if (!insideTauri()) download(saved.name, saved.document);
    // A number is not broken at its hyphen.
    const path = saved.path.split(/[\\/]/).slice(-2).join("/").replaceAll("-", "\u2011");
    toast("good", words().paper.pdfSaved(leftToRight(path)));
  } catch (cause) {
    tell(cause);
  }
}

function download(name: string, address: string) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
