import { expect, test } from "vitest";
import { shrunk } from "./shrink";

/** White paper with one black line across. */
function paper(width: number, height: number, line: number) {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let x = 0; x < width; x += 1) data.fill(0, (line * width + x) * 4, (line * width + x) * 4 + 3);
  return { data, width, height };
}

test("a_line_of_one_dot_is_seen_wherever_it_falls", () => {
  for (let line = 0; line < 101; line += 1) {
    const shades = shrunk(paper(40, 101, line), 18, 46);
    const column = Array.from({ length: 46 }, (_, row) => shades[(row * 18 + 9) * 4]!);
    expect(Math.min(...column), `line ${line}`).toBeLessThan(170);
  }
});

test("black_stays_black_and_white_stays_white", () => {
  const picture = paper(7, 5, 0);
  expect([...new Set(shrunk(picture, 3, 2).slice(3 * 4))]).toEqual([255]);
  picture.data.fill(0);
  const shades = shrunk(picture, 3, 2);
  expect(shades.filter((_, at) => at % 4 !== 3).every((shade) => shade === 0)).toBe(true);
});

test("as_large_as_it_is_nothing_changes", () => {
  const picture = paper(6, 4, 2);
  expect([...shrunk(picture, 6, 4)]).toEqual([...picture.data]);
});
