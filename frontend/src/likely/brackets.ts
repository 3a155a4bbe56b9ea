// Rows that may be the same study, beside each other under one bracket, and what was compared. Nothing here folds them.

import type { Entry } from "../events.ts";

export interface Bracket {
  readonly at: "first" | "middle" | "last";
  /** All rows under it, in the order in which they stand. */
  readonly rows: readonly Entry[];
  /** What was compared between them; where pairs differ, the weakest. */
  readonly compared: readonly string[];
}

/** Of what was compared only one of these can be said; the last is the weakest. */
const WEAKENING: readonly (readonly string[])[] = [
  ["same-moment", "near-moment", "same-day"],
  ["same-modality"],
  ["same-description", "like-description"],
  ["same-institution"],
  ["same-image-count", "other-image-count"],
  ["other-uid"],
];

export interface Bracketed {
  readonly entries: readonly Entry[];
  readonly brackets: ReadonlyMap<string, Bracket>;
}

/** The same rows, those that may be one study right below the first of them. */
export function bracketed(entries: readonly Entry[]): Bracketed {
  if (entries.every((entry) => entry.likely_same.length === 0)) return { entries, brackets: new Map() };
  const brackets = new Map<string, Bracket>();
  const placed = new Set<string>();
  const arranged: Entry[] = [];
  for (const entry of entries) {
    if (placed.has(entry.key)) continue;
    const rows = connected(entry, entries);
    for (const [i, row] of rows.entries()) {
      placed.add(row.key);
      arranged.push(row);
      const at = i === 0 ? "first" : i === rows.length - 1 ? "last" : "middle";
      if (rows.length > 1) brackets.set(row.key, { at, rows, compared: comparedIn(rows) });
    }
  }
  return { entries: arranged, brackets };
}

/** This row and every row of these that may be the same, directly or through others, in the order given. */
export function connected(from: Entry, among: Iterable<Entry>): readonly Entry[] {
  if (from.likely_same.length === 0) return [from];
  const known = new Map([...among].map((entry) => [entry.key, entry]));
  const found = new Set([from.key]);
  // A set gives what is added while it is walked, too.
  for (const key of found) {
    for (const other of known.get(key)?.likely_same ?? []) if (known.get(other.key)?.lock === null) found.add(other.key);
  }
  return [...known.values()].filter((entry) => found.has(entry.key));
}

function comparedIn(rows: readonly Entry[]): readonly string[] {
  const keys = new Set(rows.map((row) => row.key));
  const pairs = rows.flatMap((row) => row.likely_same.filter((other) => keys.has(other.key)).map((other) => new Set(other.compared)));
  return WEAKENING.flatMap((codes) => {
    const said = pairs.map((pair) => codes.findIndex((code) => pair.has(code)));
    return said.includes(-1) ? [] : (codes[Math.max(...said)] ?? []);
  });
}
