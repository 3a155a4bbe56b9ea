// Lengths on a picture in words, and a bar of a round length that fits it.

import type { Length } from "../images/measure.ts";
import type { StackImage } from "../images/series.ts";
import type { Words } from "../words/words.ts";
import { tenths } from "./numbers.ts";
import type { ScaleBar } from "./overlay.ts";
import type { CompareWords } from "./words/words.ts";

export function lengthInWords(length: Length | null, words: CompareWords, common: Words): string {
  if (length === null) return words.notMeasurable;
  if (length.unit === "pixels") return words.inPixels(tenths(length.pixels, common));
  return (length.at === "detector" ? words.onDetector : words.measured)(tenths(length.mm, common));
}

const ROUND_MM = [200, 100, 50, 20, 10, 5, 2, 1] as const;
const LONGEST_PX = 160;

/** Only where millimetres are millimetres of the patient. */
export function scaleBarOf(image: StackImage, pixelsPerColumn: number, common: Words): ScaleBar | null {
  const { kind, columnMm } = image.spacing;
  if (kind !== "patient" && kind !== "corrected") return null;
  const mm = ROUND_MM.find((length) => (length / columnMm) * pixelsPerColumn <= LONGEST_PX);
  if (mm === undefined) return null;
  return { columns: mm / columnMm, says: mm >= 10 ? `${tenths(mm / 10, common).replace(/[.,]0$/, "")} cm` : `${mm} mm` };
}
