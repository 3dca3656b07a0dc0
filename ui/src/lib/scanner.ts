import { glyph, isNamed, isTyping } from "./keys";

/** Keys closer together than this come from a scanner: on average, since a busy machine stretches single gaps. */
export const SCANNER_GAP_MS = 35;
/** A gap this long ends a burst in any case. */
export const TORN_MS = 100;
/** A shorter burst is a quick finger. */
export const SHORTEST_SCAN = 4;
/** Only the code of a receipt is longer. */
export const RECEIPT_LENGTH = 60;
/** No two fingers are so quick: a key that is no barcode's but comes so soon after another was sent by the scanner. */
const NO_FINGER_MS = 15;
/** Longer than the longest gap, so that a burst is never delivered half. */
const HOLD_MS = 120;
/** A single key waits less: it is a command more often than the beginning of a scan that stumbles. */
const HOLD_FIRST_MS = 60;
/** Stands in a burst for what no barcode has in it. */
const GARBLED = "\uFFFD";
/** Alone they are commands, inside a burst they are a part of it. */
const SIGNS = "-+/=";

/** What came to its end: nothing of a scanner, a scan, or one in which something was not a barcode's. */
export type Ended = { kind: "typed" } | { kind: "scan"; text: string } | { kind: "garbled" };

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

  /** Takes what no barcode has in it: what is before and after it belongs to nothing that could be looked up. */
  garble(at: number): "continues" | "begins" {
    return this.take(GARBLED, at);
  }

  /** What an Enter or Tab at this moment ends. */
  end(at: number): Ended {
    const torn = at - this.#last >= TORN_MS;
    const text = this.#text;
    const quick = this.#quick(at);
    this.drop();
    if (!quick || torn) return { kind: "typed" };
    return text.includes(GARBLED) ? { kind: "garbled" } : { kind: "scan", text };
  }

  /** Whether what came so far was sent by a scanner that then fell silent. */
  get half(): boolean {
    return this.#quick(this.#last);
  }

  /** Whether a key at this moment can only be the scanner's. */
  takesSign(at: number): boolean {
    return this.#text !== "" && at - this.#last < (this.#text.length < 3 ? NO_FINGER_MS : SCANNER_GAP_MS);
  }

  /** Whether a key that no barcode has in it was sent by the scanner all the same. */
  takesKey(at: number): boolean {
    return this.#text !== "" && at - this.#last < NO_FINGER_MS;
  }

  drop(): void {
    this.#text = "";
    this.#last = Number.NEGATIVE_INFINITY;
  }

  #quick(at: number): boolean {
    return this.#text.length >= SHORTEST_SCAN && (at - this.#first) / this.#text.length < SCANNER_GAP_MS;
  }
}

export interface Hearing {
  /** A barcode came in. */
  scanned: (text: string) => void;
  /**
   * Somebody typed, with no field in focus or what the field in focus does not take. The characters are those of the
   * keyboard's layout; the keys are what stands on them in a Latin one.
   */
  typed?: (text: string, keys: string) => void;
  /** A scan came in half or garbled: nothing of it may be used. */
  spoilt?: () => void;
}

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** A field for amounts: what a scanner half wrote into it would be money. It takes no letters. */
const forFigures = (field: TextField) => field.hasAttribute("data-figures");

/**
 * Listens to the whole window. Characters outside fields are held back for a blink until it is clear who sent them;
 * a field that a scanner wrote into gets its former text back. A field with `data-scans="own"` is left alone, and so
 * is everything while it stands in an open dialog.
 */
export function hearScans(hearing: Hearing): () => void {
  const burst = new Burst();
  let held = "";
  let heldKeys = "";
  let release: ReturnType<typeof setTimeout> | undefined;
  let field: { element: TextField; before: string } | null = null;

  const noted = (element: TextField | null) => element && { element, before: element.value };

  function deliver(): void {
    clearTimeout(release);
    const [text, keys] = [held, heldKeys];
    held = heldKeys = "";
    if (text !== "") hearing.typed?.(text, keys);
  }

  function restore(): void {
    if (field === null || field.element.value === field.before) return;
    field.element.value = field.before;
    field.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function swallow(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Nothing more came: what is there was typed, or is half a scan. */
  function settle(): void {
    if (!burst.half) {
      deliver();
      return;
    }
    if (field === null || forFigures(field.element)) {
      held = heldKeys = "";
      restore();
      hearing.spoilt?.();
    }
    burst.drop();
  }

  function wait(): void {
    clearTimeout(release);
    release = setTimeout(settle, heldKeys.length === 1 ? HOLD_FIRST_MS : HOLD_MS);
  }

  function end(event: KeyboardEvent): void {
    const ended = burst.end(event.timeStamp);
    if (ended.kind === "typed") {
      deliver();
      return;
    }
    swallow(event);
    clearTimeout(release);
    held = heldKeys = "";
    restore();
    if (ended.kind === "scan") hearing.scanned(ended.text);
    else hearing.spoilt?.();
  }

  function press(event: KeyboardEvent): void {
    if (event.isComposing || ["Shift", "Control", "Alt", "AltGraph", "CapsLock"].includes(event.key)) return;
    const target = isTyping(event.target) ? event.target : null;
    if (target?.closest("[data-scans=own]") || document.querySelector("dialog[open] [data-scans=own]"))
      return;
    const at = event.timeStamp;
    const chord = event.ctrlKey || event.altKey || event.metaKey;
    if (!chord && (event.key === "Enter" || event.key === "Tab")) {
      end(event);
      return;
    }
    const character = chord || event.repeat ? null : glyph(event);
    if (character === null || SIGNS.includes(character)) {
      const sent =
        !event.repeat &&
        (character !== null || (!chord && !isNamed(event.key)) ? burst.takesSign(at) : burst.takesKey(at));
      if (sent) {
        if (character === null) burst.garble(at);
        else burst.take(character, at);
        if (target === null || character === null) swallow(event);
        wait();
        return;
      }
      // Letters of an Arabic layout stand on keys of signs too. From a scanner it was a sign, and spoils what follows.
      if (!chord && !event.repeat && target === null && /^\p{L}$/u.test(event.key)) {
        burst.drop();
        burst.garble(at);
        held += event.key;
        heldKeys += event.key;
        swallow(event);
        wait();
        return;
      }
      // A command, or a character of no barcode: what the scanner sends right behind it is spoilt by it.
      burst.drop();
      deliver();
      if (!chord && !event.repeat && !isNamed(event.key)) {
        burst.garble(at);
        field = noted(target);
      }
      return;
    }
    const into = target !== null && !(forFigures(target) && !/[0-9]/.test(character)) ? target : null;
    if (burst.take(character, at) === "begins") {
      deliver();
      field = noted(target);
    }
    if (into === null) {
      held += isNamed(event.key) ? character : event.key;
      heldKeys += character;
      swallow(event);
    }
    wait();
  }

  window.addEventListener("keydown", press, { capture: true });
  return () => {
    clearTimeout(release);
    window.removeEventListener("keydown", press, { capture: true });
  };
}
