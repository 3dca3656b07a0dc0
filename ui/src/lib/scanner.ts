import { glyph, isTyping, type Press } from "./keys";

/** Keys closer together than this come from a scanner: on average, since a busy machine stretches single gaps. */
export const SCANNER_GAP_MS = 35;
/** A gap this long ends a burst in any case. */
export const TORN_MS = 100;
/** A shorter burst is a quick finger. */
export const SHORTEST_SCAN = 4;
/** Longer than the longest gap, so that a burst is never delivered half. */
const HOLD_MS = 120;

/** Tells a scanner's burst from typing. Pure: moments come from the events. */
export class Burst {
  #text = "";
  #first = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** Takes a character; answers whether it goes on the burst before it. */
  take(character: string, at: number): "continues" | "begins" {
    if (this.#text !== "" && at - this.#last < TORN_MS) {
      this.#text += character;
      this.#last = at;
      return "continues";
    }
    this.#text = character;
    this.#first = at;
    this.#last = at;
    return "begins";
  }

  /** The scanned text, if an Enter or Tab at this moment ends a scan. */
  end(at: number): string | null {
    const text = this.#text;
    const torn = at - this.#last >= TORN_MS;
    const average = (at - this.#first) / text.length;
    this.drop();
    return text.length >= SHORTEST_SCAN && !torn && average < SCANNER_GAP_MS ? text : null;
  }

  /** Whether a dash at this moment stands inside a barcode. */
  takesDash(at: number): boolean {
    return this.#text !== "" && at - this.#last < SCANNER_GAP_MS;
  }

  drop(): void {
    this.#text = "";
    this.#last = Number.NEGATIVE_INFINITY;
  }
}

export interface Hearing {
  /** A barcode came in. */
  scanned: (text: string) => void;
  /** Somebody typed, with no field in focus. The characters are those of the keyboard's layout. */
  typed?: (text: string) => void;
}

/**
 * Listens to the whole window. Characters outside fields are held back for a blink until it is clear who sent them;
 * a field that a scanner wrote into gets its former text back.
 */
export function hearScans(hearing: Hearing): () => void {
  const burst = new Burst();
  let held = "";
  let release: ReturnType<typeof setTimeout> | undefined;
  let field: { element: HTMLInputElement | HTMLTextAreaElement; before: string } | null = null;

  function deliver(): void {
    clearTimeout(release);
    const text = held;
    held = "";
    if (text !== "") hearing.typed?.(text);
  }

  function restore(): void {
    if (field === null || field.element.value === field.before) return;
    field.element.value = field.before;
    field.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.key === "Shift") return;
    const at = event.timeStamp;
    if (event.key === "Enter" || event.key === "Tab") {
      const scanned = burst.end(at);
      if (scanned === null) {
        deliver();
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      clearTimeout(release);
      held = "";
      restore();
      hearing.scanned(scanned);
      return;
    }
    const character = event.repeat ? null : glyph(event as Press);
    // A dash may stand inside a barcode; alone it is a command key.
    if (character === null || (character === "-" && !burst.takesDash(at))) {
      burst.drop();
      deliver();
      return;
    }
    const typing = isTyping(event.target);
    if (burst.take(character, at) === "begins") {
      deliver();
      field = typing
        ? { element: event.target as HTMLInputElement, before: (event.target as HTMLInputElement).value }
        : null;
    }
    if (!typing) {
      held += event.key.length === 1 ? event.key : character;
      clearTimeout(release);
      release = setTimeout(deliver, HOLD_MS);
    }
  }

  window.addEventListener("keydown", press, { capture: true });
  return () => {
    clearTimeout(release);
    window.removeEventListener("keydown", press, { capture: true });
  };
}
