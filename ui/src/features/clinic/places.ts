export type Part = "buyer" | "shop" | "exemptions" | "reason" | "names" | "statements";

/** The part of the form in which a field, as rules name it, is put right. */
export function partOf(field: string): Part | undefined {
  if (field.startsWith("buyer.")) return "buyer";
  if (field.startsWith("seller.")) return "shop";
  if (field === "lines.exemption") return "exemptions";
  if (field === "lines.name") return "names";
  if (field === "reason") return "reason";
  return ["flags", "note", "order", "supply.on", "supply.until"].includes(field) ? "statements" : undefined;
}

/** Opens the part that has the field and goes to it, or to the part's first; false where no part has it. */
export function goTo(form: HTMLElement, field: string): boolean {
  const part = form.querySelector<HTMLDetailsElement>(`details[data-part="${partOf(field) ?? ""}"]`);
  if (part === null) return false;
  part.open = true;
  // Whoever has a VAT number needs no other id.
  const wanted = field === "buyer.id" ? "buyer.vat_number" : field;
  const control =
    part.querySelector<HTMLElement>(`[name="${wanted}"]`) ?? part.querySelector<HTMLElement>("input, select");
  control?.focus();
  return control !== null;
}
