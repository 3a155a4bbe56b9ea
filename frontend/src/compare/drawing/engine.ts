// Cornerstone as it runs here: on the processor (ADR 0022), which gives the same grey values on every machine, and has no
// graphics context that can be lost in the middle of a comparison. What it wants to know of an image it asks here.

import { cache, Enums, imageLoader, metaData, RenderingEngine, setUseCPURendering } from "@cornerstonejs/core";
import type { Types } from "@cornerstonejs/core";

/** Before the id of every image. */
export const SCHEME = "tijdlijn";

/** The log that comes with Cornerstone writes its level into the browser, where this page keeps its own choices alone. */
function keepNothing(): void {
  try {
    window.localStorage.removeItem("loglevel");
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // storage is blocked, then nothing was written either
  }
}

keepNothing();

/** What is shown now or about to be, by Cornerstone's image id: its loader and its metadata look here. */
const shown = new Map<string, Types.IImage>();

let engine: RenderingEngine | null = null;

export function startViewport(id: string, element: HTMLDivElement): Types.IStackViewport {
  const drawing = started();
  drawing.enableElement({ viewportId: id, type: Enums.ViewportType.STACK, element, defaultOptions: { background: [0, 0, 0] } });
  return drawing.getViewport(id) as Types.IStackViewport;
}

/** Nothing that it showed stays in memory. */
export function endViewport(id: string): void {
  engine?.disableElement(id);
  cache.purgeCache();
}

/** The canvases take the size of their elements. */
export function fitViewports(): void {
  engine?.resize(true, false);
}

/** `instead` takes the place of `before`; null: there is none. */
export function keepShown(instead: Types.IImage | null, before: Types.IImage | null): void {
  if (before !== null && before.imageId !== instead?.imageId) shown.delete(before.imageId);
  if (instead !== null) shown.set(instead.imageId, instead);
}

/** Cornerstone keeps what it loaded; here the stack does that. */
export const purge = (): void => cache.purgeCache();

function started(): RenderingEngine {
  if (engine !== null) return engine;
  setUseCPURendering(true, false);
  imageLoader.registerImageLoader(SCHEME, (imageId) => {
    const image = shown.get(imageId);
    return { promise: image === undefined ? Promise.reject(new Error("let go")) : Promise.resolve(image) };
  });
  metaData.addProvider(metadataOf, 1);
  engine = new RenderingEngine(SCHEME);
  return engine;
}

function metadataOf(type: string, ...query: string[]): unknown {
  const image = shown.get(query[0] ?? "");
  if (image === undefined) return undefined;
  const { rows, columns, rowPixelSpacing, columnPixelSpacing } = image;
  switch (type) {
    case "imagePlaneModule":
      return {
        rows, columns, rowPixelSpacing, columnPixelSpacing, rowCosines: [1, 0, 0], columnCosines: [0, 1, 0],
        imageOrientationPatient: [1, 0, 0, 0, 1, 0], imagePositionPatient: [0, 0, 0], frameOfReferenceUID: SCHEME,
      };
    case "imagePixelModule": {
      const bits = image.color ? 8 : (image.voxelManager?.getScalarData().BYTES_PER_ELEMENT ?? 2) * 8;
      return {
        bitsAllocated: bits, bitsStored: bits, highBit: bits - 1, samplesPerPixel: image.numberOfComponents,
        photometricInterpretation: image.photometricInterpretation, pixelRepresentation: image.minPixelValue < 0 ? 1 : 0,
      };
    }
    case "generalSeriesModule":
      return { modality: "OT", seriesInstanceUID: SCHEME };
    default:
      return undefined;
  }
}
