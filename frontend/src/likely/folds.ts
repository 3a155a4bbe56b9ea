// Rows that this user has put together since they may be the same study. Only this page knows: nobody else sees it, the
// service is not told, and it ends with the page. What was put together can be taken apart again at any time, and comes
// apart by itself as soon as the service no longer says that the rows may be the same.

import type { Entry, Report } from "../events.ts";
import type { Model } from "../model.ts";
import { connected } from "./brackets.ts";

export type Parts = ReadonlyMap<string, readonly Entry[]>;

interface Made {
  readonly parts: readonly Entry[];
  readonly entry: Entry;
}

export class Folds {
  #folds: readonly (readonly string[])[] = [];
  #made = new Map<string, Made>();
  #heads = new Map<string, string>();
  #from: Model | null = null;
  #folded: Model | null = null;

  /** Of each row that the user made of several, those several. */
  get parts(): Parts {
    return new Map([...this.#made].map(([key, { parts }]) => [key, parts]));
  }

  /** What is known, with one row in the place of those that were put together. */
  applied(model: Model): Model {
    if (this.#folds.length === 0) return model;
    if (this.#from === model && this.#folded !== null) return this.#folded;
    this.#from = model;
    return (this.#folded = this.#fold(model));
  }

  /** The key under which a row stands now. */
  headOf(key: string): string {
    return this.#heads.get(key) ?? key;
  }

  /** Puts the rows that may be the same as this one together with it or, where that was done, takes them apart. `shown`
   * is what is on the screen. Gives the key under which the row then stands; null where there is nothing to do. */
  turn(key: string, shown: Model): string | null {
    const entry = shown.entries.get(key);
    if (entry === undefined) return null;
    const rows = connected(entry, shown.entries.values());
    const keys = rows.flatMap((row) => (this.#made.get(row.key)?.parts ?? [row]).map((part) => part.key));
    if (keys.length < 2) return null;
    const others = this.#folds.filter((fold) => !fold.some((one) => keys.includes(one)));
    const head = fullest(rows).key;
    this.#folds = rows.length === 1 ? others : [...others, [head, ...keys.filter((one) => one !== head)]];
    this.#forget();
    return rows.length === 1 ? key : head;
  }

  /** A row that was put together with others now goes by another key. */
  rename(from: string, to: string): void {
    if (!this.#folds.some((fold) => fold.includes(from))) return;
    this.#folds = this.#folds.map((fold) => [...new Set(fold.map((key) => (key === from ? to : key)))]);
    this.#forget();
  }

  #forget(): void {
    [this.#from, this.#folded] = [null, null];
    if (this.#folds.length > 0) return;
    this.#made.clear();
    this.#heads.clear();
  }

  #fold(model: Model): Model {
    const before = this.#made;
    this.#made = new Map();
    this.#heads = new Map();
    const entries = new Map(model.entries);
    for (const fold of this.#folds) {
      const left = new Map(fold.flatMap((key) => model.entries.get(key) ?? []).map((entry) => [entry.key, entry]));
      for (const [key, entry] of left) {
        const parts = connected(entry, left.values());
        parts.forEach((part) => left.delete(part.key));
        if (parts.length > 1) this.#made.set(key, remade(parts, before.get(key)));
      }
    }
    for (const [key, { parts }] of this.#made) {
      for (const part of parts) {
        this.#heads.set(part.key, key);
        entries.delete(part.key);
      }
    }
    for (const [key, { entry }] of this.#made) entries.set(key, entry);
    for (const [key, entry] of entries) {
      if (entry.likely_same.some((other) => this.headOf(other.key) !== other.key)) entries.set(key, this.#readdressed(entry));
    }
    return { ...model, entries };
  }

  /** What a row may be the same as, under the keys that are on the screen. */
  #readdressed(entry: Entry): Entry {
    const others = new Map(entry.likely_same.map((other) => [this.headOf(other.key), other.compared]));
    others.delete(entry.key);
    return { ...entry, likely_same: [...others].map(([key, compared]) => ({ key, compared })) };
  }
}

/** A row that did not change is the same object, so that it is not drawn anew. */
const remade = (parts: readonly Entry[], before: Made | undefined): Made =>
  before !== undefined && before.parts.length === parts.length && before.parts.every((part, i) => part === parts[i])
    ? before
    : { parts, entry: together(parts) };

/** One row of several: the first speaks for all, and what each of them holds stands in it. */
function together(parts: readonly Entry[]): Entry {
  const [head, ...others] = parts as readonly [Entry, ...(readonly Entry[])];
  const keys = new Set(parts.map((part) => part.key));
  const reports = [...new Map(parts.flatMap((part) => part.reports).map((report) => [report.key, report])).values()].toSorted(later);
  return {
    ...head,
    copies: [head, ...others].flatMap((part) => part.copies),
    reports,
    report_state: reports[0]?.status ?? "none",
    marked_as: parts.flatMap((part) => part.marked_as),
    likely_same: parts.flatMap((part) => part.likely_same).filter((other) => !keys.has(other.key)),
  };
}

/** Newest first; what has no date stands last. */
const later = (a: Report, b: Report): number => (b.authored_at ?? "").localeCompare(a.authored_at ?? "") || a.key.localeCompare(b.key);

/** The row that speaks for the others: the one with most images, of equals the one with a report, then the own one. */
const fullest = (rows: readonly Entry[]): Entry =>
  rows.reduce((best, row) => (compared(best, row) < 0 ? row : best));

const compared = (a: Entry, b: Entry): number =>
  amount(a) - amount(b) || a.reports.length - b.reports.length || owned(a) - owned(b) || b.key.localeCompare(a.key);

const amount = ({ study }: Entry): number => study?.image_count ?? study?.instance_count ?? 0;
const owned = ({ copies }: Entry): number => Number(copies.some((copy) => copy.own));
