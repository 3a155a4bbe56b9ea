// The words on a picture, one line each, always about the image that is drawn: never about the one that is awaited.

import type { Words } from "../words/words.ts";
import { grouped } from "../format.ts";
import { levelOf } from "../images/link.ts";
import { axisOf, mainAxis } from "../images/geometry.ts";
import type { StackImage, Window } from "../images/series.ts";
import type { Placing } from "./placing.ts";
import { brief, tenths } from "./numbers.ts";
import type { Quality } from "./preview.ts";
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

function thicknessInWords(image: StackImage, count: number, words: CompareWords, common: Words): string {
  const thickness = image.sliceThicknessMm === null ? [] : [words.thickness(tenths(image.sliceThicknessMm, common))];
  return [...thickness, words.images(grouped(count, common), count === 1)].join(" · ");
}

function windowInWords(image: StackImage, window: Window | null, inverted: boolean, words: CompareWords, common: Words): string {
  const units = image.units === "HU" ? " HU" : "";
  const said = window === null ? [] : [words.window(brief(window.width, common), brief(window.center, common), units)];
  const curve = window === null || image.curve === null ? [] : [words.curves[image.curve]];
  return [...said, ...curve, ...(inverted ? [words.inverted] : [])].join(" · ");
}

function placingInWords({ zoom }: Placing, words: CompareWords): string {
  return zoom === 1 ? words.wholeImage : words.zoomed(String(Math.round(zoom * 100)));
}

const lossInWords = (image: StackImage, words: CompareWords, common: Words): string | null =>
  image.lossy === null ? null : words.lossy(image.lossy.ratio === null ? null : brief(image.lossy.ratio, common));

/** What is seen, and how. */
export interface Sight {
  readonly index: number;
  readonly count: number;
  readonly window: Window | null;
  readonly inverted: boolean;
  readonly placing: Placing;
  readonly quality: Quality;
}

/** Every line that is about the image itself; null: nothing to say. */
export const captionsOf = (image: StackImage, sight: Sight, words: CompareWords, common: Words) => ({
  place: placeInWords(image, sight.index, sight.count, words, common),
  level: sight.count > 1 || image.plane !== null ? levelInWords(image, words, common) : null,
  facts: thicknessInWords(image, sight.count, words, common),
  window: windowInWords(image, sight.window, sight.inverted, words, common),
  placing: placingInWords(sight.placing, words),
  preview: sight.quality === "full" ? null : words.previews[sight.quality],
  lossy: lossInWords(image, words, common),
});
