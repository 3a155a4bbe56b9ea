// One series on the screen: goes to the image that is meant as soon as it is here, and meanwhile to the nearest one on the
// way, so that scrolling through a stack that still loads never stands still. What is drawn is always what is said.

import { orientationLetters } from "../images/geometry.ts";
import type { Point } from "../images/measure.ts";
import { lengthOf } from "../images/measure.ts";
import type { SeriesImages, StackImage, Window } from "../images/series.ts";
import { sharesWindow } from "../images/windows.ts";
import { levelInWords, lossInWords, placeInWords, placingInWords, thicknessInWords, windowInWords } from "./captions.ts";
import type { Raster } from "./drawing/raster.ts";
import type { Mapping, Surface } from "./drawing/surface.ts";
import { WHOLE } from "./placing.ts";
import type { Placing } from "./placing.ts";
import type { Frame } from "./frame.ts";
import { grouped } from "../format.ts";
import { lengthInWords, scaleBarOf } from "./lengths.ts";
import type { Line } from "./overlay.ts";
import { pictureOf, windowFor } from "./scene.ts";
import type { Shared } from "./shared.ts";
import { Stack } from "./stack.ts";
import type { FrameTrouble } from "./words/words.ts";

export interface ViewingListener {
  /** Another image is meant, by the reader or because the other side went there. */
  meant(): void;
  drawn(): void;
  progressed(): void;
  /** The image that is meant will not come. */
  failed(index: number, why: FrameTrouble): void;
}

interface Measured {
  readonly index: number;
  readonly from: Point;
  readonly to: Point;
}

/** An image that is awaited longer than this is asked for by name, and said to be awaited. */
const AWAITED_MS = 80;

export class Viewing {
  readonly stack: Stack;
  readonly #shared: Shared;
  readonly #frame: Frame;
  readonly #surface: Surface;
  readonly #listener: ViewingListener;
  #meant: number;
  #towards: -1 | 0 | 1 = 0;
  #drawn: { readonly index: number; readonly raster: Raster; readonly isPreview: boolean } | null = null;
  #busy = false;
  #closed = false;
  #awaiting = 0;
  #drawing = 0;
  #set: Window | null = null;
  #inverted = false;
  #placing: Placing = WHOLE;
  #measured: readonly Measured[] = [];

