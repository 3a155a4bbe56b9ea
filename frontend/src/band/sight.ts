// What of all the time there is stands in sight: all of it, or a span that was zoomed to and shifted.

import type { Entry } from "../events.ts";
import { dayOfEntry } from "./marks.ts";
import { shifted, showing, wholeSpan, zoomed } from "./scale.ts";
import type { Day, Span } from "./scale.ts";

const DAY_MS = 86_400_000;

export class Sight {
  readonly #changed: () => void;
  #entries: readonly Entry[] = [];
  #selected: Entry | null = null;
  #span: Span | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get now(): Day {
    return Date.now() / DAY_MS;
  }

  get isWhole(): boolean {
    return this.#span === null;
  }

  get span(): Span {
    return this.#span ?? this.#whole;
  }

  /** A study that is newly selected comes into sight. */
  follow(entries: readonly Entry[], selectedKey: string | null): void {
    const before = this.#selected?.key ?? null;
    this.#entries = entries;
    this.#selected = entries.find((entry) => entry.key === selectedKey) ?? null;
    const day = this.#selected === null || selectedKey === before ? null : dayOfEntry(this.#selected);
    if (this.#span !== null && day !== null) this.#span = showing(this.#span, day, this.#whole);
  }

  /** Above 1 goes closer; without a day, to what is selected as long as that is in sight. */
  zoom(by: number, around: Day | null = null): void {
    this.#show(zoomed(this.span, by, around ?? this.#middleOfInterest(this.span), this.#whole));
  }

  /** By a share of what is in sight, towards later. */
  pan(share: number): void {
    if (this.#span !== null) this.#show(shifted(this.#span, share * (this.#span.to - this.#span.from), this.#whole));
  }

  showAll(): void {
    this.#span = null;
    this.#changed();
  }

  get #whole(): Span {
    return wholeSpan(this.#entries.map(dayOfEntry).filter((day) => day !== null), this.now);
  }

  #show(span: Span): void {
    const whole = this.#whole;
    this.#span = span.from <= whole.from && span.to >= whole.to ? null : span;
    this.#changed();
  }

  #middleOfInterest(span: Span): Day {
    const day = this.#selected === null ? null : dayOfEntry(this.#selected);
    return day !== null && day > span.from && day < span.to ? day : (span.from + span.to) / 2;
  }
}
