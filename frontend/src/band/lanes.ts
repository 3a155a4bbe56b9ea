// Which row of the band a study stands in: by region of the body, or by modality. Each study stands in one row. The
// holder's word for the region is read by the stems of its words; one that says two regions, or none that is known
// here, stands under "whole, other", and what says no region under "unknown".

import type { Entry } from "../events.ts";
import type { Layout } from "../layout.ts";

export const REGION_LANES = ["head", "chest", "abdomen", "spine", "limbs", "whole", "unknown"] as const;
export const MODALITY_LANES = ["CT", "MR", "X", "US", "MG", "N", "other"] as const;
export type Lane = (typeof REGION_LANES)[number] | (typeof MODALITY_LANES)[number];

const STEMS: readonly (readonly [Lane, RegExp])[] = [
  ["spine", /wervel|spin(e|al)|ruggen|\b[ctl]wk\b|lumb|sacr|coccyx/],
  ["head", /hoofd|schedel|hersen|brein|head|brain|skull|neuro|hals|neck|carot|aangezicht|face|sinus|orbit|oog|kaak|jaw|gebit|tand|dent/],
  ["chest", /thora|borst|chest|long|lung|\bhart\b|heart|card|coron|mamma|breast|slokdarm|(o)?esoph|mediast|\brib/],
  ["abdomen", /abdom|buik|lever|liver|nier|kidney|bekken|pelvi|darm|colon|maag|stomach|blaas|bladder|urin|prostaat|prostate|uter|galblaas|pancreas|milt|spleen|\baorta\b/],
  ["limbs", /\b(boven|onder)?arm|(boven|onder)?been\b|hand|pols|elleboog|schouder|knie|enkel|voet|\bheup|dijbeen|femur|tibia|humer|extremit|limb|\bleg|knee|wrist|foot|ankle|\bhip|shoulder|elbow|vinger|\bteen|finger|\btoe|klavikel|clavic/],
  ["whole", /geheel|whole|lichaam|totaal/],
];

export function regionLane(region: string | null): Lane {
  if (region === null) return "unknown";
  const word = region.toLowerCase();
  const said = STEMS.filter(([, stems]) => stems.test(word)).map(([lane]) => lane);
  // "Cervicale wervelkolom" and "thoracale wervelkolom" say the spine, with where in it.
  if (said[0] === "spine") return "spine";
  return said.length === 1 ? (said[0] ?? "whole") : "whole";
}

/** What one tile of the band says, in the order in which several stand beside each other. */
export const KINDS = ["CT", "MR", "PT", "NM", "XA", "US", "MG", "RF", "DX", "OT"] as const;
export type Kind = (typeof KINDS)[number];

/** The one modality by which a study goes: that of PET and SPECT before the CT made along with it. */
export function kindOf(entry: Entry): Kind {
  const named = new Set((entry.study?.modalities ?? []).map((one) => (one === "CR" ? "DX" : one)));
  return (["PT", "NM", ...KINDS] as const).find((kind) => named.has(kind)) ?? "OT";
}

const MODALITY_LANE: Readonly<Record<Kind, Lane>> = {
  CT: "CT", MR: "MR", PT: "N", NM: "N", XA: "X", US: "US", MG: "MG", RF: "X", DX: "X", OT: "other",
};

export const lanesBy = (by: Layout["lanes"]): readonly Lane[] => (by === "region" ? REGION_LANES : MODALITY_LANES);

export const laneOf = (entry: Entry, by: Layout["lanes"]): Lane =>
  by === "region" ? regionLane(entry.study?.region ?? null) : MODALITY_LANE[kindOf(entry)];
