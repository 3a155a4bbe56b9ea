// Colour frames as red, green and blue in turn (DICOM PS3.3 §C.7.6.3.1.2).

interface Size {
  readonly rows: number;
  readonly columns: number;
}

const clamped = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : Math.round(value));

/** Null where the bytes are too few for the size, or the colours are of a kind that is not known here. */
export function toRgb(bytes: Uint8Array, photometric: string, planar: boolean, { rows, columns }: Size): Uint8Array | null {
  const pixels = rows * columns;
  const subsampled = photometric === "YBR_FULL_422" && bytes.length < pixels * 3;
  if (subsampled) return bytes.length >= pixels * 2 && columns % 2 === 0 ? fromSubsampled(bytes, pixels) : null;
  if (bytes.length < pixels * 3) return null;
  const inTurn = planar ? interleaved(bytes, pixels) : bytes.subarray(0, pixels * 3);
  switch (photometric) {
    case "RGB":
    case "YBR_RCT":
    case "YBR_ICT":
      return inTurn;
    case "YBR_FULL":
    case "YBR_FULL_422": // a codec has spread the colour over all pixels
      return fromYbr(inTurn, pixels);
    default:
      return null;
  }
}

function interleaved(bytes: Uint8Array, pixels: number): Uint8Array {
  const out = new Uint8Array(pixels * 3);
  for (let plane = 0; plane < 3; plane++) for (let i = 0; i < pixels; i++) out[3 * i + plane] = bytes[plane * pixels + i] ?? 0;
  return out;
}

function put(out: Uint8Array, at: number, y: number, cb: number, cr: number): void {
  out[at] = clamped(y + 1.402 * (cr - 128));
  out[at + 1] = clamped(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128));
  out[at + 2] = clamped(y + 1.772 * (cb - 128));
}

function fromYbr(bytes: Uint8Array, pixels: number): Uint8Array {
  const out = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels * 3; i += 3) put(out, i, bytes[i] ?? 0, bytes[i + 1] ?? 128, bytes[i + 2] ?? 128);
  return out;
}

/** Two pixels share their colour: brightness of both, then blue and red difference. */
function fromSubsampled(bytes: Uint8Array, pixels: number): Uint8Array {
  const out = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels / 2; i++) {
    const [first = 0, second = 0, cb = 128, cr = 128] = bytes.subarray(4 * i, 4 * i + 4);
    put(out, 6 * i, first, cb, cr);
    put(out, 6 * i + 3, second, cb, cr);
  }
  return out;
}
