// How long a line on an image is: in millimetres only where the header says what a millimetre is, else in pixels.

import type { StackImage } from "./image.ts";
import type { Region } from "./spacing.ts";

/** In pixels of the full image: x along a row from the left edge, y down from the top edge. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `at` says where the millimetres are: in the body, on the detector (larger than in the body, by an unknown
 * factor), or corrected to the body by whoever made the image. */
export type Length =
  | { readonly unit: "mm"; readonly mm: number; readonly at: "patient" | "detector" | "corrected" }
  | { readonly unit: "pixels"; readonly pixels: number };

/** The length of a line; null while a preview is shown (its pixels are none of the image's), for a point outside
 * the image and for what is no number. */
export function lengthOf(image: StackImage, from: Point, to: Point, isFullResolution: boolean): Length | null {
  if (!isFullResolution || !isWithin(image, from) || !isWithin(image, to)) return null;
  const [across, down] = [to.x - from.x, to.y - from.y];
  if (image.regions.length > 0) {
    const scale = scaleOf(image.regions, from, to);
    if (scale === null) return { unit: "pixels", pixels: Math.hypot(across, down) };
    return { unit: "mm", mm: Math.hypot(across * scale.columnMm, down * scale.rowMm), at: "patient" };
  }
  const { kind, rowMm, columnMm } = image.spacing;
  if (kind === "none") return { unit: "pixels", pixels: Math.hypot(across, down) };
  return { unit: "mm", mm: Math.hypot(across * columnMm, down * rowMm), at: kind };
}

const isWithin = (image: StackImage, { x, y }: Point): boolean =>
  x >= 0 && y >= 0 && x <= image.columns && y <= image.rows;

interface Scale {
  readonly rowMm: number;
  readonly columnMm: number;
}

/** The scale of the one region in which both points lie; null if there is none, if it has no lengths along both
 * axes, or if several of the same rank disagree. */
function scaleOf(regions: readonly Region[], from: Point, to: Point): Scale | null {
  const around = regions.filter((region) => contains(region, from) && contains(region, to));
  const high = around.filter((region) => region.isHighPriority);
  const meant = high.length > 0 ? high : around;
  const [first] = meant;
  if (first === undefined || first.rowMm === null || first.columnMm === null) return null;
  const { rowMm, columnMm } = first;
  return meant.every((one) => one.rowMm === rowMm && one.columnMm === columnMm) ? { rowMm, columnMm } : null;
}

/** Region edges are pixels that belong to it: the right one ends where the next pixel begins. */
const contains = (region: Region, { x, y }: Point): boolean =>
  x >= region.left && x <= region.right + 1 && y >= region.top && y <= region.bottom + 1;
