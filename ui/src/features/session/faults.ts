import { asFault } from "../../backend/call";
import type { Fault } from "../../backend/wire";
import { toast } from "../../components/toasts.svelte";
import { isCancelled } from "../../lib/cancelled";
import { countdown } from "../../lib/moment";
import { spoken, words } from "../../lib/words.svelte";
import { refreshApp } from "./app.svelte";
import { leftToRight } from "../../lib/direction";

/** What to do about a fault, in the language of the screen. Acts on the code, never on the text. */
export function sentence(fault: Fault): string {
  const { faults, generalFault, lineOf } = words();
  const [broken] = fault.rules;
  if (broken !== undefined) {
    const told = spoken() === "ar" ? broken.ar : broken.en;
    return broken.line === null ? told : `${lineOf(leftToRight(String(broken.line)))}: ${told}`;
  }
  const known: string | undefined = faults[fault.code];
  return (known ?? generalFault)
    .replace("{amount}", leftToRight(fault.amount ?? "?"))
    .replace("{seconds}", leftToRight(countdown(fault.seconds ?? 0)));
}

/** What is wrong with a field, or nothing. */
export function fieldSentence(fault: Fault | null, field: string): string | undefined {
  const code = fault?.faults.find((entry) => entry.field === field)?.code;
  if (code === undefined) return undefined;
  const { fieldFaults, fieldDigits, generalFieldFault } = words();
  const digits = code === "wrong_digits" ? fieldDigits[field.split(".").at(-1) ?? ""] : undefined;
  return digits ?? fieldFaults[code] ?? generalFieldFault;
}

/** Tells the person; a lost session leads back to the sign-in. Of what somebody gave up nothing is said. */
export function tell(cause: unknown): Fault {
  const fault = asFault(cause);
  if (isCancelled(cause)) return fault;
  toast("bad", sentence(fault));
  if (fault.code === "sign_in_needed") void refreshApp();
  return fault;
}
