// A decoded frame, and how the worker that makes it is asked for one. Nothing here draws, decodes or fetches.

/** What is in the encoded bytes, as the metadata has it. */
export interface FrameFormat {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly isSigned: boolean;
  readonly samplesPerPixel: number;
  readonly photometric: string;
  readonly isPlanar: boolean;
  /** Stored values that are no part of the picture. */
  readonly padding: Range | null;
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

export type GreyValues = Int8Array | Uint8Array | Int16Array | Uint16Array;

/** Grey: one value a pixel, row by row; what it means is `value * slope + intercept` besides the rescale of the image,
 * because values of more than 16 bits are brought to 16. `least` and `most` are those of all values, `seen` of those that
 * are no padding. Colour: red, green and blue in turn. */
export type Raster = {
  readonly rows: number;
  readonly columns: number;
} & (
  | { readonly kind: "grey"; readonly values: GreyValues; readonly least: number; readonly most: number; readonly seen: Range; readonly slope: number; readonly intercept: number }
  | { readonly kind: "colour"; readonly values: Uint8Array }
);

/** Why there is no picture: there is no decoder for it here, it is larger than a page may hold, the bytes are not what
 * the metadata says, or this part of the page itself failed. */
export type Undrawable = "no-codec" | "too-large" | "unreadable" | "not-drawn";

export interface DecodeTask {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly transferSyntax: string;
  readonly format: FrameFormat;
}

export type Decoded =
  | { readonly id: number; readonly raster: Raster }
  | { readonly id: number; readonly failed: Undrawable };

/** A frame beyond this is refused before anything is made for it; the largest of mammography has some 25 million. */
export const MAX_PIXELS = 100_000_000;
