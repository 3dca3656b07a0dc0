import { call, openPdf } from "../../backend/call";
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
    const done = words().paper.pdfSaved(leftToRight(number));
    if (insideTauri()) {
      const run = () => void openPdf(number).catch(tell);
      toast("good", done, { label: words().paper.pdfOpen, testid: "pdf-open", run });
    } else {
      download(saved.name, saved.document);
      toast("good", done);
    }
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
