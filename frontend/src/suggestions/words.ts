// The words of suggestions, in both languages. Reasons are the codes of the rules; regions and kinds come named by the
// service, since a site may have its own.

import type { Language } from "../words/language.ts";
import type { Words } from "../words/words.ts";

type Clause = (about: string, months: string) => string;

export interface SuggestionWords {
  readonly label: string;
  readonly suggested: string;
  /** How many of how many earlier studies. */
  readonly of: (n: number, all: number) => string;
  readonly why: string;
  /** Where not all of them fit. */
  readonly whyAll: (n: number) => string;
  readonly whyTitle: string;
  readonly whyNote: string;
  readonly rules: (version: string) => string;
  readonly coming: string;
  readonly none: string;
  readonly noCurrent: string;
  readonly off: string;
  readonly on: string;
  readonly points: (score: number) => string;
  /** How long before the current study, in few signs. */
  readonly ages: Pick<Words, "today" | "daysAgo" | "weeksAgo" | "monthsAgo" | "yearsAgo">;
  readonly months: (n: number) => string;
  readonly keySuggestion: string;
  readonly keyChronology: string;
  readonly short: Readonly<Record<string, string>>;
  readonly fixed: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, Clause>>;
}

const NL: SuggestionWords = {
  label: "Voorgestelde eerdere onderzoeken",
  suggested: "Voorgesteld",
  of: (n, all) => `${n} van ${all}`,
  why: "waarom?",
  whyAll: (n) => `alle ${n}, waarom?`,
  whyTitle: "Waarom deze onderzoeken?",
  whyNote: "Voorstellen zetten voorop en verbergen niets: alle onderzoeken staan in de lijst. Wat een bron niet noemt, telt niet mee.",
  rules: (version) => `Regels versie ${version}`,
  coming: "Voorstellen komen hier zodra instellingen antwoorden.",
  none: "Geen voorstellen: niets in de lijst lijkt genoeg op het huidige onderzoek. Kijk zelf in de lijst.",
  noCurrent: "Geen voorstellen: er is geen onderzoek van vandaag om mee te vergelijken. Alles staat in de lijst.",
  off: "Voorstellen staan uit; de lijst staat op volgorde van tijd.",
  on: "Voorstellen tonen",
  points: (score) => `${score} ${score === 1 ? "punt" : "punten"}`,
  ages: {
    today: "zelfde dag", daysAgo: (n) => `${n} ${n === "1" ? "dag" : "dagen"}`, weeksAgo: (n) => `${n} wk`,
    monthsAgo: (n) => `${n} mnd`, yearsAgo: (n) => `${n} jr`,
  },
  months: (n) => (n === 0 ? "minder dan een maand" : n < 24 ? `${n} ${n === 1 ? "maand" : "maanden"}` : `${Math.floor(n / 12)} jaar`),
  keySuggestion: "voorstel openen",
  keyChronology: "voorstellen aan of uit",
  short: {
    "region-same": "zelfde regio", "region-partly": "deels zelfde regio", "region-near": "aangrenzend", "region-unknown": "regio onbekend",
    "side-same": "zelfde zijde", treatment: "ingreep", latest: "meest recent", oldest: "oudste", "other-method": "andere soort",
    "before-gap": "voor lange tijd zonder", "after-gap": "na lange tijd zonder",
  },
  fixed: { left: "links", right: "rechts", both: "beide", with: "met", without: "zonder" },
  reasons: {
    "region-same": (about) => `zelfde regio: ${about}`,
    "region-partly": (about) => `deels dezelfde regio: ${about}`,
    "region-near": (about) => `aangrenzende regio: ${about}`,
    "region-other": () => "andere regio",
    "region-unknown": () => "regio onbekend",
    "side-same": (about) => `zelfde zijde: ${about}`,
    "side-partly": () => "een van beide onderzoeken is van beide zijden",
    "side-other": (about) => `andere zijde: ${about}`,
    "modality-same": (about) => `zelfde soort onderzoek: ${about}`,
    "modality-related": (about) => `verwante soort onderzoek: ${about}`,
    apart: (about) => `${about}, geen beelden om naast te leggen`,
    "procedure-same": () => "zelfde verrichting",
    "kind-same": (about) => `ook ${about}`,
    age: (_, months) => `${months} eerder`,
    later: () => "later dan dit onderzoek",
    stale: (about, months) => `${about} van ${months} geleden zegt nu weinig`,
    treatment: (about) => `ingreep in deze regio: ${about}`,
    latest: () => "meest recente vergelijkbare onderzoek",
    "one-before": () => "het vergelijkbare onderzoek daarvoor",
    between: () => "ertussenin: nieuwere en oudere zijn er ook",
    oldest: () => "oudste vergelijkbare onderzoek",
    "before-gap": (_, months) => `laatste vergelijkbare onderzoek voor een periode van ${months} zonder`,
    "after-gap": (_, months) => `eerste vergelijkbare onderzoek na een periode van ${months} zonder`,
    "other-method": (about) => `meest recente andere soort onderzoek van deze regio: ${about}`,
    reported: () => "met verslag",
    "contrast-same": (about) => `ook ${about} contrast`,
  },
};

