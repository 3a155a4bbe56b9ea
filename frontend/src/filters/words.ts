// What the filter says, once per language.

import type { Language } from "../words/language.ts";
import type { Facet, Kind } from "./criteria.ts";

type Counted = (n: number) => string;

export interface FilterWords {
  readonly bar: string;
  readonly facets: Readonly<Record<Facet, string>>;
  readonly period: string;
  readonly always: string;
  readonly from: string;
  readonly until: string;
  readonly lastYear: string;
  readonly lastYears: Counted;
  readonly between: (from: string | null, until: string | null) => string;
  readonly regionUnknown: string;
  readonly modalityUnknown: string;
  readonly other: string;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly leaves: (name: string, n: number) => string;
  readonly letGo: (name: string) => string;
  readonly filtered: (shown: number, total: number) => string;
  readonly hidden: Counted;
  readonly showAll: string;
  readonly undo: string;
  readonly undated: Counted;
  readonly unplaced: Counted;
  readonly untyped: Counted;
  readonly currentKept: string;
  readonly arrived: Counted;
  readonly selectedOutside: string;
  readonly memory: string;
  readonly keys: Readonly<Record<"filters" | "all" | "undo", string>>;
}

const nl: FilterWords = {
  bar: "Filters",
  facets: { modality: "Modaliteit", institution: "Instelling", region: "Regio", kind: "Soort", report: "Verslag" },
  period: "Periode",
  always: "alles",
  from: "Vanaf",
  until: "Tot en met",
  lastYear: "Laatste jaar",
  lastYears: (n) => `Laatste ${n} jaar`,
  between: (from, until) => (from === null ? `t/m ${until}` : until === null ? `vanaf ${from}` : `${from} t/m ${until}`),
  regionUnknown: "Regio onbekend",
  modalityUnknown: "Modaliteit onbekend",
  other: "Overig",
  kinds: { images: "Met beelden", offline: "Beelden niet te openen", "report-alone": "Alleen een verslag", locked: "Gesloten" },
  leaves: (name, n) => `${name} ${n} ${n === 1 ? "onderzoek" : "onderzoeken"}`,
  letGo: (name) => `Filter weghalen: ${name}`,
  filtered: (shown, total) => `Gefilterd: ${shown} van ${total}`,
  hidden: (n) => `${n} verborgen`,
  showAll: "Alles tonen",
  undo: "Ongedaan maken",
  undated: (n) => `${n} zonder datum ${n === 1 ? "blijft" : "blijven"} staan`,
  unplaced: (n) => `${n} zonder regio ${n === 1 ? "blijft" : "blijven"} staan`,
  untyped: (n) => `${n} zonder modaliteit ${n === 1 ? "blijft" : "blijven"} staan`,
  currentKept: "het huidige onderzoek blijft staan",
  arrived: (n) => `${n} ${n === 1 ? "nieuw" : "nieuwe"} buiten uw filter`,
  selectedOutside: "Het gekozen onderzoek valt buiten uw filter; het verslag blijft open",
  memory: "Geldt voor deze patiënt, tot u de tijdlijn sluit.",
  keys: { filters: "filters", all: "alles tonen", undo: "filter ongedaan maken" },
};

const en: FilterWords = {
  bar: "Filters",
  facets: { modality: "Modality", institution: "Institution", region: "Region", kind: "Kind", report: "Report" },
  period: "Period",
  always: "all",
  from: "From",
  until: "Until",
  lastYear: "Last year",
  lastYears: (n) => `Last ${n} years`,
  between: (from, until) => (from === null ? `until ${until}` : until === null ? `from ${from}` : `${from} to ${until}`),
  regionUnknown: "Region unknown",
  modalityUnknown: "Modality unknown",
  other: "Other",
  kinds: { images: "With images", offline: "Images cannot be opened", "report-alone": "Only a report", locked: "Closed" },
  leaves: (name, n) => `${name} ${n} ${n === 1 ? "study" : "studies"}`,
  letGo: (name) => `Remove filter: ${name}`,
  filtered: (shown, total) => `Filtered: ${shown} of ${total}`,
  hidden: (n) => `${n} hidden`,
  showAll: "Show all",
  undo: "Undo",
  undated: (n) => `${n} without a date ${n === 1 ? "stays" : "stay"}`,
  unplaced: (n) => `${n} without a region ${n === 1 ? "stays" : "stay"}`,
  untyped: (n) => `${n} without a modality ${n === 1 ? "stays" : "stay"}`,
  currentKept: "the current study stays",
  arrived: (n) => `${n} new outside your filter`,
  selectedOutside: "The study that you chose is outside your filter; its report stays open",
  memory: "Holds for this patient, until you close the timeline.",
  keys: { filters: "filters", all: "show all", undo: "undo the filter" },
};

export const filterWordsOf = (language: Language): FilterWords => ({ nl, en })[language];
