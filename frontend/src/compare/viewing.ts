// One series on the screen: which image, with which grey values, how large, and what was measured on it. What is drawn is
// always what is said.

import { orientationLetters } from "../images/geometry.ts";
import type { Progress } from "../images/loader.ts";
import type { Point } from "../images/measure.ts";
import { lengthOf } from "../images/measure.ts";
import type { SeriesImages, StackImage, Window } from "../images/series.ts";
import { sharesWindow } from "../images/windows.ts";
import { Approach } from "./approach.ts";
import type { Drawn, Screen } from "./approach.ts";
import { captionsOf, levelInWords, placeInWords } from "./captions.ts";
import type { Mapping, Surface } from "./drawing/surface.ts";
import { WHOLE } from "./placing.ts";
import type { Placing } from "./placing.ts";
import type { Frame } from "./frame.ts";
import { grouped } from "../format.ts";
import { lengthInWords, scaleBarOf } from "./lengths.ts";
import { Measures } from "./measures.ts";
import type { Seen } from "./measures.ts";
import { ProgressLine } from "./progress.ts";
import { pictureOf, windowFor } from "./scene.ts";
import type { Shared } from "./shared.ts";
import { Stack } from "./stack.ts";
import type { FrameTrouble } from "./words/words.ts";

export interface ViewingListener {
  /** Another image is meant, by the reader or because the other side went there. */
  meant(): void;
  drawn(): void;
  /** More is here, or something failed. */
  progressed(progress: Progress): void;
  /** The image that is meant will not come. */
  failed(index: number, why: FrameTrouble): void;
}

export class Viewing {
  readonly stack: Stack;
  readonly #shared: Shared;
  readonly #frame: Frame;
  readonly #surface: Surface;
  readonly #listener: ViewingListener;
  readonly #approach: Approach;
  readonly #progress: ProgressLine;
  readonly #measures = new Measures();
  #drawn: Drawn | null = null;
  #closed = false;
  #set: Window | null = null;
  #inverted = false;
  #placing: Placing = WHOLE;

