/** What a key press means, read from the physical key: an Arabic layout must not change it. */
export interface Press {
  code: string;
  key: string;
  shiftKey: boolean;
}

/** The keys beside letters and digits that stand in barcodes and in the code of a receipt, by their place. */
const SIGNS: Record<string, [plain: string | null, shifted: string | null]> = {
  Minus: ["-", null],
  Equal: ["=", "+"],
  Slash: ["/", null],
  NumpadAdd: ["+", "+"],
  NumpadSubtract: ["-", "-"],
  NumpadDivide: ["/", "/"],
};

/** The character a scanner meant: letters and digits by their place on the keyboard, `-`, `+`, `/` and `=` between them. */
export function glyph({ code, key, shiftKey }: Press): string | null {
  if (key === "*") return null;
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit !== undefined) return shiftKey && code.startsWith("Digit") ? null : digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
  const sign = SIGNS[code];
  if (sign !== undefined) return sign[shiftKey ? 1 : 0];
  // Synthetic keyboards leave the place out.
  if (code === "" && /^[0-9A-Za-z+/=-]$/.test(key)) return key;
  return null;
}

/** Whether the key has a name, such as `F9` or `Delete`, and types nothing. */
export function isNamed(key: string): boolean {
  return /^[A-Z][A-Za-z0-9]+$/.test(key);
}

/** The name of a command key, such as `F9`, `Shift+F8`, `Enter`, `*`, `+`, `-`; `null` for other keys. */
export function commandKey(press: Press): string | null {
  const { code, key, shiftKey } = press;
  if (/^F\d{1,2}$/.test(key)) return shiftKey ? `Shift+${key}` : key;
  if (["Enter", "Escape", "Delete", "Backspace", "ArrowUp", "ArrowDown"].includes(key)) return key;
  if (code === "NumpadMultiply" || (code === "Digit8" && shiftKey) || key === "*") return "*";
  if (code === "NumpadAdd" || code === "Equal" || key === "+") return "+";
  if (code === "NumpadSubtract" || code === "Minus" || key === "-") return "-";
  if (code === "NumpadDecimal" || key === ".") return ".";
  if (code === "NumpadDivide" || key === "/") return "/";
  return null;
}

/** Whether the press goes into a field that takes text. */
export function isTyping(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
  return (
    (target instanceof HTMLInputElement && !["checkbox", "radio"].includes(target.type)) ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}

/** Whether a dialog has the floor, so that the screen's keys rest. */
export function dialogIsOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
