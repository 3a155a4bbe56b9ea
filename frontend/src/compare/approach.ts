// The way to the image that is meant: it is drawn as soon as it is here, and meanwhile the nearest one on the way to it,
// so that scrolling through a stack that still loads never stands still. Where it takes long, a preview comes first.

import type { Raster } from "./drawing/raster.ts";
import type { Quality, Size } from "./preview.ts";
import type { Stack } from "./stack.ts";
import type { FrameTrouble } from "./words/words.ts";

/** What stands on the screen. */
export interface Drawn {
  readonly index: number;
  readonly raster: Raster;
  readonly quality: Quality;
}

export interface Screen {
  readonly drawn: Drawn | null;
  readonly size: Size;
  draw(drawn: Drawn): Promise<void>;
  /** The image that is meant will not come. */
  fail(index: number, why: FrameTrouble): void;
  /** The reader has to wait for this image. */
  awaits(index: number): void;
}

/** An image that is awaited longer than this is asked for by name, and said to be awaited. */
const AWAITED_MS = 80;

export class Approach {
  readonly #stack: Stack;
  readonly #screen: Screen;
  #meant: number;
  #towards: -1 | 0 | 1 = 0;
  #busy = false;
  #closed = false;
  #awaiting = 0;

  constructor(stack: Stack, at: number, screen: Screen) {
    [this.#stack, this.#meant, this.#screen] = [stack, at, screen];
  }

  get meant(): number {
    return this.#meant;
  }

  /** What is meant stands there, and nothing better is to come. */
  get isThere(): boolean {
    const { drawn } = this.#screen;
    return !this.#busy && drawn?.index === this.#meant && drawn.quality !== "meanwhile";
  }

  mean(index: number): void {
    if (index !== this.#meant) this.#towards = index > this.#meant ? 1 : -1;
    this.#meant = index;
    this.#stack.aim(index);
    window.clearTimeout(this.#awaiting);
    this.#awaiting = window.setTimeout(() => void this.#await(index), AWAITED_MS);
  }

  /** Something may have come: draws the best that is here. */
  async advance(): Promise<void> {
    if (this.#busy || this.#closed || this.isThere) return;
    const target = this.#stack.bestOnTheWay(this.#screen.drawn?.index ?? null, this.#meant);
    if (target === null) return;
    this.#busy = true;
    const frame = await this.#stack.frame(target, this.#towards);
    this.#busy = false;
    if (this.#closed || frame === null) return;
    if ("trouble" in frame) this.#fail(target, frame.trouble);
    else await this.#screen.draw({ index: target, raster: frame.raster, quality: frame.isPreview ? "final" : "full" });
    if (this.#meant !== target) void this.advance();
  }

  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#awaiting);
  }

  async #await(index: number): Promise<void> {
    if (this.#closed || this.isThere) return;
    this.#screen.awaits(index);
    void this.#showMeanwhile(index);
    const frame = await this.#stack.frame(index, 0);
    if (this.#closed || this.#meant !== index) return;
    if (frame !== null && "trouble" in frame) this.#fail(index, frame.trouble);
    else void this.advance();
  }

  async #showMeanwhile(index: number): Promise<void> {
    const raster = await this.#stack.meanwhile(index, this.#screen.size);
    if (raster === null || this.#closed || this.#meant !== index || this.#screen.drawn?.index === index) return;
    await this.#screen.draw({ index, raster, quality: "meanwhile" });
  }

  #fail(index: number, why: FrameTrouble): void {
    if (index === this.#meant) this.#screen.fail(index, why);
  }
}
