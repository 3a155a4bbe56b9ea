// What a pane shows of its image: which grey values. Plain values and functions.

import type { StackImage, Window } from "../images/series.ts";
import { firstWindow, windowOfRange } from "../images/windows.ts";
import type { Picture } from "./drawing/picture.ts";
import type { Raster } from "./drawing/raster.ts";

/** What the reader set, else what the header asks, else all values of the picture; null for colour. */
export function windowFor(image: StackImage, raster: Raster, set: Window | null): Window | null {
  if (raster.kind === "colour") return null;
  const range = (value: number): number => (value * raster.slope + raster.intercept) * image.slope + image.intercept;
  const [a, b] = [range(raster.seen.least), range(raster.seen.most)];
  return set ?? firstWindow(image) ?? windowOfRange(Math.min(a, b), Math.max(a, b));
}

/** A window after dragging: to the right wider, downwards darker. Pixels of the screen count for more the wider it is. */
export function dragged({ center, width }: Window, dx: number, dy: number): Window {
  const perPixel = Math.max(width / 300, 0.02);
  return { width: Math.max(width + dx * perPixel, 1), center: center + dy * perPixel };
}

export const pictureOf = (image: StackImage, raster: Raster): Picture => ({
  id: image.framePath,
  raster,
  rows: image.rows,
  columns: image.columns,
  slope: image.slope,
  intercept: image.intercept,
  highIsDark: raster.kind === "grey" && (image.photometric === "MONOCHROME1" || image.isInverse),
  rowPerColumn: image.spacing.rowMm / image.spacing.columnMm,
});
