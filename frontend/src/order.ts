// The order of the list: newest or oldest first, ties by time, what has no date last either way. A study of a known
// day but unknown time stands below those of that day whose time is known; the key breaks the last ties, so that the
// order is the same whichever holder answered first.

import type { Entry } from "./events.ts";
import { localMoment } from "./format.ts";

export interface When {
  readonly date: string | null;
  readonly time: string | null;
}

/** When the row took place: the study's own date, or, for a report alone, when the report was written. */
export function whenOf(entry: Entry): When {
  if (entry.study !== null) return { date: entry.study.date, time: entry.study.time?.slice(0, 5) ?? null };
  const written = entry.reports.map((report) => report.authored_at).findLast((at) => at !== null) ?? null;
  return written === null ? { date: null, time: null } : localMoment(written);
}

export type Direction = "newest" | "oldest";

export function ordered(entries: Iterable<Entry>, direction: Direction): readonly Entry[] {
  return [...entries]
    .map((entry) => ({ entry, when: whenOf(entry) }))
    .toSorted(
      (a, b) =>
        compared(a.when.date, b.when.date, direction) ||
        compared(a.when.time, b.when.time, direction) ||
        compared(a.entry.key, b.entry.key, "oldest"),
    )
    .map(({ entry }) => entry);
}

export const newestFirst = (entries: Iterable<Entry>): readonly Entry[] => ordered(entries, "newest");

const found = new WeakMap<ReadonlyMap<string, Entry>, readonly Entry[]>();

/** These entries newest first: the same list for the same map, so that a view knows without looking that nothing came. */
export function rowsOf(entries: ReadonlyMap<string, Entry>): readonly Entry[] {
  const rows = found.get(entries) ?? newestFirst(entries.values());
  found.set(entries, rows);
  return rows;
}

/** What is unknown comes last in either direction. */
const compared = (a: string | null, b: string | null, direction: Direction): number => {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b === (direction === "newest") ? 1 : -1;
};

/** The newest study of the own institution of the day on which the care began: what is being read now. */
export function currentKey(entries: readonly Entry[], startedOn: string | null): string | null {
  const own = (entry: Entry): boolean => entry.study?.date === startedOn && entry.copies.some((copy) => copy.own);
  return startedOn === null ? null : (entries.find(own)?.key ?? null);
}

/** Whether there are images to ask for. */
export const hasImages = (entry: Entry): boolean =>
  entry.study !== null && entry.lock === null && entry.copies.some((copy) => copy.images !== null);

/** The key with which its images are asked for, of the first copy that has one. */
export const imagesKey = (entry: Entry | null): string | null =>
  entry === null || !hasImages(entry) ? null : (entry.copies.find((copy) => copy.images !== null)?.images ?? null);
