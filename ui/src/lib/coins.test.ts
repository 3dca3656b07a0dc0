import { expect, test } from "vitest";
import { faceOf, notesAbove, together, worth } from "./coins";

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

test("shares_come_to_whole_halalas_or_are_left_to_the_till", () => {
  expect(
    together([
      { amount: "2.00", of: "1", all: "1" },
      { amount: "9.99", of: "2", all: "3" },
    ]),
  ).toBe("8.66");
  expect(together([{ amount: "24.00", of: "0.345", all: "0.345" }])).toBe("24.00");
  expect(together([{ amount: "2.00", of: "2", all: "1" }])).toBe("4.00");
  expect(together([{ amount: "10.00", of: "1", all: "3" }])).toBeNull();
  expect(together([{ amount: "24.00", of: "0.2", all: "1" }])).toBeNull();
});

test("a_part_is_paid_with_a_note_that_is_worth_more", () => {
  expect(notesAbove("18.75")).toEqual(["20.00", "50.00", "100.00", "200.00", "500.00"]);
  expect(notesAbove("50.00")).toEqual(["100.00", "200.00", "500.00"]);
});
