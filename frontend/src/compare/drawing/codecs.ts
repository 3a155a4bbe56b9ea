// Which decoder reads which transfer syntax (DICOM PS3.5 Annex A). Each is fetched when a frame first needs it; all are
// Cornerstone's, in WebAssembly but for JPEG lossless, 12-bit JPEG and RLE, which are script.

import type { FrameFormat } from "./raster.ts";

/** What Cornerstone's decoders take and give: one object, with the pixels added. */
export interface LoaderFrame {
  rows: number;
  columns: number;
  bitsAllocated: number;
  bitsStored: number;
  pixelRepresentation: 0 | 1;
  samplesPerPixel: number;
  photometricInterpretation: string;
  planarConfiguration: 0 | 1;
  signed: boolean;
  bytesPerPixel: 1 | 2;
  pixelData?: ArrayBufferView;
  /** JPEG-LS: 0 says that the colours lie plane by plane. */
  interleaveMode?: number;
}

type Decode = (bytes: Uint8Array, frame: LoaderFrame) => Promise<LoaderFrame>;

/** `planarConfiguration` of what `decode` gives says how the colours lie in it. */
export interface Codec {
  readonly decode: Decode;
  /** Colours come out as red, green and blue whatever the header says they went in as. */
  readonly givesRgb: boolean;
}

const pixelByPixel = (frame: LoaderFrame): LoaderFrame => ({ ...frame, planarConfiguration: 0 });

const stored: Codec = {
  givesRgb: false,
  decode: async (bytes, frame) => (await import("cornerstone-decoders/decodeLittleEndian.js")).default(frame, bytes),
};
const runLength: Codec = {
  givesRgb: false,
  decode: async (bytes, frame) => (await import("cornerstone-decoders/decodeRLE.js")).default({ ...frame, planarConfiguration: 1 }, bytes),
};
const jpeg: Codec = {
  givesRgb: true,
  decode: async (bytes, frame) => pixelByPixel(await (await import("cornerstone-decoders/decodeJPEGBaseline8Bit.js")).default(bytes, frame)),
};
const jpegExtended: Codec = {
  givesRgb: false,
  decode: async (bytes, frame) => {
    const decoded = await (await import("cornerstone-decoders/decodeJPEGBaseline12Bit-js.js")).default(frame, bytes);
    if (frame.bitsStored > 8 && decoded.pixelData instanceof Uint16Array) takeOff(decoded.pixelData, TWELVE_BIT_SURPLUS);
    return pixelByPixel(decoded);
  },
};

/** Of 12 bits, this decoder gives every value too high: it scales what it adds for rounding (8 of 16) together with the
 * middle of the range, and that by 4095/255 instead of 16. */
const TWELVE_BIT_SURPLUS = 15;

function takeOff(values: Uint16Array, surplus: number): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.max((values[i] ?? 0) - surplus, 0);
}
const jpegLossless: Codec = {
  givesRgb: false,
  decode: async (bytes, frame) => pixelByPixel(await (await import("cornerstone-decoders/decodeJPEGLossless.js")).default(frame, bytes)),
};
const jpegLs: Codec = {
  givesRgb: false,
  decode: async (bytes, frame) => {
    const decoded = await (await import("cornerstone-decoders/decodeJPEGLS.js")).default(bytes, frame);
    return { ...decoded, planarConfiguration: decoded.interleaveMode === 0 ? 1 : 0 };
  },
};
const jpeg2000: Codec = {
  givesRgb: false,
  decode: async (bytes, frame) => pixelByPixel(await (await import("cornerstone-decoders/decodeJPEG2000.js")).default(bytes, frame)),
};
const htj2k: Codec = {
  givesRgb: false,
  decode: async (bytes, frame) => pixelByPixel(await (await import("cornerstone-decoders/decodeHTJ2K.js")).default(bytes, frame)),
};

const CODECS: Readonly<Record<string, Codec>> = {
  "1.2.840.10008.1.2": stored,
  "1.2.840.10008.1.2.1": stored,
  "1.2.840.10008.1.2.1.99": stored,
  "1.2.840.10008.1.2.2": stored, // frames are turned to little endian before they are served
  "1.2.840.10008.1.2.5": runLength,
  "1.2.840.10008.1.2.4.50": jpeg,
  "1.2.840.10008.1.2.4.51": jpegExtended,
  "1.2.840.10008.1.2.4.57": jpegLossless,
  "1.2.840.10008.1.2.4.70": jpegLossless,
  "1.2.840.10008.1.2.4.80": jpegLs,
  "1.2.840.10008.1.2.4.81": jpegLs,
  "1.2.840.10008.1.2.4.90": jpeg2000,
  "1.2.840.10008.1.2.4.91": jpeg2000,
  "1.2.840.10008.1.2.4.201": htj2k,
  "1.2.840.10008.1.2.4.202": htj2k,
  "1.2.840.10008.1.2.4.203": htj2k,
};

export const codecOf = (transferSyntax: string): Codec | null => CODECS[transferSyntax] ?? null;

export const loaderFrame = (format: FrameFormat): LoaderFrame => ({
  rows: format.rows,
  columns: format.columns,
  bitsAllocated: format.bitsAllocated,
  bitsStored: format.bitsStored,
  pixelRepresentation: format.isSigned ? 1 : 0,
  samplesPerPixel: format.samplesPerPixel,
  photometricInterpretation: format.photometric,
  planarConfiguration: format.isPlanar ? 1 : 0,
  signed: format.isSigned,
  bytesPerPixel: format.bitsAllocated <= 8 ? 1 : 2,
});