  constructor(series: SeriesImages, at: number, frame: Frame, surface: Surface, shared: Shared, listener: ViewingListener) {
    [this.#shared, this.#frame, this.#surface, this.#listener] = [shared, frame, surface, listener];
    this.stack = new Stack(series.images, at, shared.loader, shared.decoders, () => this.#progressed());
    this.#meant = at;
    this.#showProgress();
    this.go(at);
  }

  /** The image that is meant; what is drawn follows. */
  get image(): StackImage | null {
    return this.stack.images[this.#meant] ?? null;
  }

  get index(): number {
    return this.#meant;
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
    return !this.#busy && this.#drawn?.index === this.#meant;
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
    if (next !== this.#meant) this.#towards = next > this.#meant ? 1 : -1;
    this.#meant = next;
    this.stack.aim(next);
    const image = this.image;
    if (image !== null) this.#frame.rail.at(next, placeInWords(image, next, last + 1, this.#shared.words, this.#shared.context.words));
    window.clearTimeout(this.#awaiting);
    this.#awaiting = window.setTimeout(() => void this.#await(next), AWAITED_MS);
    this.#listener.meant();
    void this.#advance();
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

  measure(from: Point, to: Point, isDone: boolean): void {
    const index = this.#drawn?.index;
    if (index === undefined) return;
    const kept = isDone ? this.#measured : this.#measured.filter((one) => one.from !== from);
    const long = Math.hypot(to.x - from.x, to.y - from.y) > 1;
    this.#measured = [...kept.filter((one) => one.from !== from), ...(long ? [{ index, from, to }] : [])];
    this.lay();
  }

  /** The last measure of the image in sight; false if there is none. */
  forgetMeasure(): boolean {
    const last = this.#measured.findLast(({ index }) => index === this.#drawn?.index);
    this.#measured = this.#measured.filter((one) => one !== last);
    this.lay();
    return last !== undefined;
  }

  /** Draws the lines anew, after the picture moved or changed. */
  lay(): void {
    const { width, height } = this.#frame.picture.getBoundingClientRect();
    const image = this.drawnImage;
    const common = this.#shared.context.words;
    const lines = this.#measured.filter(({ index }) => index === this.#drawn?.index).map(({ from, to }): Line => ({
      from,
      to,
      says: image === null ? "" : lengthInWords(lengthOf(image, from, to, this.#drawn?.isPreview !== true), this.#shared.words, common),
    }));
    const mapping = image === null ? null : this.#surface.mapping();
    const bar = image === null || mapping === null ? null : scaleBarOf(image, mapping.perColumn, common);
    this.#frame.overlay.show(mapping, lines, bar, width, height);
  }

  retry(): void {
    this.stack.retry();
    this.go(this.#meant);
  }

  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#awaiting);
    window.cancelAnimationFrame(this.#drawing);
    this.stack.close();
    this.#surface.clear();
    this.lay();
  }

  #progressed(): void {
    if (this.#closed) return;
    this.#showProgress();
    if (this.#drawn?.index !== this.#meant) void this.#advance();
  }

  #showProgress(): void {
    if (this.#drawing !== 0) return;
    this.#drawing = window.requestAnimationFrame(() => {
      this.#drawing = 0;
      if (this.#closed) return;
      const { words, context } = this.#shared;
      const { loaded, of } = this.stack.progress;
      const failed = this.stack.failed;
      const said = [words.loaded(grouped(loaded, context.words), grouped(of, context.words))];
      if (failed > 0) said.push(words.failedFrames(grouped(failed, context.words), failed === 1));
      this.#frame.caption("loaded", said.join(", "));
      this.#frame.loadedPart(of === 0 ? 1 : loaded / of);
      this.#frame.rail.show(of, (index) => this.stack.presenceOf(index));
      if (this.image !== null) this.#frame.rail.at(this.#meant, this.#frame.rail.element.getAttribute("aria-valuetext") ?? "");
      this.#listener.progressed();
    });
  }

  /** Draws the best that is here: what is meant, else the nearest on the way to it. */
  async #advance(): Promise<void> {
    if (this.#busy || this.#closed) return;
    const target = this.stack.bestOnTheWay(this.#drawn?.index ?? null, this.#meant);
    if (target === null || target === this.#drawn?.index) return;
    this.#busy = true;
    const frame = await this.stack.frame(target, this.#towards);
    this.#busy = false;
    if (this.#closed || frame === null) return;
    if ("trouble" in frame) this.#fail(target, frame.trouble);
    else await this.#draw(target, frame.raster, frame.isPreview);
    if (this.#meant !== target) void this.#advance();
  }

  async #await(index: number): Promise<void> {
    if (this.#closed || this.#drawn?.index === index) return;
    const { words, context } = this.#shared;
    this.#frame.caption("awaited", words.fetchingImage(grouped(index + 1, context.words)));
    const frame = await this.stack.frame(index, 0);
    if (this.#closed || this.#meant !== index) return;
    if (frame !== null && "trouble" in frame) this.#fail(index, frame.trouble);
    else void this.#advance();
  }

  async #draw(index: number, raster: Raster, isPreview: boolean): Promise<void> {
    const image = this.stack.images[index];
    if (image === undefined) return;
    this.#drawn = { index, raster, isPreview };
    try {
      await this.#surface.show(pictureOf(image, raster), windowFor(image, raster, this.#set), this.#inverted);
    } catch {
      // Whatever a drawing library throws (no memory for a canvas, most of all), the reader is told in the picture's place.
      this.#fail(index, "not-drawn");
      return;
    }
    if (this.#closed) return;
    this.#frame.instead(null, () => []);
    if (index === this.#meant) this.#frame.caption("awaited", null);
    this.#caption();
    this.lay();
    this.#listener.drawn();
  }

  #fail(index: number, why: FrameTrouble): void {
    if (index !== this.#meant) return;
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
    const image = this.drawnImage;
    const count = this.stack.images.length;
    const say = (name: Parameters<Frame["caption"]>[0], says: (of: StackImage) => string | null): void =>
      this.#frame.caption(name, image === null ? null : says(image));
    say("place", (one) => placeInWords(one, this.#drawn?.index ?? 0, count, words, common));
    say("level", (one) => (count > 1 || one.plane !== null ? levelInWords(one, words, common) : null));
    say("facts", (one) => thicknessInWords(one, count, words, common));
    say("window", (one) => windowInWords(one, this.window, this.#inverted, words, common));
    say("placing", () => placingInWords(this.#placing, words));
    say("preview", () => (this.#drawn?.isPreview === true ? words.preview : null));
    say("lossy", (one) => lossInWords(one, words, common));
    this.#frame.orientation(image === null ? undefined : orientationLetters(image.plane, image.patientOrientation));
    if (image !== null) this.#frame.announce([placeInWords(image, this.#drawn?.index ?? 0, count, words, common), levelInWords(image, words, common)].join(", "));
  }
}
