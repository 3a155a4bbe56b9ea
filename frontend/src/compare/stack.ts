// The frames of one series, decoded near the reader. The loader holds what came over the line; here is what can be
// drawn at once: the image that is looked at, some ahead of it, and the last ones seen.

import type { FrameLoader, LoadingStack, Progress } from "../images/loader.ts";
import type { StackImage } from "../images/series.ts";
import { takesLong } from "../images/waiting.ts";
import type { Decoders } from "./drawing/decoders.ts";
import type { FrameFormat, Raster } from "./drawing/raster.ts";
import type { Presence } from "./rail.ts";
import { smallPreview, wholePreview } from "./preview.ts";
import type { Size } from "./preview.ts";
import type { FrameTrouble } from "./words/words.ts";

/** A frame that can be drawn, or why not; null when its stack was let go. */
export type Frame = { readonly raster: Raster; readonly isPreview: boolean } | { readonly trouble: FrameTrouble } | null;

/** Of decoded frames: some fifty slices of a CT, or three mammograms. */
const DECODED_BYTES = 50_000_000;
const AHEAD = 3;

export class Stack {
  readonly images: readonly StackImage[];
  readonly #loader: FrameLoader;
  readonly #loading: LoadingStack;
  readonly #decoders: Decoders;
  readonly #decoded = new Map<number, Promise<Frame>>();
  readonly #bytes = new Map<number, number>();
  /** Frames that came and could not be decoded. */
  readonly #undrawable = new Map<number, FrameTrouble>();
  readonly #letGo = new AbortController();
  #closed = false;

  /** `progressed` is called whenever something came or failed, never from in here. */
  constructor(images: readonly StackImage[], at: number, loader: FrameLoader, decoders: Decoders, progressed: () => void) {
    this.images = images;
    [this.#loader, this.#decoders] = [loader, decoders];
    let isBegun = false;
    this.#loading = loader.open(images, at, { progress: () => void (isBegun && progressed()) });
    isBegun = true;
  }

  /** The reader is here now: what lies nearest is fetched first. */
  aim(index: number): void {
    this.#loading.moveTo(index);
  }

  /** Where to go from what is drawn (null: nothing yet): to what is meant if it is here or will never be, else to the
   * nearest one before it that is here. Null: nowhere. */
  bestOnTheWay(drawn: number | null, meant: number): number | null {
    const state = this.#loading.stateOf(meant);
    if (state !== "waiting" && state !== "loading") return meant;
    if (drawn === null || drawn === meant) return null;
    const step = meant > drawn ? -1 : 1;
    for (let index = meant + step; index !== drawn; index += step) if (this.#loading.stateOf(index) === "loaded") return index;
    return null;
  }

  /** The frame as soon as it is here; those after it are decoded meanwhile. Never rejects. */
  async frame(index: number, towards: -1 | 0 | 1): Promise<Frame> {
    const frame = await this.#frame(index);
    for (let step = 1; step <= (towards === 0 ? 0 : AHEAD); step++) {
      const next = index + step * towards;
      if (next in this.images && this.#loading.stateOf(next) === "loaded") void this.#frame(next);
    }
    return frame;
  }

  /** What can stand there until the frame is here: nothing if that will not be long. Never rejects. */
  async meanwhile(index: number, within: Size): Promise<Raster | null> {
    const image = this.images[index];
    if (image === undefined || image.isForService || !takesLong(image, this.#loader.bytesPerSecond)) return null;
    const preview = await smallPreview(image, within, this.#letGo.signal);
    return this.#closed || this.presenceOf(index) === "failed" ? null : preview;
  }

  #frame(index: number): Promise<Frame> {
    const known = this.#decoded.get(index);
    if (known !== undefined) {
      this.#decoded.delete(index);
      this.#decoded.set(index, known);
      return known;
    }
    const made = this.#make(index);
    this.#decoded.set(index, made);
    return made;
  }

  get progress(): Progress {
    return this.#loading.progress;
  }

  presenceOf(index: number): Presence {
    const state = this.#loading.stateOf(index);
    if (state === "loaded") return this.#undrawable.has(index) ? "failed" : "here";
    return state === "waiting" || state === "loading" ? "absent" : "failed";
  }

  /** Images that did not come, or came and cannot be drawn. */
  get failed(): number {
    return this.#loading.progress.failed + this.#undrawable.size;
  }

  retry(): void {
    this.#loading.retry();
  }

  close(): void {
    this.#closed = true;
    this.#letGo.abort();
    this.#loading.close();
    this.#decoded.clear();
  }

  async #make(index: number): Promise<Frame> {
    const image = this.images[index];
    if (image === undefined) return null;
    const encoded = await this.#loading.frame(index);
    if ("failed" in encoded) {
      this.#decoded.delete(index);
      return encoded.failed === "let-go" ? null : { trouble: encoded.failed };
    }
    const decoded = image.isForService
      ? "no-codec"
      : await this.#decoders.decode(encoded.bytes, encoded.transferSyntax, formatOf(image));
    if (this.#closed) return null;
    if (typeof decoded === "string") {
      const preview = decoded === "no-codec" ? await wholePreview(image, this.#letGo.signal) : null;
      if (this.#closed) return null;
      if (preview === null) this.#undrawable.set(index, decoded);
      else this.#makeRoom(index, preview.values.byteLength);
      return preview === null ? { trouble: decoded } : { raster: preview, isPreview: true };
    }
    this.#makeRoom(index, decoded.values.byteLength);
    return { raster: decoded, isPreview: false };
  }

  /** The frames that were wanted longest ago go first. */
  #makeRoom(index: number, bytes: number): void {
    this.#bytes.set(index, bytes);
    let held = 0;
    for (const size of this.#bytes.values()) held += size;
    for (const other of this.#decoded.keys()) {
      const size = this.#bytes.get(other);
      if (held <= DECODED_BYTES) break;
      if (other === index || size === undefined) continue;
      this.#decoded.delete(other);
      this.#bytes.delete(other);
      held -= size;
    }
  }
}

const formatOf = (image: StackImage): FrameFormat => ({
  rows: image.rows,
  columns: image.columns,
  bitsAllocated: image.bitsAllocated,
  bitsStored: image.bitsStored,
  isSigned: image.isSigned,
  samplesPerPixel: image.samplesPerPixel,
  photometric: image.photometric,
  isPlanar: image.isPlanar,
  padding: image.padding,
});
