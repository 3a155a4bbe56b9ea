// The way to the images: fetches the side-by-side view when a row has the reader's attention, so that nothing of it is in
// the first load of the page, and has it ask for what the reader will probably want to see.

import type { Comparison, ComparisonHost } from "./compare/comparison.ts";
import type { Shown } from "./compare/roles.ts";
import { el } from "./dom.ts";
import type { Entry } from "./events.ts";
import { hasImages } from "./order.ts";
import { note } from "./views/note.ts";

/** A row that is passed on the way to another one is not asked for. */
const DWELL_MS = 200;

export interface BesideHost extends ComparisonHost {
  /** The way to the full viewer, for the bar. */
  viewerButton(): HTMLElement;
}

export class Beside {
  readonly #host: BesideHost;
  readonly #place: (view: HTMLElement | null, hints: HTMLElement | null) => void;
  #comparison: Comparison | null = null;
  #fetching: Promise<Comparison | null> | null = null;
  #shown: Shown | null = null;
  #dwelling = 0;
  #open: string | null = null;
  #closed = false;

  /** `place` puts the view over the page, or with null takes it away. */
  constructor(host: BesideHost, place: (view: HTMLElement | null, hints: HTMLElement | null) => void) {
    [this.#host, this.#place] = [host, place];
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** The rows that are side by side now, the reference first; nothing before they are. */
  get inSight(): readonly string[] {
    return this.isOpen ? (this.#comparison?.inSight ?? []) : [];
  }

  /** A row was selected. */
  attend(entry: Entry | null): void {
    window.clearTimeout(this.#dwelling);
    if (entry === null || !hasImages(entry) || this.isOpen) return;
    this.#dwelling = window.setTimeout(() => void this.#prepare(entry), DWELL_MS);
  }

  open(key: string): void {
    window.clearTimeout(this.#dwelling);
    this.#open = key;
    if (this.#comparison === null) this.#place(el("section.compare", { role: "main" }, el("p.waiting", { role: "status" }, this.#host.context.words.imagesOpening)), null);
    void this.#show();
  }

  update(shown: Shown): void {
    this.#shown = shown;
    this.#comparison?.update(shown);
  }

  rename(from: string, to: string): void {
    if (this.#open === from) this.#open = to;
    this.#comparison?.rename(from, to);
  }

  keydown(event: KeyboardEvent, lettersOn: boolean): boolean {
    return this.isOpen && this.#comparison?.keydown(event, lettersOn) === true;
  }

  close(): void {
    if (!this.isOpen) return;
    this.#open = null;
    this.#place(null, null);
    this.#comparison?.close();
  }

  /** Nothing of the patient stays; there is no way back. */
  letGo(): void {
    window.clearTimeout(this.#dwelling);
    this.#closed = true;
    this.#open = null;
    this.#place(null, null);
    this.#comparison?.letGo();
    this.#comparison = null;
  }

  async #prepare(entry: Entry): Promise<void> {
    const comparison = await this.#fetched();
    if (this.isOpen || this.#shown === null) return;
    const current = this.#shown.entries.find(({ key }) => key === this.#shown?.currentKey) ?? null;
    comparison?.prepare(current === null || current.key === entry.key ? [entry] : [current, entry]);
  }

  async #show(): Promise<void> {
    const comparison = await this.#fetched();
    if (this.#open === null || this.#shown === null) return;
    if (comparison === null) {
      this.#sayFailed();
      return;
    }
    this.#place(comparison.element, comparison.hints);
    comparison.open(this.#open, this.#shown);
  }

  #fetched(): Promise<Comparison | null> {
    this.#fetching ??= this.#fetch();
    return this.#fetching;
  }

  async #fetch(): Promise<Comparison | null> {
    try {
      const [view, drawing] = await Promise.all([import("./compare/comparison.ts"), import("./compare/drawing/surface.ts")]);
      if (this.#closed) return null;
      this.#comparison = new view.Comparison(this.#host, drawing);
      this.#comparison.viewerPlace.append(this.#host.viewerButton());
      return this.#comparison;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // what a failed import is
      this.#fetching = null;
      return null;
    }
  }

  #sayFailed(): void {
    const { words } = this.#host.context;
    const again = el("button.button", { type: "button", click: () => this.#open !== null && this.open(this.#open) }, words.again);
    const back = el("button.button", { type: "button", click: this.#host.back }, words.backToList);
    const failed = el("section.compare", { role: "main", tabindex: -1 }, note("danger", words.imagesFailed, "alert", again, back));
    this.#place(failed, null);
    failed.focus();
  }
}
