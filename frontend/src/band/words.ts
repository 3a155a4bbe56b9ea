// The words of the band and the timeline, in both languages.

import type { Lane } from "./lanes.ts";

export interface BandWords {
  readonly label: string;
  readonly by: Readonly<Record<"region" | "modality", string>>;
  readonly turnTo: Readonly<Record<"region" | "modality", string>>;
  readonly lanes: Readonly<Record<Lane, string>>;
  readonly months: readonly string[];
  readonly now: string;
  readonly undated: string;
  readonly undatedTitle: string;
  readonly closer: string;
  readonly further: string;
  readonly allYears: string;
  readonly earlier: (n: number) => string;
  readonly later: (n: number) => string;
  readonly inList: string;
  readonly outside: (n: number) => string;
  readonly outsideOne: string;
  readonly isCurrent: string;
  readonly isSelected: string;
  readonly more: (n: number) => string;
  readonly marks: string;
  readonly summary: (n: number, from: string, to: string, lanes: string) => string;
  readonly none: string;
  readonly views: Readonly<Record<"table" | "timeline", string>>;
  readonly viewLabel: string;
}

export const bandNl: BandWords = {
  label: "Overzicht in de tijd",
  by: { region: "Regio", modality: "Modaliteit" },
  turnTo: { region: "Verdeeld naar regio. Verdeel naar modaliteit", modality: "Verdeeld naar modaliteit. Verdeel naar regio" },
  lanes: {
    head: "Hoofd, hals", chest: "Thorax, mamma", abdomen: "Abdomen, bekken", spine: "Wervelkolom", limbs: "Arm, been",
    whole: "Geheel, overig", unknown: "Onbekend",
    CT: "CT", MR: "MRI", X: "Röntgen", US: "Echo", MG: "Mammografie", N: "Nucleair, PET", other: "Overig, onbekend",
  },
  months: ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
  now: "nu",
  undated: "datum ?",
  undatedTitle: "Datum onbekend",
  closer: "Dichterbij",
  further: "Verder weg",
  allYears: "Alle jaren",
  earlier: (n) => `${n} eerder: schuif naar eerder`,
  later: (n) => `${n} later: schuif naar later`,
  inList: "In de lijst zichtbaar",
  outside: (n) => `waarvan ${n} extern`,
  outsideOne: "extern",
  isCurrent: "huidig onderzoek",
  isSelected: "gekozen",
  more: (n) => `en nog ${n}`,
  marks: "Onderzoeken in de tijd. Pijltjes lopen erlangs, Enter kiest",
  summary: (n, from, to, lanes) => `${n} ${n === 1 ? "onderzoek" : "onderzoeken"} van ${from} tot ${to}. ${lanes}.`,
  none: "Nog geen onderzoeken",
  views: { table: "Tabel", timeline: "Tijdlijn" },
  viewLabel: "Lijst of tijdlijn",
};

export const bandEn: BandWords = {
  label: "Overview in time",
  by: { region: "Region", modality: "Modality" },
  turnTo: { region: "Divided by region. Divide by modality", modality: "Divided by modality. Divide by region" },
  lanes: {
    head: "Head, neck", chest: "Chest, breast", abdomen: "Abdomen, pelvis", spine: "Spine", limbs: "Arm, leg",
    whole: "Whole, other", unknown: "Unknown",
    CT: "CT", MR: "MRI", X: "X-ray", US: "Ultrasound", MG: "Mammography", N: "Nuclear, PET", other: "Other, unknown",
  },
  months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  now: "now",
  undated: "date ?",
  undatedTitle: "Date unknown",
  closer: "Closer",
  further: "Further away",
  allYears: "All years",
  earlier: (n) => `${n} earlier: shift to earlier`,
  later: (n) => `${n} later: shift to later`,
  inList: "In sight in the list",
  outside: (n) => `${n} of them from outside`,
  outsideOne: "from outside",
  isCurrent: "current study",
  isSelected: "selected",
  more: (n) => `and ${n} more`,
  marks: "Studies in time. Arrow keys go along them, Enter selects",
  summary: (n, from, to, lanes) => `${n} ${n === 1 ? "study" : "studies"} from ${from} to ${to}. ${lanes}.`,
  none: "No studies yet",
  views: { table: "Table", timeline: "Timeline" },
  viewLabel: "List or timeline",
};
