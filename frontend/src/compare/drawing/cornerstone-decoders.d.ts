// The decoders of @cornerstonejs/dicom-image-loader, which its package does not export one by one (vite.config.ts
// names where they lie). Only what is used of them.

declare module "cornerstone-decoders/decodeLittleEndian.js" {
  const decode: (frame: import("./codecs.ts").LoaderFrame, bytes: Uint8Array) => Promise<import("./codecs.ts").LoaderFrame>;
  export default decode;
}
declare module "cornerstone-decoders/decodeRLE.js" {
  const decode: (frame: import("./codecs.ts").LoaderFrame, bytes: Uint8Array) => Promise<import("./codecs.ts").LoaderFrame>;
  export default decode;
}
declare module "cornerstone-decoders/decodeJPEGBaseline12Bit-js.js" {
  const decode: (frame: import("./codecs.ts").LoaderFrame, bytes: Uint8Array) => Promise<import("./codecs.ts").LoaderFrame>;
  export default decode;
}
declare module "cornerstone-decoders/decodeJPEGLossless.js" {
  const decode: (frame: import("./codecs.ts").LoaderFrame, bytes: Uint8Array) => Promise<import("./codecs.ts").LoaderFrame>;
  export default decode;
}
declare module "cornerstone-decoders/decodeJPEGBaseline8Bit.js" {
  const decode: (bytes: Uint8Array, frame: import("./codecs.ts").LoaderFrame) => Promise<import("./codecs.ts").LoaderFrame>;
  export default decode;
}
declare module "cornerstone-decoders/decodeJPEGLS.js" {
  const decode: (bytes: Uint8Array, frame: import("./codecs.ts").LoaderFrame) => Promise<import("./codecs.ts").LoaderFrame>;
  export default decode;
}
declare module "cornerstone-decoders/decodeJPEG2000.js" {
  const decode: (bytes: Uint8Array, frame: import("./codecs.ts").LoaderFrame) => Promise<import("./codecs.ts").LoaderFrame>;
  export default decode;
}
declare module "cornerstone-decoders/decodeHTJ2K.js" {
  const decode: (bytes: Uint8Array, frame: import("./codecs.ts").LoaderFrame) => Promise<import("./codecs.ts").LoaderFrame>;
  export default decode;
}
