// The words on a picture, one line each, always about the image that is drawn: never about the one that is awaited.

import type { Words } from "../words/words.ts";
import { grouped } from "../format.ts";
import { levelOf } from "../images/link.ts";
import { axisOf, mainAxis } from "../images/geometry.ts";
import type { StackImage, Window } from "../images/series.ts";
import type { Placing } from "./placing.ts";
import { brief, tenths } from "./numbers.ts";
import type { CompareWords } from "./words/words.ts";

export const AXES = ["x", "y", "z"] as const;

export function levelInWords(image: StackImage, words: CompareWords, common: Words): string {
  const mm = levelOf(image);
  if (mm === null || image.plane === null) return words.levelUnknown;
  return words.level(AXES[mainAxis(axisOf(image.plane))], tenths(mm, common));
}

/** A clip's frames are not images of a stack. */
export function placeInWords(image: StackImage, index: number, count: number, words: CompareWords, common: Words): string {
  const says = image.frameCount === count && count > 1 && image.plane === null ? words.frameOf : words.imageOf;
  return says(grouped(index + 1, common), grouped(count, common));
}

export function thicknessInWords(image: StackImage, count: number, words: CompareWords, common: Words): string {
  const thickness = image.sliceThicknessMm === null ? [] : [words.thickness(tenths(image.sliceThicknessMm, common))];
  return [...thickness, words.images(grouped(count, common), count === 1)].join(" · ");
}

export function windowInWords(image: StackImage, window: Window | null, inverted: boolean, words: CompareWords, common: Words): string {
  const units = image.units === "HU" ? " HU" : "";
  const said = window === null ? [] : [words.window(brief(window.width, common), brief(window.center, common), units)];
  const curve = window === null || image.curve === null ? [] : [words.curves[image.curve]];
  return [...said, ...curve, ...(inverted ? [words.inverted] : [])].join(" · ");
}

export function placingInWords({ zoom }: Placing, words: CompareWords): string {
  return zoom === 1 ? words.wholeImage : words.zoomed(String(Math.round(zoom * 100)));
}

export const lossInWords = (image: StackImage, words: CompareWords, common: Words): string | null =>
  image.lossy === null ? null : words.lossy(image.lossy.ratio === null ? null : brief(image.lossy.ratio, common));
