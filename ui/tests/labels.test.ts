import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "svelte/compiler";
import { expect, test } from "vitest";

// Whoever cannot see the screen hears it: whatever can be pressed or written in has a name.

type Node = { type: string; name?: string; [key: string]: unknown };

const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".svelte"),
);

function children(node: Node): Node[] {
  return Object.entries(node)
    .filter(([key]) => key !== "attributes" && key !== "parent")
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is Node => typeof value === "object" && value !== null && "type" in value);
}

/** Whether something in it is read aloud. */
function speaks(node: Node): boolean {
  if (node.type === "Text") return String(node["data"]).trim() !== "";
  if (["ExpressionTag", "RenderTag", "HtmlTag"].includes(node.type)) return true;
  if (node.type === "Component") return !["Icon", "Key", "Mark", "Najd"].includes(node.name ?? "");
  return children(node).some(speaks);
}

function attributes(node: Node): Node[] {
  return (node["attributes"] as Node[] | undefined) ?? [];
}

function named(node: Node): boolean {
  return attributes(node).some(
    ({ type, name }) =>
      type === "SpreadAttribute" || ["aria-label", "aria-labelledby", "aria-hidden"].includes(name ?? ""),
  );
}

function nameless(path: string): string[] {
  const found: string[] = [];
  const look = (node: Node, labelled: boolean) => {
    const written = ["input", "select", "textarea", "progress"].includes(node.name ?? "");
    const pressed = node.name === "button" || (node.type === "Component" && node.name === "Button");
    if (node.type === "RegularElement" || node.type === "Component") {
      if (written && !labelled && !named(node)) found.push(`${path}: ${node.name}`);
      if (pressed && !named(node) && !speaks(node)) found.push(`${path}: ${node.name}`);
      if (node.name === "dialog" && !named(node)) found.push(`${path}: dialog`);
    }
    for (const child of children(node)) look(child, labelled || node.name === "label");
  };
  look(parse(readFileSync(join("src", path), "utf8"), { modern: true }).fragment as unknown as Node, false);
  return found;
}

test("whatever_is_pressed_or_written_in_has_a_name", () => {
  expect(sources.flatMap(nameless)).toEqual([]);
});
