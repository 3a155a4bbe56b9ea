// A decoded frame as Cornerstone wants its images. Each lies in a plane of its own making (pixels in rows and columns, nothing
// more): where it lies in the patient is the business of images/geometry.ts, and nothing is turned or mirrored on its account.

import { Enums, utilities } from "@cornerstonejs/core";
import type { Types } from "@cornerstonejs/core";
import type { Window } from "../../images/series.ts";
import { SCHEME } from "./engine.ts";
import type { Raster } from "./raster.ts";

/** A decoded frame with what is needed to give its values their meaning. */
export interface Picture {
  /** Distinguishes it from every other picture shown in this page. */
  readonly id: string;
  readonly raster: Raster;
  /** Of the image; its raster may be a smaller picture of it. */
  readonly rows: number;
  readonly columns: number;
  readonly slope: number;
  readonly intercept: number;
  /** MONOCHROME1: high values are dark. */
  readonly highIsDark: boolean;
  /** Height of a pixel beside its width; 1 where unknown. */
  readonly rowPerColumn: number;
}

export const COLOUR_WINDOW: Window = { center: 128, width: 256 };

export function cornerstoneImage(picture: Picture): Types.IImage {
  const { raster } = picture;
  const { rows, columns, values } = raster;
  const colour = raster.kind === "colour";
  const components = colour ? 3 : 1;
  const voxelManager = utilities.VoxelManager.createImageVoxelManager({ width: columns, height: rows, numberOfComponents: components, scalarData: values });
  const window = colour ? COLOUR_WINDOW : { center: 0, width: 1 };
  return {
    imageId: `${SCHEME}:${picture.id}`,
    rows, columns, height: rows, width: columns,
    minPixelValue: colour ? 0 : raster.least,
    maxPixelValue: colour ? 255 : raster.most,
    slope: colour ? 1 : picture.slope * raster.slope,
    intercept: colour ? 0 : picture.intercept + picture.slope * raster.intercept,
    windowCenter: window.center, windowWidth: window.width, voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    color: colour, rgba: false, numberOfComponents: components, invert: picture.highIsDark,
    rowPixelSpacing: picture.rowPerColumn, columnPixelSpacing: 1,
    photometricInterpretation: colour ? "RGB" : picture.highIsDark ? "MONOCHROME1" : "MONOCHROME2",
    sizeInBytes: values.byteLength, dataType: values.constructor.name as Types.PixelDataTypedArrayString,
    getPixelData: () => values as Types.PixelDataTypedArray,
    getCanvas: () => undefined as unknown as HTMLCanvasElement,
    voxelManager: voxelManager as Types.IVoxelManager<number>,
  };
}

/** One can be drawn in the other's place. */
export const sameShape = (a: Types.IImage, b: Types.IImage): boolean =>
  a.rows === b.rows && a.columns === b.columns && a.rowPixelSpacing === b.rowPixelSpacing && a.color === b.color && a.invert === b.invert;

/** From the darkest to the brightest value, where nobody says what to show. */
export function allOf({ minPixelValue, maxPixelValue, slope, intercept }: Types.IImage): Window {
  const [low, high] = [minPixelValue * slope + intercept, maxPixelValue * slope + intercept];
  return { center: (low + high) / 2, width: Math.max(high - low, 1) };
}
