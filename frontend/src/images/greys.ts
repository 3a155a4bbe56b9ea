// What stored values mean, and which of them the header wants to be seen.

import { itemsOf, numberOf, numbersOf, textOf, textsOf } from "./attributes.ts";
import type { DicomJson } from "./attributes.ts";

export interface Window {
  readonly center: number;
  readonly width: number;
  /** From `center - width / 2` to `center + width / 2`, as the header says with LINEAR_EXACT; else half a value less
   * (PS3.3 §C.11.2.1.2.1, §C.11.2.1.3.2). */
  readonly isExact?: true;
}

/** What the header asks for and a window cannot give: a curve, or a table of greys. The picture then only comes near it,
 * and says so. */
export type GreyCurve = "sigmoid" | "table";

/** Stored values that are no part of the picture, both ends included (PS3.3 §C.7.5.1.1.2). */
export interface Padding {
  readonly least: number;
  readonly most: number;
}

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

/** The first window of several; a width below 1 is none (PS3.3 §C.11.2.1.2), but of the functions that say so. Without
 * one, all values that a table of greys tells apart. */
export function greysOf(voi: DicomJson): { readonly window: Window | null; readonly curve: GreyCurve | null } {
  const [center, width, named] = [numberOf(voi, "00281050"), numberOf(voi, "00281051"), textOf(voi, "00281056")];
  const curve = named === "SIGMOID" ? "sigmoid" : null;
  const isExact = named === "LINEAR_EXACT";
  if (center !== null && width !== null && (width >= 1 || (width > 0 && (isExact || curve !== null)))) {
    return { window: isExact ? { center, width, isExact } : { center, width }, curve };
  }
  const descriptor = numbersOf(itemsOf(voi, "00283010")[0] ?? {}, "00283002", 3);
  if (descriptor === null) return { window: null, curve: null };
  const [entries = 0, first = 0] = descriptor;
  // 65,536 entries do not fit into 16 bits and are written as 0 (PS3.3 §C.11.2.1.1).
  const count = entries > 0 ? entries : 65_536;
  return { window: { center: first + count / 2, width: count }, curve: "table" };
}

/** Null where the header names none. */
export function paddingOf(dataset: DicomJson, bitsAllocated: number, isSigned: boolean): Padding | null {
  // Some write a negative value as if it had no sign.
  const read = (tag: string): number | null => {
    const value = numberOf(dataset, tag);
    return value !== null && isSigned && value >= 2 ** (bitsAllocated - 1) ? value - 2 ** bitsAllocated : value;
  };
  const value = read("00280120");
  if (value === null) return null;
  const limit = read("00280121") ?? value;
  return { least: Math.min(value, limit), most: Math.max(value, limit) };
}