  constructor(series: SeriesImages, at: number, frame: Frame, surface: Surface, shared: Shared, listener: ViewingListener) {
    [this.#shared, this.#frame, this.#surface, this.#listener] = [shared, frame, surface, listener];
    this.stack = new Stack(series.images, at, shared.loader, shared.decoders, () => this.#progressed());
    this.#progress = new ProgressLine(this.stack, frame, shared, () => listener.progressed(this.stack.progress));
    this.#approach = new Approach(this.stack, at, this.#screen());
    this.#progress.renew();
    this.go(at);
  }

  /** The image that is meant; what is drawn follows. */
  get image(): StackImage | null {
    return this.stack.images[this.index] ?? null;
  }

  get index(): number {
    return this.#approach.meant;
  }

  get drawnImage(): StackImage | null {
    return this.#drawn === null ? null : (this.stack.images[this.#drawn.index] ?? null);
  }

  get window(): Window | null {
    const image = this.drawnImage;
    return image === null || this.#drawn === null ? null : windowFor(image, this.#drawn.raster, this.#set);
  }

  /** Whether grey values were set here, by the reader or from the other side. */
  get hasOwnWindow(): boolean {
    return this.#set !== null;
  }

  /** Whether what is meant stands on the screen. */
  get isSettled(): boolean {
    return this.#approach.isThere;
  }

  get inverted(): boolean {
    return this.#inverted;
  }

  get placing(): Placing {
    return this.#placing;
  }

  get mapping(): Mapping | null {
    return this.#surface.mapping();
  }

  go(index: number): void {
    const last = this.stack.images.length - 1;
    const next = Math.min(Math.max(index, 0), last);
    this.#approach.mean(next);
    const image = this.image;
    if (image !== null) this.#frame.rail.at(next, last + 1, placeInWords(image, next, last + 1, this.#shared.words, this.#shared.context.words));
    this.#listener.meant();
    void this.#approach.advance();
  }

  setWindow(set: Window | null): void {
    this.#set = set;
    this.#look();
  }

  /** Takes over the other side's window, if these are values of the same kind. */
  shareWindow(window: Window, of: StackImage): void {
    const image = this.drawnImage ?? this.image;
    if (image !== null && sharesWindow(image, of)) this.setWindow(window);
  }

  invert(): void {
    this.#inverted = !this.#inverted;
    this.#look();
  }

  place(placing: Placing): void {
    this.#placing = placing;
    this.#surface.place(placing);
    this.#caption();
    this.lay();
  }

  measure(from: Point, to: Point): void {
    if (this.#seen !== null) this.#measures.draw(this.#seen, from, to);
    this.lay();
  }

  /** The last measure of the image in sight; false if there is none. */
  forgetMeasure(): boolean {
    const isForgotten = this.#seen !== null && this.#measures.forget(this.#seen);
    this.lay();
    return isForgotten;
  }

  /** Draws the lines anew, after the picture moved or changed. */
  lay(): void {
    const { width, height } = this.#frame.picture.getBoundingClientRect();
    const image = this.drawnImage;
    const common = this.#shared.context.words;
    const seen = this.#seen;
    const lines = image === null || seen === null ? [] : this.#measures.on(seen).map(({ from, to }) =>
      ({ from, to, says: lengthInWords(lengthOf(image, from, to, !seen.isPreview), this.#shared.words, common) }));
    const mapping = image === null ? null : this.#surface.mapping();
    const bar = image === null || mapping === null ? null : scaleBarOf(image, mapping.perColumn, common);
    this.#frame.overlay.show(mapping, lines, bar, width, height);
  }

  retry(): void {
    this.stack.retry();
    this.go(this.index);
  }

  close(): void {
    this.#closed = true;
    this.#approach.close();
    this.#progress.close();
    this.stack.close();
    this.#surface.clear();
    this.lay();
  }

  #screen(): Screen {
    const read = (): Drawn | null => this.#drawn;
    const surface = this.#surface;
    const { words, context } = this.#shared;
    return {
      get drawn() { return read(); },
      get size() { return surface.size; },
      draw: (drawn) => this.#draw(drawn),
      fail: (index, why) => this.#fail(index, why),
      awaits: (index) => this.#frame.caption("awaited", words.fetchingImage(grouped(index + 1, context.words))),
    };
  }

  get #seen(): Seen | null {
    return this.#drawn === null ? null : { index: this.#drawn.index, isPreview: this.#drawn.quality !== "full" };
  }

  #progressed(): void {
    if (this.#closed) return;
    this.#progress.renew();
    void this.#approach.advance();
  }

  async #draw(drawn: Drawn): Promise<void> {
    const { index, raster } = drawn;
    const image = this.stack.images[index];
    if (image === undefined) return;
    this.#drawn = drawn;
    try {
      await this.#surface.show(pictureOf(image, raster), windowFor(image, raster, this.#set), this.#inverted);
    } catch {
      // Whatever a drawing library throws (no memory for a canvas, most of all), the reader is told in the picture's place.
      this.#fail(index, "not-drawn");
      return;
    }
    if (this.#closed) return;
    this.#frame.instead(null, () => []);
    if (index === this.index) this.#frame.caption("awaited", null);
    this.#caption();
    this.lay();
    this.#listener.drawn();
  }

  #fail(index: number, why: FrameTrouble): void {
    this.#drawn = null;
    this.#surface.clear();
    this.#caption();
    this.lay();
    this.#listener.failed(index, why);
  }

  #look(): void {
    const image = this.drawnImage;
    if (image === null) return;
    this.#surface.look(this.window, this.#inverted);
    this.#caption();
  }

  #caption(): void {
    const { words, context: { words: common } } = this.#shared;
    const [drawn, image] = [this.#drawn, this.drawnImage];
    if (drawn === null || image === null) {
      this.#frame.forgetImage();
      return;
    }
    const sight = {
      index: drawn.index, count: this.stack.images.length, window: this.window, inverted: this.#inverted,
      placing: this.#placing, quality: drawn.quality,
    };
    const captions = captionsOf(image, sight, words, common);
    this.#frame.captions(captions);
    this.#frame.orientation(orientationLetters(image.plane, image.patientOrientation));
    this.#frame.announce([captions.place, levelInWords(image, words, common)].join(", "));
  }
}
