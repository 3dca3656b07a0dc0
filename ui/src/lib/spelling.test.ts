import { expect, test } from "vitest";
import { textOf } from "./spelling";

test("a_file_is_read_whichever_way_a_spreadsheet_wrote_it", () => {
  const text = "name_ar,price\nخبز,1.00\n";
  expect(textOf(new TextEncoder().encode(text))).toBe(text);
  const wide = new Uint8Array([
    0xff,
    0xfe,
    ...new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer),
  ]);
  expect(textOf(wide)).toBe(text);
  const arabicWindows = new Uint8Array([0xce, 0xc8, 0xd2, 0x2c, 0x31]);
  expect(textOf(arabicWindows)).toBe("خبز,1");
});
