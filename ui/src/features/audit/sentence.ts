import type { AuditEntry, Role, Standing } from "../../backend/wire";
import { leftToRight } from "../../lib/direction";
import { amountShown } from "../../lib/figures";
import { words } from "../../lib/words.svelte";
import { policyChange, type PolicyChange } from "./policy-change";

/** What an entry says, in the language of the screen. An event that has no words yet stands with its key. */
export function auditSentence({ event, details }: AuditEntry): string {
  const say = words().office.audit;
  const told = read(details);
  const template = say.events[event];
  if (template === undefined) return event;
  const filled = fill(template, told);
  const { approved_by: by } = told;
  return by === undefined || by === "" ? filled : `${filled} (${fill(say.approvedBy, { by })})`;
}

function read(details: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(details);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function fill(template: string, told: Record<string, unknown>): string {
  return template.replace(/\{(\w+)\}/g, (_, field: string) => spell(field, told[field]));
}

/** How many of something, which is read like an amount; the numbers of documents and shifts are names. */
const COUNTS = ["new", "changed", "lines", "documents"];

function spell(field: string, value: unknown): string {
  if (value === undefined || value === null || value === "") return "—";
  if (field === "changed" && typeof value === "object") return policyChange(value as PolicyChange);
  const text = String(value);
  if (field === "role") return words().signIn.roles[text as Role] ?? text;
  if (field === "standing") return words().manager.standings[text as Standing] ?? text;
  if (field === "step") return step(text);
  if (field === "what") return what(text);
  if (COUNTS.includes(field) || /^-?\d+\.\d{2}$/.test(text)) return leftToRight(amountShown(text));
  // Numbers, codes and file names keep their order; names of people and things stand as they are.
  return /^[\u0000-\u024f]+$/.test(text) ? leftToRight(text) : text;
}

/** A compliance check, which the log has by its own name, such as `simplified-debit-note-compliant`. */
function step(key: string): string {
  const name = key.replace(/-compliant$/, "").replaceAll("-", "_");
  const steps = words().onboarding.steps as Record<string, string>;
  // An invoice's is named by its type alone.
  return steps[name] ?? steps[`${name}_invoice`] ?? key;
}

function what(key: string): string {
  const { audit, permissions } = words().office;
  const permission: string | undefined = permissions[key as keyof typeof permissions];
  return audit.whats[key] ?? permission ?? key;
}
