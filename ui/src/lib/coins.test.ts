import { expect, test } from "vitest";
import { faceOf, notesAbove, worth } from "./coins";

test("counted_pieces_come_to_whole_halalas", () => {
  expect(worth(new Map())).toBe("0.00");
  expect(
    worth(
      new Map([
        [50_000, 3],
        [25, 3],
        [1, 7],
      ]),
    ),
  ).toBe("1500.82");
  expect(worth(new Map([[50_000, 999_999_999]]))).toBe("499999999500.00");
});

test("a_piece_is_named_as_it_is_printed", () => {
  expect([50_000, 100, 50, 5, 1].map(faceOf)).toEqual(["500", "1", "0.50", "0.05", "0.01"]);
});

test("a_part_is_paid_with_a_note_that_is_worth_more", () => {
  expect(notesAbove("18.75")).toEqual(["20.00", "50.00", "100.00", "200.00", "500.00"]);
  expect(notesAbove("50.00")).toEqual(["100.00", "200.00", "500.00"]);
});
