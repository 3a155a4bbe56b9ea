// What the service makes of a frame that this page cannot decode: a picture of eight bits, by the header's own window. It
// stands there as a preview and says so; nothing is measured on it.

import type { Raster } from "./drawing/raster.ts";

const DEADLINE_MS = 20_000;

/** Null: the service has no picture of it either. Never rejects. */
export async function renderedFrame(framePath: string, letGo: AbortSignal): Promise<Raster | null> {
  try {
    const response = await fetch(`${framePath}/rendered`, {
      headers: { Accept: "image/jpeg" },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.any([letGo, AbortSignal.timeout(DEADLINE_MS)]),
    });
    if (!response.ok || response.headers.get("Content-Type")?.startsWith("image/jpeg") !== true) return null;
    return rasterOf(await createImageBitmap(await response.blob(), { colorSpaceConversion: "none" }));
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return null; // fetch, abort and decoding speak these
    throw error;
  }
}

function rasterOf(bitmap: ImageBitmap): Raster | null {
  const { width: columns, height: rows } = bitmap;
  const context = new OffscreenCanvas(columns, rows).getContext("2d");
  context?.drawImage(bitmap, 0, 0);
  bitmap.close();
  const pixels = context?.getImageData(0, 0, columns, rows).data;
  if (pixels === undefined) return null;
  const values = new Uint8Array(columns * rows * 3);
  for (let from = 0, to = 0; to < values.length; from += 4, to += 3) values.set(pixels.subarray(from, from + 3), to);
  return { kind: "colour", rows, columns, values };
}
