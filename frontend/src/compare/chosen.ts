// Which two rows stand beside each other, by the keys they have in the list.

import type { Entry } from "../events.ts";
import { neighbour, priorsOf } from "./priors.ts";
import { entryOf, NOTHING } from "./roles.ts";
import type { Shown } from "./roles.ts";

export class Chosen {
  shown: Shown = NOTHING;
  #reference: string | null = null;
  #prior: string | null = null;

  /** Left: the current study, or one that the reader keeps there. */
  get reference(): string | null {
    return this.#reference;
  }

  get prior(): string | null {
    return this.#prior;
  }

  get keys(): readonly string[] {
    return [this.#reference, this.#prior].filter((key) => key !== null);
  }

  get entries(): readonly (Entry | null)[] {
    return [entryOf(this.shown, this.#reference), entryOf(this.shown, this.#prior)];
  }

  /** What can stand on the right. */
  get priors(): readonly Entry[] {
    return priorsOf(this.shown.entries, this.#reference);
  }

  /** This row beside the current study. */
  begin(chosen: string): void {
    this.#reference = this.shown.currentKey;
    this.#prior = chosen === this.shown.currentKey ? null : chosen;
  }

  /** A row goes by another key now. */
  rename(from: string, to: string): void {
    if (this.#reference === from) this.#reference = to;
    if (this.#prior === from) this.#prior = to;
  }

  /** Keeps the right one left; only where there is no current study. False: there is one. */
  pin(): boolean {
    if (this.#reference !== null) return false;
    [this.#reference, this.#prior] = [this.#prior, null];
    return true;
  }

  /** False if it stands there already. */
  choosePrior(chosen: string): boolean {
    if (chosen === this.#prior) return false;
    this.#prior = chosen;
    return true;
  }

  /** The next one in the list; false at its end. */
  otherPrior(by: -1 | 1): boolean {
    const next = neighbour(this.priors, this.#prior, by);
    return next !== null && this.choosePrior(next.key);
  }

  clear(): void {
    [this.#reference, this.#prior] = [null, null];
  }
}
