/** What counted notes and coins come to, in whole halalas: pieces are multiplied, nothing is ever a fraction. */
export function worth(counts: ReadonlyMap<number, number>): string {
  let halalas = 0n;
  for (const [piece, count] of counts) halalas += BigInt(piece) * BigInt(count);
  return amountOf(halalas);
}

/** A part of something: `of` pieces of `all` that come to `amount` together. */
export interface Share {
  amount: string;
  of: string;
  all: string;
}

/**
 * What shares come to together, in whole halalas; `null` where a share is no whole number of pieces or of halalas, for
 * then only the till can tell.
 */
export function together(shares: Share[]): string | null {
  let halalas = 0n;
  for (const { amount, of, all } of shares) {
    if (!/^\d+\.\d\d$/.test(amount)) return null;
    const whole = BigInt(amount.replace(".", ""));
    if (of === all) halalas += whole;
    else {
      if (![of, all].every((pieces) => /^\d+$/.test(pieces))) return null;
      const part = whole * BigInt(of);
      if (BigInt(all) === 0n || part % BigInt(all) !== 0n) return null;
      halalas += part / BigInt(all);
    }
  }
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
