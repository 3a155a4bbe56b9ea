// What a reader wants to see of one patient's list: within a kind of choice any value does, of several kinds all
// must hold. A row of which something is not known is never left out for it: who looks for abdomen must see what
// might be one. Pure, so that "nothing in silence" is tested without a browser.

import type { Entry, ReportState } from "../events.ts";
import { custodiansOf } from "../model.ts";
import { whenOf } from "../order.ts";

export const FACETS = ["modality", "institution", "region", "kind", "report"] as const;
export type Facet = (typeof FACETS)[number];

export const KINDS = ["images", "offline", "report-alone", "locked"] as const;
export type Kind = (typeof KINDS)[number];

export const REPORTS = ["final", "preliminary", "corrected", "appended", "withdrawn", "none"] as const satisfies readonly (ReportState | "none")[];

/** As a chosen region: that nobody said which it is. */
export const UNKNOWN = "?";

export const MODALITY_GROUPS: readonly (readonly string[])[] = [
  ["CT"], ["MR"], ["DX", "CR"], ["US"], ["MG"], ["NM", "PT"], ["XA", "RF"],
];
/** As a chosen modality: what belongs to none of the groups. */
export const OTHER = "OT";

export interface Period {
  /** First and last local day on which the procedure may have begun; null for no end. */
  readonly from: string | null;
  readonly until: string | null;
}

export interface Criteria {
  readonly chosen: Readonly<Record<Facet, readonly string[]>>;
  readonly period: Period;
}

export const EVERYTHING: Criteria = {
  chosen: { modality: [], institution: [], region: [], kind: [], report: [] },
  period: { from: null, until: null },
};

export const hasPeriod = ({ period }: Criteria): boolean => period.from !== null || period.until !== null;

export const isEverything = (criteria: Criteria): boolean =>
  !hasPeriod(criteria) && FACETS.every((facet) => criteria.chosen[facet].length === 0);

/** Regions are told apart without regard to capitals; the source's own text is the name. */
export const regionValue = (region: string): string => region.trim().toLowerCase();

/** What one row is, per kind of choice; of a study at several institutions each of them. */
export function valuesOf(entry: Entry, facet: Facet): readonly string[] {
  switch (facet) {
    case "modality": return modalityGroups(entry);
    case "institution": return custodiansOf(entry);
    case "region": return [regionValue(entry.study?.region ?? "") || UNKNOWN];
    case "kind": return [kindOf(entry)];
    case "report": return [entry.report_state];
  }
}

function modalityGroups(entry: Entry): readonly string[] {
  const modalities = entry.study?.modalities ?? [];
  const groups = modalities.map((modality) => MODALITY_GROUPS.find((group) => group.includes(modality))?.[0] ?? OTHER);
  return groups.length === 0 ? [UNKNOWN] : [...new Set(groups)];
}

export function kindOf(entry: Entry): Kind {
  if (entry.lock !== null) return "locked";
  if (entry.study === null) return "report-alone";
  return ["offline", "unreadable"].includes(entry.study.availability) ? "offline" : "images";
}

const hasValue = (entry: Entry, facet: Facet, values: readonly string[]): boolean =>
  valuesOf(entry, facet).some((value) => values.includes(value));

/** Whether so little is known of the row that this choice cannot leave it out. */
export function isUnknown(entry: Entry, facet: Facet): boolean {
  return (facet === "region" || facet === "modality") && valuesOf(entry, facet).includes(UNKNOWN);
}

const admits = (entry: Entry, facet: Facet, { chosen }: Criteria): boolean =>
  chosen[facet].length === 0 || isUnknown(entry, facet) || hasValue(entry, facet, chosen[facet]);

function isWithin(entry: Entry, { period }: Criteria): boolean {
  const { date } = whenOf(entry);
  return date === null || ((period.from === null || date >= period.from) && (period.until === null || date <= period.until));
}

/** `found`: keys that a search came up with; null without a search. */
export type Found = ReadonlySet<string> | null;

const isFound = (entry: Entry, found: Found): boolean => found === null || found.has(entry.key);

export const filtered = (entries: readonly Entry[], criteria: Criteria, found: Found = null): readonly Entry[] =>
  entries.filter((entry) =>
    isFound(entry, found) && isWithin(entry, criteria) && FACETS.every((facet) => admits(entry, facet, criteria)));

/** Each value that occurs, with the number of rows that have it and that everything else chosen leaves. A chosen
 * value that no row has (any more) stays, with 0, so that it can be let go of. */
export function counted(entries: readonly Entry[], facet: Facet, criteria: Criteria, found: Found = null): ReadonlyMap<string, number> {
  const others: Criteria = { ...criteria, chosen: { ...criteria.chosen, [facet]: [] } };
  const counts = new Map<string, number>(criteria.chosen[facet].map((value) => [value, 0]));
  for (const entry of entries) for (const value of valuesOf(entry, facet)) counts.set(value, counts.get(value) ?? 0);
  for (const entry of filtered(entries, others, found)) {
    for (const value of valuesOf(entry, facet)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

export function toggled(criteria: Criteria, facet: Facet, value: string): Criteria {
  const before = criteria.chosen[facet];
  const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
  return { ...criteria, chosen: { ...criteria.chosen, [facet]: after } };
}
