/** What counted notes and coins come to, in whole halalas: pieces are multiplied, nothing is ever a fraction. */
export function worth(counts: ReadonlyMap<number, number>): string {
  let halalas = 0n;
  for (const [piece, count] of counts) halalas += BigInt(piece) * BigInt(count);
  return amountOf(halalas);
}

function amountOf(halalas: bigint): string {
  return `${halalas / 100n}.${String(halalas % 100n).padStart(2, "0")}`;
}

const NOTES = [5, 10, 20, 50, 100, 200, 500];

/** The notes with which an amount may be paid, smallest first: each is worth more than all of it. */
export function notesAbove(amount: string): string[] {
  return NOTES.filter((note) => note > Number(amount)).map((note) => `${note}.00`);
}

/** What stands on a note or coin: `500`, or `0.50` below a riyal. */
export function faceOf(piece: number): string {
  return piece % 100 === 0 ? String(piece / 100) : amountOf(BigInt(piece));
}