const EN: SuggestionWords = {
  label: "Suggested earlier studies",
  suggested: "Suggested",
  of: (n, all) => `${n} of ${all}`,
  why: "why?",
  whyAll: (n) => `all ${n}, why?`,
  whyTitle: "Why these studies?",
  whyNote: "Suggestions come first and hide nothing: all studies are in the list. What a source does not tell counts for nothing.",
  rules: (version) => `Rules version ${version}`,
  coming: "Suggestions come here as institutions answer.",
  none: "No suggestions: nothing in the list resembles the current study enough. Look in the list yourself.",
  noCurrent: "No suggestions: there is no study of today to compare with. Everything is in the list.",
  off: "Suggestions are off; the list is in order of time.",
  on: "Show suggestions",
  points: (score) => `${score} ${score === 1 ? "point" : "points"}`,
  ages: {
    today: "same day", daysAgo: (n) => `${n} ${n === "1" ? "day" : "days"}`, weeksAgo: (n) => `${n} wk`,
    monthsAgo: (n) => `${n} mo`, yearsAgo: (n) => `${n} yr`,
  },
  months: (n) => (n === 0 ? "less than a month" : n < 24 ? `${n} ${n === 1 ? "month" : "months"}` : `${Math.floor(n / 12)} years`),
  keySuggestion: "open suggestion",
  keyChronology: "suggestions on or off",
  short: {
    "region-same": "same region", "region-partly": "partly same region", "region-near": "neighbouring", "region-unknown": "region unknown",
    "side-same": "same side", treatment: "treatment", latest: "latest", oldest: "oldest", "other-method": "other method",
    "before-gap": "before a long time without", "after-gap": "after a long time without",
  },
  fixed: { left: "left", right: "right", both: "both", with: "with", without: "without" },
  reasons: {
    "region-same": (about) => `same region: ${about}`,
    "region-partly": (about) => `partly the same region: ${about}`,
    "region-near": (about) => `neighbouring region: ${about}`,
    "region-other": () => "another region",
    "region-unknown": () => "region unknown",
    "side-same": (about) => `same side: ${about}`,
    "side-partly": () => "one of the two shows both sides",
    "side-other": (about) => `other side: ${about}`,
    "modality-same": (about) => `same modality: ${about}`,
    "modality-related": (about) => `related modality: ${about}`,
    apart: (about) => `${about}, no images to lay beside`,
    "procedure-same": () => "same procedure",
    "kind-same": (about) => `also ${about}`,
    age: (_, months) => `${months} earlier`,
    later: () => "later than this study",
    stale: (about, months) => `${about} of ${months} ago says little now`,
    treatment: (about) => `treatment in this region: ${about}`,
    latest: () => "latest comparable study",
    "one-before": () => "the comparable study before that",
    between: () => "in between: there are newer and older ones",
    oldest: () => "oldest comparable study",
    "before-gap": (_, months) => `last comparable study before ${months} without one`,
    "after-gap": (_, months) => `first comparable study after ${months} without one`,
    "other-method": (about) => `latest other method of this region: ${about}`,
    reported: () => "has a report",
    "contrast-same": (about) => `also ${about} contrast`,
  },
};

export const suggestionWords = (language: Language): SuggestionWords => ({ nl: NL, en: EN })[language];
