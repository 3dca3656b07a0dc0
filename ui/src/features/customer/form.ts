import type { CustomerForm } from "../../backend/wire";
import { westernDigits } from "../../lib/digits";

const EMPTY: CustomerForm = {
  company: false,
  name: "",
  phone: "",
  vat_number: "",
  id_scheme: "CRN",
  id: "",
  street: "",
  building: "",
  additional: "",
  district: "",
  city: "",
  postal_code: "",
};

/** A VAT number is fifteen digits, a 3 at both ends. */
export function isVatNumber(text: string): boolean {
  return /^3\d{13}3$/.test(text);
}

/** A new customer's form, with what was typed where it belongs. */
export function begunWith(typed: string): CustomerForm {
  const text = westernDigits(typed.trim());
  if (/^\d{15}$/.test(text)) return { ...EMPTY, company: true, vat_number: text };
  if (/^[+\d][\d -]{6,}$/.test(text)) return { ...EMPTY, phone: text };
  return { ...EMPTY, name: typed.trim() };
}
