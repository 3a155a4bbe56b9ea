// What of a study is here against what was announced, for one pane: of the series that is shown, of all others once their
// headers are read, and of a series whose holder stopped answering.

import type { Child } from "../dom.ts";
import { grouped } from "../format.ts";
import type { Progress } from "../images/loader.ts";
import type { OpenSeries, OpenStudy } from "../images/opening.ts";
import type { SeriesFailure, SeriesImages } from "../images/series.ts";
import type { Frame } from "./frame.ts";
import { remarksOn, remarksOnRest } from "./remarks.ts";
import type { Shared } from "./shared.ts";

export interface Counted {
  readonly study: OpenStudy;
  readonly series: OpenSeries;
  readonly images: SeriesImages;
  /** Objects of the study by its row in the list; null: the row does not say. */
  readonly onRow: number | null;
  readonly institution: string;
}

export class Counting {
  readonly #shared: Shared;
  readonly #frame: Frame;
  readonly #again: () => Child;
  #counted: Counted | null = null;
  #rest: ReadonlyMap<OpenSeries, SeriesImages | SeriesFailure> = new Map();
  #progress: Progress | null = null;

  /** `again` makes the button that asks anew for what did not come. */
  constructor(shared: Shared, frame: Frame, again: () => Child) {
    [this.#shared, this.#frame, this.#again] = [shared, frame, again];
  }

  begin(counted: Counted): void {
    this.#counted = counted;
    this.#say();
  }

  progressed(progress: Progress): void {
    this.#progress = progress;
    this.#say();
  }

  /** Reads the headers of the other series: they then open sooner, and are counted. `found` hears of each once. */
  readRest(found: (series: OpenSeries, images: SeriesImages) => void): void {
    const counted = this.#counted;
    if (counted === null) return;
    this.#shared.studies.readRest(counted.study, (series, images) => {
      const known = this.#rest.get(series);
      const isNews = series !== counted.series && (known === undefined || "failed" in known);
      if (!isNews || this.#counted !== counted) return;
      this.#rest = new Map([...this.#rest, [series, images]]);
      if (!("failed" in images)) found(series, images);
      this.#say();
    });
  }

  clear(): void {
    [this.#counted, this.#rest, this.#progress] = [null, new Map(), null];
    this.#frame.remarks([]);
  }

  #say(): void {
    const { words, context: { words: common } } = this.#shared;
    const counted = this.#counted;
    if (counted === null) return;
    const { institution } = counted;
    const lines = [...remarksOn(counted, words, common), ...remarksOnRest(this.#rest, institution, words, common)];
    const progress = this.#progress;
    if (progress?.isStalled !== true) {
      this.#frame.remarks(lines);
      return;
    }
    const stalled = words.stalled(grouped(progress.loaded, common), grouped(progress.of, common), institution);
    this.#frame.remarks([...lines, stalled], this.#again);
  }
}
