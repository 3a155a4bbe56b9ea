// The filter of this page, for this patient: it lives in the page's memory only and goes with it. Every change can
// be undone.

import type { Entry } from "../events.ts";
import { EVERYTHING, isEverything } from "./criteria.ts";
import type { Criteria } from "./criteria.ts";
import { sieved } from "./outside.ts";
import type { Sieved } from "./outside.ts";

const MOST_STEPS = 50;

export class Filters {
  #criteria: Criteria = EVERYTHING;
  #before: readonly Criteria[] = [];
  #known = new Set<string>();
  #entries: readonly Entry[] = [];
  #isOther = false;
  #last: { readonly of: readonly unknown[]; readonly sieved: Sieved } | null = null;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get criteria(): Criteria {
    return this.#criteria;
  }

  get isActive(): boolean {
    return !isEverything(this.#criteria);
  }

  get canUndo(): boolean {
    return this.#before.length > 0;
  }

  use(criteria: Criteria): void {
    this.#before = [...this.#before, this.#criteria].slice(-MOST_STEPS);
    this.#set(criteria);
  }

  showAll(): void {
    if (this.isActive) this.use(EVERYTHING);
  }

  undo(): void {
    const last = this.#before.at(-1);
    if (last === undefined) return;
    this.#before = this.#before.slice(0, -1);
    this.#set(last);
  }

  /** The patient is closed: nothing of what was chosen stays. */
  forget(): void {
    [this.#criteria, this.#before, this.#entries] = [EVERYTHING, [], []];
    this.#know();
  }

  /** What the list shows of these rows; the same as before, where nothing changed. */
  sieve(entries: readonly Entry[], currentKey: string | null, selectedKey: string | null): Sieved {
    this.#entries = entries;
    for (const entry of entries) if (entry.replaces.some((old) => this.#known.has(old))) this.#known.add(entry.key);
    if (!this.isActive) this.#know();
    const isOther = this.#isOther;
    this.#isOther = false;
    const of = [entries, this.#criteria, currentKey, selectedKey, isOther];
    if (this.#last?.of.every((part, i) => part === of[i]) !== true) {
      const found = sieved(entries, this.#criteria, null, { currentKey, selectedKey, known: this.#known, isOther });
      const before = this.#last?.sieved.shown ?? [];
      const isSame = found.shown.length === before.length && found.shown.every((entry, i) => entry === before[i]);
      this.#last = { of, sieved: isSame ? { ...found, shown: before } : found };
    }
    return this.#last.sieved;
  }

  #set(criteria: Criteria): void {
    this.#criteria = criteria;
    this.#isOther = true;
    this.#know();
    this.#changed();
  }

  #know(): void {
    this.#known = new Set(this.#entries.map((entry) => entry.key));
  }
}
