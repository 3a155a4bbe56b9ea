// Which grey values are shown. Presets are in Hounsfield units and exist for CT alone; the same window goes for two
// examinations only where both promise these units.

import type { Window } from "./greys.ts";
import type { StackImage } from "./image.ts";

export type PresetName = "soft-tissue" | "vessels" | "lung" | "bone";

export const PRESETS: readonly { readonly name: PresetName; readonly window: Window }[] = [
  { name: "soft-tissue", window: { center: 40, width: 400 } },
  { name: "vessels", window: { center: 100, width: 600 } },
  { name: "lung", window: { center: -600, width: 1500 } },
  { name: "bone", window: { center: 400, width: 1800 } },
];

const isCtInHu = (image: StackImage): boolean => image.modality === "CT" && image.units === "HU";

/** The presets that mean something on this image; none for what is not CT in Hounsfield units. */
export const presetsFor = (image: StackImage): typeof PRESETS => (isCtInHu(image) ? PRESETS : []);

export const sharesWindow = (a: StackImage, b: StackImage): boolean => isCtInHu(a) && isCtInHu(b);

/** What the header asks for; null: look at the pixels (`windowOfRange`), or the image is in colour. */
export const firstWindow = (image: StackImage): Window | null => (image.samplesPerPixel === 1 ? image.window : null);

/** The window that shows everything between the smallest and largest value, these in the units of the window. */
export function windowOfRange(min: number, max: number): Window {
  if (!Number.isFinite(min) || !Number.isFinite(max) || max < min) return { center: 0.5, width: 1 };
  // LINEAR takes the values from c - 0.5 - (w-1)/2 to c - 0.5 + (w-1)/2 (PS3.3 §C.11.2.1.2.1).
  return { center: (min + max + 1) / 2, width: max - min + 1 };
}
