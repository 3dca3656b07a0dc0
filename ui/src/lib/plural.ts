const rules = new Intl.PluralRules("ar");

/** Arabic counts in six ways; `{n}` is the number, in Western digits. `many` (11 to 99) is `other` unless it is told. */
export function arabicCount(
  n: number,
  forms: Record<"zero" | "one" | "two" | "few" | "other", string> & { many?: string },
): string {
  const kind = rules.select(n);
  const form = forms[kind] ?? forms.other;
  return form.replace("{n}", String(n));
}
