import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

// What is read must be readable in both themes: computed from the tokens themselves, by the rules of WCAG 2.2, 1.4.3
// and 1.4.11.

const NORMAL = 4.5;
/** Large text, and what is no text: rings, borders of fields, marks. */
const LARGE = 3;

const ROLES = readFileSync("src/styles/roles.css", "utf8");
const SCALES = readFileSync("src/styles/scales.css", "utf8");

type Tokens = Map<string, string>;

function tokens(css: string): Tokens {
  return new Map(
    [...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name ?? "", value ?? ""]),
  );
}

/** The declarations of one block of the file. */
function block(selector: string): string {
  const from = ROLES.indexOf(`${selector} {`);
  if (from < 0) throw new Error(`roles.css has no ${selector}`);
  return ROLES.slice(from, ROLES.indexOf("\n}", from));
}

const scales = tokens(SCALES);
const light: Tokens = new Map([...scales, ...tokens(block(":root"))]);
const dark: Tokens = new Map([...light, ...tokens(block(':root[data-theme="dark"]'))]);

function colour(theme: Tokens, name: string): [number, number, number] {
  const value = theme.get(name);
  if (value === undefined) throw new Error(`no token --${name}`);
  const reference = /^var\(--([\w-]+)\)$/.exec(value.trim())?.[1];
  if (reference !== undefined) return colour(theme, reference);
  const hex = /^#([0-9a-f]{6})$/i.exec(value.trim())?.[1];
  if (hex === undefined) throw new Error(`--${name} is no plain colour: ${value}`);
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

function luminance(rgb: [number, number, number]): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(theme: Tokens, text: string, ground: string): number {
  const [one, other] = [luminance(colour(theme, text)), luminance(colour(theme, ground))];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

const every = (texts: string[], grounds: string[], least: number) =>
  texts.flatMap((text) => grounds.map((ground) => [text, ground, least] as const));

const LIGHT_GROUNDS = ["ground", "surface", "surface-sunken", "surface-hover", "selected-ground"];
const DEEP_GROUNDS = ["deep", "deep-raised", "deep-line"];

const PAIRS: (readonly [string, string, number])[] = [
  ...every(
    ["text", "text-soft"],
    [...LIGHT_GROUNDS, "secondary", "good-ground", "warn-ground", "bad-ground", "calm-ground"],
    NORMAL,
  ),
  ...every(["text-faint"], ["ground", "surface", "surface-sunken", "surface-hover"], NORMAL),
  ["text-faint", "line", LARGE],
  ...every(["accent"], LIGHT_GROUNDS, NORMAL),
  ...every(["on-secondary"], ["secondary", "secondary-hover", "surface", "surface-hover", "ground"], NORMAL),
  ...every(["on-primary"], ["primary", "primary-hover", "primary-press"], NORMAL),
  ...every(["on-strong"], ["strong", "strong-hover"], NORMAL),
  ["on-selected", "selected", NORMAL],
  ["on-good", "good", NORMAL],
  ...["good", "warn", "bad", "calm"].flatMap((mood) =>
    every([mood], [`${mood}-ground`, "surface", "surface-sunken", "ground"], NORMAL),
  ),
  ...every(["on-deep", "on-deep-soft"], DEEP_GROUNDS, NORMAL),
  ...every(
    ["on-deep-faint", "good-on-deep", "warn-on-deep", "bad-on-deep", "primary-on-deep"],
    ["deep", "deep-raised"],
    NORMAL,
  ),
  ["deep", "good-on-deep", NORMAL],
  ...every(["on-training"], ["training", "training-dark"], NORMAL),
  ["training-on-ground", "training-ground", NORMAL],
  // What is seen rather than read.
  ...every(["focus"], [...LIGHT_GROUNDS], LARGE),
  ...every(["focus-on-deep"], DEEP_GROUNDS, LARGE),
  ...every(["line-field", "bad-mark"], ["surface", "ground"], LARGE),
  ...every(
    ["dairy", "bakery", "drinks", "produce", "pantry", "snacks", "household", "other"].map(
      (key) => `category-${key}`,
    ),
    ["surface"],
    LARGE,
  ),
];

describe.each([
  ["light", light],
  ["dark", dark],
] as const)("in the %s theme", (_, theme) => {
  test("every_text_is_readable_on_its_ground", () => {
    const faint = PAIRS.map(([text, ground, least]) => ({
      text,
      ground,
      least,
      is: contrast(theme, text, ground),
    }))
      .filter(({ is, least }) => is < least)
      .map(({ text, ground, least, is }) => `${text} on ${ground}: ${is.toFixed(2)} < ${least}`);
    expect(faint).toEqual([]);
  });
});

test("every_pair_that_a_style_sets_at_once_is_judged", () => {
  const judged = new Set(PAIRS.map(([text, ground]) => `${text} on ${ground}`));
  // A drawing that is no text, and an empty box: its tick is seen on the chosen ground only.
  const free = ["shelf on surface", "on-selected on surface"];
  const missing = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".svelte"))
    .flatMap((path) => {
      const style = /<style>([\s\S]*)<\/style>/.exec(readFileSync(join("src", path), "utf8"))?.[1] ?? "";
      return [...style.matchAll(/\{([^{}]*)\}/g)].flatMap(([, rule = ""]) => {
        const text = /(?<![\w-])color: var\(--([\w-]+)\)/.exec(rule)?.[1];
        const ground = /background(?:-color)?: var\(--([\w-]+)\)/.exec(rule)?.[1];
        if (text === undefined || ground === undefined) return [];
        const pair = `${text} on ${ground}`;
        return judged.has(pair) || free.includes(pair) ? [] : [`${pair} in ${path}`];
      });
    });
  expect(missing).toEqual([]);
});
