// What a new question brings of rows that are listed already. A row's key is the lowest UID of what is folded in
// it, so that the same study comes by another key as long as not all of its holders have answered. It is known
// again by its copies, and stands once: what a holder that has not answered yet gave before is carried along.

import type { Copy, Entry, Report } from "./events.ts";

export interface Listed {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Keys that the current question to everybody has given. */
  readonly confirmed: ReadonlySet<string>;
  /** By row the subjects that only an earlier question gave. */
  readonly carried: ReadonlyMap<string, ReadonlySet<string>>;
}

type Part = Copy | Report;

const partsOf = (entry: Entry): readonly Part[] => [...entry.copies, ...entry.reports];

const subjectsOf = (parts: readonly Part[]): ReadonlySet<string> =>
  new Set(parts.flatMap(({ subject }) => (subject === null ? [] : [subject])));

/** The rows that an entry takes the place of: those that it names, and what an earlier question gave of the same. */
export function replacedBy({ entries, confirmed }: Listed, entry: Entry): readonly string[] {
  if (entry.lock !== null) return entry.replaces;
  const before = [...entries.values()].filter((one) => one.key !== entry.key && one.lock === null && !confirmed.has(one.key));
  const sharing = (parts: (one: Entry) => readonly Part[]): readonly string[] => {
    const subjects = subjectsOf(parts(entry));
    return before.filter((one) => parts(one).some(({ subject }) => subject !== null && subjects.has(subject))).map((one) => one.key);
  };
  // A report may stand on several studies: alone it is known again only where there is no choice.
  const alone = entry.copies.length === 0 ? sharing((one) => one.reports) : [];
  const same = entry.copies.length > 0 ? sharing((one) => one.copies) : alone.length === 1 ? alone : [];
  return [...new Set([...entry.replaces, ...same])];
}

/** The rows on which anything of this entry stands already, under whatever key. */
export function formsOf(listed: Listed, entry: Entry): readonly string[] {
  const parts = (one: Entry): readonly Part[] => (entry.copies.length > 0 ? one.copies : one.reports);
  const subjects = subjectsOf(parts(entry));
  const keys = new Set([entry.key, ...replacedBy(listed, entry)]);
  const known = [...listed.entries.values()].filter((one) =>
    keys.has(one.key) || parts(one).some(({ subject }) => subject !== null && subjects.has(subject)));
  return known.map((one) => one.key);
}

/** The list with one entry in it. */
export function listedWith<Kind extends Listed>(listed: Kind, entry: Entry): Kind {
  const replaced = replacedBy(listed, entry);
  const given = subjectsOf(partsOf(entry));
  const kept: Entry[] = [];
  for (const key of [entry.key, ...replaced]) {
    const form = listed.entries.get(key);
    if (form === undefined || form.lock !== null || entry.lock !== null) continue;
    const old = listed.confirmed.has(key) ? (listed.carried.get(key) ?? new Set<string>()) : subjectsOf(partsOf(form));
    kept.push(withParts(form, ({ subject }) => subject !== null && old.has(subject) && !given.has(subject)));
  }
  const copies = once(kept.flatMap((form) => form.copies));
  const reports = once(kept.flatMap((form) => form.reports));
  const entries = new Map(listed.entries);
  const carried = new Map(listed.carried);
  for (const key of replaced) [entries, carried].forEach((map) => map.delete(key));
  carried.delete(entry.key);
  if (copies.length + reports.length > 0) carried.set(entry.key, subjectsOf([...copies, ...reports]));
  for (const [key, subjects] of carried) {
    // A copy that now comes as a row of its own stands there, until it comes on this one again.
    const elsewhere = new Set(entry.copies.flatMap(({ subject }) => (subject !== null && subjects.has(subject) ? [subject] : [])));
    const form = entries.get(key);
    if (form === undefined || key === entry.key || elsewhere.size === 0) continue;
    entries.set(key, withParts(form, ({ subject }) => subject === null || !elsewhere.has(subject)));
    carried.set(key, new Set([...subjects].filter((subject) => !elsewhere.has(subject))));
  }
  entries.set(entry.key, joined(entry, kept.find((form) => form.study !== null)?.study ?? null, copies, reports));
  return { ...listed, entries, carried, confirmed: new Set(listed.confirmed).add(entry.key) };
}

/** What is carried along of holders that have answered now, and gave it no more, goes. */
export function withoutCarried<Kind extends Listed>(listed: Kind, isStill: (custodian: string) => boolean): Kind {
  const entries = new Map(listed.entries);
  const carried = new Map<string, ReadonlySet<string>>();
  for (const [key, subjects] of listed.carried) {
    const form = entries.get(key);
    if (form === undefined) continue;
    const stays = (part: Part): boolean => part.subject === null || !subjects.has(part.subject) || isStill(part.custodian);
    const left = withParts(form, stays);
    const still = new Set([...subjects].filter((subject) => subjectsOf(partsOf(left)).has(subject)));
    entries.set(key, left);
    if (still.size > 0) carried.set(key, still);
  }
  return { ...listed, entries, carried };
}

function joined(entry: Entry, study: Entry["study"], copies: readonly Copy[], reports: readonly Report[]): Entry {
  if (copies.length + reports.length === 0) return entry;
  return stated({
    ...entry,
    study: entry.study ?? (copies.length > 0 ? study : null),
    copies: [...entry.copies, ...copies],
    reports: [...entry.reports, ...reports].toSorted((a, b) => (b.authored_at ?? "").localeCompare(a.authored_at ?? "")),
  });
}

function withParts(entry: Entry, stays: (part: Part) => boolean): Entry {
  const copies = entry.copies.filter(stays);
  const reports = entry.reports.filter(stays);
  if (copies.length === entry.copies.length && reports.length === entry.reports.length) return entry;
  return stated({ ...entry, study: copies.length === 0 && entry.copies.length > 0 ? null : entry.study, copies, reports });
}

const stated = (entry: Entry): Entry => ({ ...entry, report_state: entry.reports[0]?.status ?? "none" });

function once<Kind extends Part>(parts: readonly Kind[]): readonly Kind[] {
  return [...new Map(parts.map((part) => [part.subject, part])).values()];
}
