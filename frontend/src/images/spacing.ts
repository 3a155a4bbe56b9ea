// What the distance between two pixels means. A millimetre is written beside an image only where the header says
// what it is a millimetre of (PS3.3 §10.7.1.3).

import { countOf, numberOf, numbersOf, itemsOf, textOf } from "./attributes.ts";
import type { DicomJson } from "./attributes.ts";
import type { Plane } from "./geometry.ts";

/** `patient`: in the body. `detector`: on the detector, larger than in the body by an unknown factor. `corrected`:
 * the maker or a user calibrated it to the body. `none`: unknown, only pixels may be counted; `rowMm` and
 * `columnMm` are then the pixel's shape, 1 by 1 if that is unknown too. `rowMm` is the distance between two rows. */
export interface Spacing {
  readonly kind: "patient" | "detector" | "corrected" | "none";
  readonly rowMm: number;
  readonly columnMm: number;
}

/** A part of an ultrasound image with a scale of its own, in pixels, edges included. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Null: what stands along the axes is no length (time, velocity, unknown). */
  readonly rowMm: number | null;
  readonly columnMm: number | null;
  /** Where regions lie over each other, one of high priority is meant (Region Flags, bit 0). */
  readonly isHighPriority: boolean;
}

const MIN_MM = 1e-5;
const MAX_MM = 1e3;
const MAX_REGIONS = 64;
const CROSS_SECTIONS = new Set(["CT", "MR", "PT", "NM"]);
const PROJECTIONS = new Set(["CR", "DX", "MG", "PX", "IO", "XA", "RF"]);

/** The spacing of an image. `pixels` is where Pixel Spacing stands: the image, or a frame's Pixel Measures. */
export function spacingOf(modality: string | null, dataset: DicomJson, pixels: DicomJson, plane: Plane | null): Spacing {
  const inPixels = pair(pixels, "00280030");
  const onDetector = pair(dataset, "00181164");
  const isCalibrated = textOf(dataset, "00280A02") !== null;
  if (CROSS_SECTIONS.has(modality ?? "") || (plane !== null && !PROJECTIONS.has(modality ?? ""))) {
    return inPixels === null ? unknown(dataset) : { kind: "patient", ...inPixels };
  }
  if (inPixels !== null && isCalibrated) return { kind: "corrected", ...inPixels };
  if (!PROJECTIONS.has(modality ?? "")) return unknown(dataset);
  if (inPixels !== null && onDetector !== null && !isSame(inPixels, onDetector)) return { kind: "corrected", ...inPixels };
  const detector = onDetector ?? inPixels;
  return detector === null ? unknown(dataset) : { kind: "detector", ...detector };
}

type Pair = Pick<Spacing, "rowMm" | "columnMm">;

function pair(dataset: DicomJson, tag: string): Pair | null {
  const [rowMm, columnMm] = numbersOf(dataset, tag, 2) ?? [];
  return isLength(rowMm) && isLength(columnMm) ? { rowMm, columnMm } : null;
}

const isLength = (mm: number | undefined): mm is number => mm !== undefined && mm >= MIN_MM && mm <= MAX_MM;

const isSame = (a: Pair, b: Pair): boolean =>
  Math.abs(a.rowMm - b.rowMm) < a.rowMm / 1000 && Math.abs(a.columnMm - b.columnMm) < a.columnMm / 1000;

/** Pixel Aspect Ratio (0028,0034): height by width, so that an image is not drawn squeezed. */
function unknown(dataset: DicomJson): Spacing {
  const [rowMm, columnMm] = numbersOf(dataset, "00280034", 2) ?? [];
  const hasShape = rowMm !== undefined && columnMm !== undefined && rowMm > 0 && columnMm > 0;
  return { kind: "none", rowMm: hasShape ? rowMm / columnMm : 1, columnMm: 1 };
}

const CENTIMETRES = 3;
const TWO_DIMENSIONAL = 1;

/** Sequence of Ultrasound Regions (PS3.3 §C.8.5.5); empty where there is none that can be read. */
export function regionsOf(dataset: DicomJson): readonly Region[] {
  return itemsOf(dataset, "00186011").slice(0, MAX_REGIONS).map(regionOf).filter((region) => region !== null);
}

function regionOf(item: DicomJson): Region | null {
  const [left, top] = [countOf(item, "00186018"), countOf(item, "0018601A")];
  const [right, bottom] = [countOf(item, "0018601C"), countOf(item, "0018601E")];
  if (left === null || top === null || right === null || bottom === null || right < left || bottom < top) return null;
  const isFlat = countOf(item, "00186012") === TWO_DIMENSIONAL;
  const isHighPriority = ((countOf(item, "00186016") ?? 0) & 1) === 0;
  const columnMm = isFlat ? millimetres(item, "00186024", "0018602C") : null;
  const rowMm = isFlat ? millimetres(item, "00186026", "0018602E") : null;
  return { left, top, right, bottom, rowMm, columnMm, isHighPriority };
}

function millimetres(item: DicomJson, unitTag: string, deltaTag: string): number | null {
  const delta = numberOf(item, deltaTag);
  if (countOf(item, unitTag) !== CENTIMETRES || delta === null) return null;
  const mm = Math.abs(delta) * 10;
  return isLength(mm) ? mm : null;
}
