const rules = new Intl.PluralRules("ar");

/** Arabic counts in six ways; `{n}` is the number, in Western digits. */
export function arabicCount(
  n: number,
  forms: Record<"zero" | "one" | "two" | "few" | "other", string>,
): string {
  const kind = rules.select(n);
  const form = kind === "many" ? forms.other : forms[kind];
  return form.replace("{n}", String(n));
}
