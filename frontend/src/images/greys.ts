// What stored values mean, and which of them the header wants to be seen.

import { numberOf, textOf, textsOf } from "./attributes.ts";
import type { DicomJson } from "./attributes.ts";

export interface Window {
  readonly center: number;
  readonly width: number;
}

export type WindowFunction = "LINEAR" | "LINEAR_EXACT" | "SIGMOID";

/** `HU` only where the header promises Hounsfield units; null without slope and intercept. */
export type Units = "HU" | "other" | null;

/** CT values are Hounsfield units unless the header says otherwise; those of a localizer, and of several energies,
 * need not be (PS3.3 §C.8.2.1.1). */
export function unitsOf(dataset: DicomJson, values: DicomJson, modality: string | null, hasRescale: boolean): Units {
  const type = textOf(values, "00281054");
  if (!hasRescale) return null;
  if (modality !== "CT") return "other";
  if (type !== null) return type === "HU" ? "HU" : "other";
  const isLocalizer = textsOf(dataset, "00080008")[2] === "LOCALIZER";
  return isLocalizer || textOf(dataset, "00189361") === "YES" ? "other" : "HU";
}

/** The first window of several; a width below 1 is none (PS3.3 §C.11.2.1.2). */
export function windowOf(voi: DicomJson): Window | null {
  const [center, width] = [numberOf(voi, "00281050"), numberOf(voi, "00281051")];
  if (center === null || width === null) return null;
  return width >= 1 || (width > 0 && functionOf(voi) !== "LINEAR") ? { center, width } : null;
}

export function functionOf(voi: DicomJson): WindowFunction {
  const named = textOf(voi, "00281056");
  return named === "LINEAR_EXACT" || named === "SIGMOID" ? named : "LINEAR";
}
