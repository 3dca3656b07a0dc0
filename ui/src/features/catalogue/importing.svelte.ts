import { call, onChange } from "../../backend/call";
import type { ImportState } from "../../backend/wire";
import { textOf } from "../../lib/spelling";

const LARGEST = 60 * 1024 * 1024;

let state = $state.raw<ImportState | null>(null);
/** From the choice of a file until the till has begun on it. */
let handing = $state(false);
let asking = false;
/** Something changed while it was asked. */
let again = false;

/** The import as it stands; `null` until the first answer. */
export function importing(): ImportState | null {
  return state;
}

/** Whether a file is on its way to the till, or is being read or kept there. */
export function importRuns(): boolean {
  return handing || state?.phase === "reading" || state?.phase === "keeping";
}

/** One question at a time: a long import tells of itself oftener than it can be asked. */
async function look(): Promise<void> {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    state = await call("item_import_show", {});
  } finally {
    asking = false;
    if (again) {
      again = false;
      void look().catch(() => undefined);
    }
  }
}

export function watchImport(): () => void {
  void look().catch(() => undefined);
  return onChange("items", () => void look().catch(() => undefined));
}

export class UnfitFile extends Error {
  constructor(readonly why: "too_long" | "unreadable") {
    super(why);
  }
}

/** Gives a file to the till, to be read and shown. */
export async function readFile(file: File): Promise<void> {
  if (file.size > LARGEST) throw new UnfitFile("too_long");
  handing = true;
  try {
    const text = textOf(new Uint8Array(await file.arrayBuffer()));
    // A spreadsheet's own format is no text: it begins as an archive.
    if (text.startsWith("PK")) throw new UnfitFile("unreadable");
    state = await call("item_import", { name: file.name, text });
  } catch (cause) {
    // Refused: what was seen of it meanwhile is over.
    await look().catch(() => undefined);
    throw cause;
  } finally {
    handing = false;
  }
}

export async function keepImport(): Promise<void> {
  if (state !== null) state = { ...state, phase: "keeping", done: 0 };
  try {
    await call("item_import_keep", {});
  } finally {
    await look().catch(() => undefined);
  }
}

export async function stopImport(): Promise<void> {
  state = await call("item_import_stop", {});
}
