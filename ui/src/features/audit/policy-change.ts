import { DIGITS } from "../../lib/digits";
import { asItIs } from "../../lib/direction";
import { amountShown } from "../../lib/figures";
import { words } from "../../lib/words.svelte";

/** By its field in the policy: what it was, and what it is. */
export type PolicyChange = Record<string, [unknown, unknown]>;

/** Each setting that differs, in words. */
export function policyChange(changed: PolicyChange): string {
  return Object.entries(changed)
    .map(([field, [before, now]]) => {
      const label = labelOf(field);
      const [was, is] = [valueOf(field, before), valueOf(field, now)];
      return was === null || is === null ? label : words().office.audit.fromTo(label, was, is);
    })
    .join(words().office.audit.between);
}

function labelOf(field: string): string {
  const { signIn, office } = words();
  const say = office.settings;
  const labels: Record<string, string> = {
    cashier_discount: `${say.discount} (${signIn.roles.cashier})`,
    supervisor_discount: `${say.discount} (${signIn.roles.supervisor})`,
    cashier_return: `${say.refund} (${signIn.roles.cashier})`,
    supervisor_return: `${say.refund} (${signIn.roles.supervisor})`,
    cash_rounding: say.rounding,
    company_asked_at: say.company,
    auto_lock_minutes: say.lock,
    day_begins: say.dayBegins,
    scale_prefixes: say.scale,
    theme: say.theme,
    digits: say.digits,
    keypad: say.keypad,
    sounds: say.sounds,
    support: say.support,
  };
  return labels[field] ?? field;
}

/** `null` for what a line has no room for. */
function valueOf(field: string, value: unknown): string | null {
  const say = words().office.settings;
  const text = String(value);
  switch (field) {
    case "scale_prefixes":
      return null;
    case "cash_rounding":
      return say.roundings[text] ?? amountShown(text);
    case "auto_lock_minutes":
      return say.locks(Number(value));
    case "theme":
      return say.themes[text as keyof typeof say.themes] ?? text;
    case "digits":
      return DIGITS[text as keyof typeof DIGITS] ?? text;
    case "keypad":
      return say.keypads[text as keyof typeof say.keypads] ?? text;
    case "sounds":
      return say.soundsOnOff[value === true ? "on" : "off"];
    case "support":
      return text === "" ? "—" : asItIs(text);
    default:
      return amountShown(text);
  }
}
