// Decodes frames beside the page, so that reading a compressed stack never holds up a scroll. Its answer carries the one
// exception of the page's policy: WebAssembly may be compiled here, and nothing else (ADR 0022).

import { decode } from "./decode.ts";
import type { DecodeTask, Decoded } from "./raster.ts";

const answer = (decoded: Decoded): void => {
  const transfer = "raster" in decoded ? [decoded.raster.values.buffer] : [];
  self.postMessage(decoded, { transfer });
};

self.addEventListener("message", ({ data }: MessageEvent<DecodeTask>) => {
  const { id, bytes, transferSyntax, format } = data;
  decode(bytes, transferSyntax, format).then(
    (raster) => answer(typeof raster === "string" ? { id, failed: raster } : { id, raster }),
    // Decoders throw whatever they like at bytes they cannot read; the page says so in the picture's place.
    () => answer({ id, failed: "unreadable" }),
  );
});
