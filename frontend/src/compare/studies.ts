// What the holders gave, for as long as it is shown or in focus: opened studies and the metadata of their series.
// Nothing is kept of a study that is let go.

import type { ClosedStudy, OpenedStudy, OpenSeries, OpenStudy } from "../images/opening.ts";
import { Opening } from "../images/opening.ts";
import { chooseSeries } from "../images/choice.ts";
import type { SeriesFailure, SeriesImages } from "../images/series.ts";
import { fetchSeries } from "../images/series.ts";

interface Read {
  readonly key: string;
  readonly images: Promise<SeriesImages | SeriesFailure>;
  readonly control: AbortController;
}

export interface StudiesListener {
  ended(why: "no-session"): void;
  lost(study: ClosedStudy): void;
}

export class Studies {
  readonly opening: Opening;
  /** By series of an opened study: a copy elsewhere may have a series of the same UID. */
  readonly #read = new Map<string, Read>();
  /** One after the other, over all studies: pixels have the line. */
  #rest: Promise<void> = Promise.resolve();

  constructor(context: () => string, listener: StudiesListener) {
    this.opening = new Opening(context, listener);
  }

  /** `key` is that of a copy's images. Never rejects. */
  async open(key: string): Promise<OpenedStudy> {
    const [opened] = await this.opening.open([key]);
    return opened ?? { key, state: "unreachable", studyUid: null };
  }

  /** The images of a series; asked of the service once, and once more after a failure. Never rejects. */
  series(study: OpenStudy, series: OpenSeries): Promise<SeriesImages | SeriesFailure> {
    const wanted = `${study.key} ${series.uid}`;
    const known = this.#read.get(wanted);
    if (known !== undefined) return known.images;
    const control = new AbortController();
    const images = this.#fetched(study, series, control.signal).then((answer) => {
      if ("failed" in answer) this.#read.delete(wanted);
      return answer;
    });
    this.#read.set(wanted, { key: study.key, images, control });
    return images;
  }

  /** That a holder does not give a study is believed once it was asked anew: the ticket may have been another's. */
  async #fetched(study: OpenStudy, series: OpenSeries, signal: AbortSignal): Promise<SeriesImages | SeriesFailure> {
    await this.opening.ready();
    const answer = await fetchSeries(study.path, series, signal);
    if (!("failed" in answer) || answer.failed !== "gone") return answer;
    await this.opening.confirm();
    return this.opening.keeps(study.key) ? fetchSeries(study.path, series, signal) : answer;
  }

  /** Reads what was not read yet of a study that is shown, in the background, and tells of each series; of those that
   * are known too. Ends when the study is let go. */
  readRest(study: OpenStudy, found: (series: OpenSeries, images: SeriesImages | SeriesFailure) => void): void {
    this.#rest = this.#readAfter(this.#rest, study, found);
  }

  async #readAfter(others: Promise<void>, study: OpenStudy, found: (series: OpenSeries, images: SeriesImages | SeriesFailure) => void): Promise<void> {
    await others;
    for (const series of study.series) {
      if (!this.opening.keeps(study.key)) return;
      const images = await this.series(study, series);
      if ("failed" in images && images.failed === "let-go") return;
      found(series, images);
    }
  }

  /** Opens these studies and reads the series that would be shown first, the second's beside the first's, so that
   * choosing one of them has nothing left to wait for but pixels. */
  async prepare(keys: readonly string[]): Promise<void> {
    const opened = await this.opening.open(keys);
    let beside: OpenSeries | null = null;
    for (const study of opened) {
      if (study.state !== "open") continue;
      const chosen: OpenSeries | null = chooseSeries(study, beside === null ? null : { series: beside });
      if (chosen !== null) void this.series(study, chosen);
      beside ??= chosen;
    }
  }

  keepOnly(keys: ReadonlySet<string>): void {
    this.opening.keepOnly(keys);
    for (const [wanted, { key, control }] of this.#read) {
      if (keys.has(key)) continue;
      control.abort();
      this.#read.delete(wanted);
    }
  }

  letGo(): void {
    this.opening.letGo();
    this.keepOnly(new Set());
  }
}
