// One encoded frame to values that can be drawn. What the header promises is checked against what came out: a frame of
// another size is no picture of this patient that anybody should look at.

import { codecOf, loaderFrame } from "./codecs.ts";
import type { FrameFormat, GreyValues, Range, Raster, Undrawable } from "./raster.ts";
import { MAX_PIXELS } from "./raster.ts";
import { toRgb } from "./colour.ts";

export async function decode(bytes: Uint8Array, transferSyntax: string, format: FrameFormat): Promise<Raster | Undrawable> {
  const codec = codecOf(transferSyntax);
  const pixels = format.rows * format.columns;
  const isKnown = ([1, 3].includes(format.samplesPerPixel) && [8, 16, 32].includes(format.bitsAllocated)) && format.photometric !== "PALETTE COLOR";
  if (codec === null || !isKnown) return "no-codec";
  if (!(pixels > 0)) return "unreadable";
  if (pixels > MAX_PIXELS) return "too-large";
  const decoded = await codec.decode(bytes, loaderFrame(format));
  const data = decoded.pixelData;
  if (data === undefined || (decoded.rows ?? format.rows) !== format.rows || (decoded.columns ?? format.columns) !== format.columns) return "unreadable";
  if (format.samplesPerPixel === 3) {
    const rgb = toRgb(asBytes(data), codec.givesRgb ? "RGB" : format.photometric, decoded.planarConfiguration === 1, format);
    return rgb === null ? "unreadable" : { kind: "colour", rows: format.rows, columns: format.columns, values: owned(rgb) };
  }
  const values = valuesOf(data, format);
  if (values === null || values.length < pixels) return "unreadable";
  return grey(values.subarray(0, pixels), format);
}

/** Values in memory of their own: a decoder's memory is used again for the next frame and cannot be given away. */
const owned = <V extends GreyValues>(values: V): V => (values.byteLength === values.buffer.byteLength ? values : (values.slice() as V));

const asBytes = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

type Values = GreyValues | Int32Array | Uint32Array;

/** The same bytes as the header reads them: a codec's own idea of the sign does not count. */
function valuesOf(data: ArrayBufferView, { bitsAllocated, isSigned }: FrameFormat): Values | null {
  const size = data instanceof Uint8Array || data instanceof Int8Array ? 1 : data instanceof Uint16Array || data instanceof Int16Array ? 2 : data instanceof Int32Array || data instanceof Uint32Array ? 4 : 0;
  if (size === 0 || size > bitsAllocated / 8) return null;
  const count = Math.floor(data.byteLength / size);
  const Kind = size === 1 ? (isSigned ? Int8Array : Uint8Array) : size === 2 ? (isSigned ? Int16Array : Uint16Array) : isSigned ? Int32Array : Uint32Array;
  return new Kind(data.buffer as ArrayBuffer, data.byteOffset, count);
}

/** Keeps the bits that are stored: what older scanners put above them (overlays) is no part of the value. */
function keepStoredBits(values: Values, { bitsStored, isSigned }: FrameFormat): void {
  const width = values.BYTES_PER_ELEMENT * 8;
  if (bitsStored >= width || bitsStored < 1 || width === 32) return;
  if (isSigned) {
    const shift = 32 - bitsStored;
    for (let i = 0; i < values.length; i++) values[i] = ((values[i] ?? 0) << shift) >> shift;
    return;
  }
  const mask = (1 << bitsStored) - 1;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) & mask;
}

function grey(values: Values, format: FrameFormat): Raster {
  keepStoredBits(values, format);
  const all = rangeOf(values, null);
  const { least, most } = all;
  const picture = format.padding === null ? all : rangeOf(values, format.padding);
  // A picture of padding alone is still a picture.
  const seen = picture.most < picture.least ? all : picture;
  const { rows, columns } = format;
  if (!(values instanceof Int32Array || values instanceof Uint32Array)) {
    return { kind: "grey", rows, columns, values: owned(values), least, most, seen, slope: 1, intercept: 0 };
  }
  const slope = Math.max((most - least) / 65_535, 1);
  const narrow = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) narrow[i] = Math.round(((values[i] ?? 0) - least) / slope);
  const narrowed = (value: number): number => Math.round((value - least) / slope);
  return {
    kind: "grey", rows, columns, values: narrow, least: 0, most: narrowed(most),
    seen: { least: narrowed(seen.least), most: narrowed(seen.most) }, slope, intercept: least,
  };
}

/** The largest below the smallest if no value counts. */
function rangeOf(values: Values, without: Range | null): Range {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (without !== null && value >= without.least && value <= without.most) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
}
