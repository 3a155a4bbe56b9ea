// What the service makes of a frame: a picture of eight bits, by the header's own window. It stands there for a frame that
// this page cannot decode, or until a frame that takes long is here. It says that it is a preview; nothing is measured on it.

import type { StackImage } from "../images/series.ts";
import type { Raster } from "./drawing/raster.ts";

/** The stored pixels; a preview because there is nothing better here; a preview until they come. */
export type Quality = "full" | "final" | "meanwhile";

const DEADLINE_MS = 20_000;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** In the pixels of the image; null: the service has no picture of it either. Never rejects. */
export const wholePreview = (image: StackImage, letGo: AbortSignal): Promise<Raster | null> => fetchPreview(image.framePath, "", letGo);

const most = (shown: number, stored: number): number => Math.max(Math.min(Math.ceil(shown), stored), 1);

/** No larger than what it is shown in. Never rejects. */
export function smallPreview(image: StackImage, within: Size, letGo: AbortSignal): Promise<Raster | null> {
  return fetchPreview(image.framePath, `?viewport=${most(within.width, image.columns)},${most(within.height, image.rows)}`, letGo);
}

async function fetchPreview(framePath: string, query: string, letGo: AbortSignal): Promise<Raster | null> {
  try {
    const response = await fetch(`${framePath}/rendered${query}`, {
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
