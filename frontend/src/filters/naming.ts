// How a value that can be chosen is called: in our words, in those of the directory, or as the source wrote it.

import type { Entry, Holder } from "../events.ts";
import { regionOf } from "../views/row.ts";
import type { Words } from "../words/words.ts";
import { KINDS, OTHER, REPORTS, UNKNOWN, valuesOf } from "./criteria.ts";
import type { Facet } from "./criteria.ts";
import type { FilterWords } from "./words.ts";

export interface Naming {
  readonly words: Words;
  readonly filterWords: FilterWords;
  readonly holders: ReadonlyMap<string, Holder>;
  readonly entries: readonly Entry[];
}

export function labelOf(facet: Facet, value: string, { words, filterWords, holders, entries }: Naming): string {
  switch (facet) {
    case "modality":
      return value === OTHER ? filterWords.other : value === UNKNOWN ? filterWords.modalityUnknown : value;
    case "institution": return holders.get(value)?.short_name ?? givenName(value, entries);
    case "region": {
      if (value === UNKNOWN) return filterWords.regionUnknown;
      const entry = entries.find((one) => valuesOf(one, "region").includes(value));
      return entry === undefined ? value : regionOf(entry, words);
    }
    case "kind": return filterWords.kinds[KINDS.find((kind) => kind === value) ?? "images"];
    case "report": return words.reportStates[REPORTS.find((state) => state === value) ?? "none"];
  }
}

/** The name that came with the rows of a custodian that nobody announced. */
function givenName(custodian: string, entries: readonly Entry[]): string {
  const parts = entries.flatMap((entry) => [...entry.copies, ...entry.reports]);
  return parts.find((part) => part.custodian === custodian)?.institution_name ?? custodian;
}
