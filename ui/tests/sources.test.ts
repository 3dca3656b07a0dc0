import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(svelte|css)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join("src", path), "utf8") }));

/** The style part of a source. */
function css({ path, text }: { path: string; text: string }): string {
  return path.endsWith(".css") ? text : (/<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? "");
}

const PHYSICAL =
  /(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)/;

test("styles_use_logical_properties_only", () => {
  expect(sources.filter((source) => PHYSICAL.test(css(source))).map(({ path }) => path)).toEqual([]);
});

test("components_take_colours_from_roles_only", () => {
  const RAW = /#[0-9a-f]{3,8}\b|rgba?\(|hsl|var\(--(?:petrol|stone|saffron|plum|red|amber|green|blue)-/i;
  const free = ["styles/roles.css", "styles/scales.css"];
  expect(
    sources.filter((source) => !free.includes(source.path) && RAW.test(css(source))).map(({ path }) => path),
  ).toEqual([]);
});

test("no_markup_carries_a_style_attribute_or_a_script", () => {
  const markup = sources.map(({ path, text }) => ({
    path,
    text: text.replace(/<style>[\s\S]*<\/style>/, ""),
  }));
  expect(markup.filter(({ text }) => /\sstyle=/.test(text)).map(({ path }) => path)).toEqual([]);
  expect(readFileSync("index.html", "utf8")).not.toMatch(/\sstyle=|<style|<script(?![^>]*src=)/);
});

test("the_lock_file_names_no_registry", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toMatch(/"resolved"|registry\./);
});

test("the_page_of_a_till_that_does_not_open_carries_the_mark", () => {
  const shapes = (file: string) =>
    [...readFileSync(file, "utf8").matchAll(/<(?:path|rect) [^>]*fill[^>]*>/g)].map(([shape]) =>
      shape.replace(/\s*\/>/, ""),
    );
  const [ground, ...box] = shapes("../assets/brand/mark.svg");
  expect(ground).toContain('fill="#0b2b2a"');
  expect(shapes("../src-tauri/src/closed.html")).toEqual(box);
});
