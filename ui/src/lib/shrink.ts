/** A picture's dots: red, green, blue and how solid, from the upper left on. */
export interface Dots {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

/** Where each dot falls in a row of `to` dots, and how much of it falls there; the rest falls into the next. */
function falls(from: number, to: number): { at: Int32Array; share: Float64Array } {
  const [at, share] = [new Int32Array(from), new Float64Array(from)];
  const scale = to / from;
  for (let dot = 0; dot < from; dot += 1) {
    const place = Math.floor(dot * scale);
    at[dot] = place;
    share[dot] = Math.min(1, (place + 1 - dot * scale) / scale);
  }
  return { at, share };
}

/**
 * Black and white dots in a smaller room: each dot of the answer is as dark as what lies under it, so that no stroke is
 * left out wherever it falls. A browser's own shrinking leaves out what is one dot thin.
 */
export function shrunk(picture: Dots, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const [across, down] = [falls(picture.width, width), falls(picture.height, height)];
  const most = (picture.width / width) * (picture.height / height);
  // One more at each end: the share of the last dot's neighbour, which is nothing, needs a place.
  const line = width + 1;
  const dark = new Float64Array(line * (height + 1));
  for (let y = 0, dot = 0; y < picture.height; y += 1) {
    const row = down.at[y]! * line;
    const high = down.share[y]!;
    for (let x = 0; x < picture.width; x += 1, dot += 4) {
      const ink = 255 - picture.data[dot]!;
      if (ink === 0) continue;
      const place = row + across.at[x]!;
      const upper = ink * high;
      const wide = across.share[x]!;
      dark[place]! += upper * wide;
      dark[place + 1]! += upper * (1 - wide);
      dark[place + line]! += (ink - upper) * wide;
      dark[place + line + 1]! += (ink - upper) * (1 - wide);
    }
  }
  const shades = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0, dot = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1, dot += 4) {
      const light = 1 - Math.min(1, dark[y * line + x]! / most / 255);
      // Twice the light that is let through, one on the other: a thin stroke would be too pale to be read.
      shades[dot] = shades[dot + 1] = shades[dot + 2] = 255 * light * light;
    }
  return shades;
}
