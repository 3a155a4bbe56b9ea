// One stack while it is being fetched: which of its frames are here, under way, still to come, or failed.

import type { StackImage } from "./image.ts";
import { Place } from "./order.ts";
import { Question } from "./question.ts";
import type { Line } from "./question.ts";
import type { EncodedFrame, FrameFailure, RetrievalEnd } from "./retrieval.ts";

export type FrameState = "waiting" | "loading" | "loaded" | FrameFailure;

export interface Progress {
  readonly loaded: number;
  readonly failed: number;
  readonly of: number;
  /** The budget is used up: the rest is fetched when the reader comes near. */
  readonly isFull: boolean;
  /** Several questions in a row had no answer: until `retry` nothing more is fetched but what is looked at. */
  readonly isStalled: boolean;
}

export interface StackListener {
  progress(progress: Progress): void;
}

/** What a stack needs of its loader. */
export interface LoadingHost extends Line {
  /** Something ended or is wanted: see what may start. */
  changed(): void;
  closed(): void;
}

export type Answer = EncodedFrame | { readonly failed: FrameFailure | "let-go" };

/** Frames of one instance come in one answer, up to so many. */
const MAX_BATCH_FRAMES = 16;
const MAX_BATCH_BYTES = 4_000_000;
/** A question for frames farther away than this is let go after a jump. */
const NEAR = 24;
const STALLED_AFTER = 3;

export class LoadingStack {
  readonly images: readonly StackImage[];
  readonly #host: LoadingHost;
  readonly #listener: StackListener;
  readonly #place: Place;
  readonly #held = new Map<number, EncodedFrame>();
  readonly #failed = new Map<number, FrameFailure>();
  readonly #questions = new Set<Question>();
  readonly #waitedFor = new Map<number, ((answer: Answer) => void)[]>();
  /** Frames that failed together with others, and are asked for by themselves. */
  readonly #alone = new Set<number>();
  /** Nothing before this rank is still to come. */
  #cursor = 0;
  #reach = Infinity;
  #isClosed = false;
  #isFull = false;
  #heldBytes = 0;
  #failuresInARow = 0;

  constructor(images: readonly StackImage[], at: number, listener: StackListener, host: LoadingHost) {
    this.images = images;
    this.#listener = listener;
    this.#host = host;
    this.#place = new Place(images.length, at);
  }

  /** The reader is here now. */
  moveTo(at: number): void {
    if (this.#isClosed || !this.#place.moveTo(at)) return;
    for (const question of this.#questions) {
      const isNear = [...question.missing].some((index) => this.#place.rank(index) <= NEAR || this.#waitedFor.has(index));
      if (!isNear && !question.isMostlyHere) question.letGo();
    }
    this.#changed();
  }

  /** Fetches only so many frames around the reader, everything when `Infinity`: for a look ahead at a study that is
   * not shown yet. */
  reachTo(count: number): void {
    this.#reach = count;
    this.#changed();
  }

  /** The frame, from memory or as soon as it is here. Never rejects. */
  frame(index: number): Promise<Answer> {
    const held = this.#held.get(index);
    const failed = this.#failed.get(index);
    if (held !== undefined) return Promise.resolve(held);
    if (this.#isClosed || this.images[index] === undefined) return Promise.resolve({ failed: "let-go" });
    if (failed === "gone" || failed === "unreadable") return Promise.resolve({ failed });
    this.#failed.delete(index);
    return new Promise((resolve) => {
      this.#waitedFor.set(index, [...(this.#waitedFor.get(index) ?? []), resolve]);
      this.#changed();
    });
  }

  held(index: number): EncodedFrame | null {
    return this.#held.get(index) ?? null;
  }

  stateOf(index: number): FrameState {
    if (this.#held.has(index)) return "loaded";
    return this.#failed.get(index) ?? (this.#isUnderWay(index) ? "loading" : "waiting");
  }

  get progress(): Progress {
    return {
      loaded: this.#held.size,
      failed: this.#failed.size,
      of: this.images.length,
      isFull: this.#isFull,
      isStalled: this.#isStalled,
    };
  }

  /** Asks anew for what could not be reached. */
  retry(): void {
    this.#failuresInARow = 0;
    for (const [index, failure] of this.#failed) if (failure === "unreachable") this.#failed.delete(index);
    this.#tell();
    this.#changed();
  }

  /** Lets go of everything. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const question of this.#questions) question.letGo();
    for (const index of this.#waitedFor.keys()) this.#resolve(index, { failed: "let-go" });
    this.#held.clear();
    this.#heldBytes = 0;
    this.#host.closed();
    this.#host.changed();
  }

  // What follows is for the loader.

  get underWay(): number {
    return this.#questions.size;
  }

  get isLettingGo(): boolean {
    return [...this.#questions].some((question) => question.isLetGo);
  }

  /** Held, and expected of what is under way. */
  get bytes(): number {
    return [...this.#questions].reduce((sum, question) => sum + question.expectedBytes, this.#heldBytes);
  }

  /** The next frame to fetch: how far from the reader, and its size; null when there is none. */
  next(): { readonly rank: number; readonly bytes: number } | null {
    const index = this.#next();
    return index === null ? null : { rank: this.#place.rank(index), bytes: this.images[index]?.sizeBytes ?? 0 };
  }

  startNext(): void {
    const index = this.#next();
    if (index === null) return;
    const question = new Question(this.#batchFrom(index));
    this.#questions.add(question);
    void this.#run(question);
  }

  letGoFarthest(): void {
    const nearest = (question: Question): number => Math.min(...[...question.missing].map((index) => this.#place.rank(index)));
    [...this.#questions].toSorted((a, b) => nearest(b) - nearest(a))[0]?.letGo();
  }

  /** The rank of the farthest frame that is held; -1 when there is none. */
  farthestHeld(): number {
    let farthest = -1;
    for (const index of this.#held.keys()) farthest = Math.max(farthest, this.#place.rank(index));
    return farthest;
  }

  dropFarthest(): void {
    const index = this.#place.order[this.farthestHeld()];
    if (index === undefined) return;
    this.#heldBytes -= this.#held.get(index)?.bytes.length ?? 0;
    this.#held.delete(index);
    this.#cursor = 0;
    this.#tell();
  }

  isFull(isFull: boolean): void {
    if (this.#isFull === isFull) return;
    this.#isFull = isFull;
    this.#tell();
  }

  get #isStalled(): boolean {
    return this.#failuresInARow >= STALLED_AFTER;
  }

  #isUnderWay(index: number): boolean {
    return [...this.#questions].some((question) => question.images.has(index));
  }

  #isToCome(index: number): boolean {
    return !this.#held.has(index) && !this.#failed.has(index) && !this.#isUnderWay(index);
  }

  /** What somebody waits for goes first, then the nearest. */
  #next(): number | null {
    if (this.#isClosed) return null;
    for (const index of this.#waitedFor.keys()) if (this.#isToCome(index)) return index;
    const end = this.#isStalled ? 0 : Math.min(this.#place.order.length, this.#reach);
    for (; this.#cursor < end; this.#cursor += 1) {
      const index = this.#place.order[this.#cursor];
      if (index !== undefined && this.#isToCome(index)) return index;
    }
    return null;
  }

  /** The frames to ask for together: of one instance, in ascending order. The one that is looked at comes alone. */
  #batchFrom(first: number): ReadonlyMap<number, StackImage> {
    const batch = new Map<number, StackImage>();
    const image = this.images[first];
    if (image === undefined) return batch;
    batch.set(first, image);
    const rank = this.#place.rank(first);
    const isAlone = image.frameCount === 1 || rank === 0 || this.#alone.has(first);
    const room = isAlone ? 1 : Math.min(MAX_BATCH_FRAMES, Math.floor(MAX_BATCH_BYTES / image.sizeBytes));
    for (const index of this.#place.order.slice(rank + 1, Math.min(rank + 4 * room, this.#reach))) {
      const other = this.images[index];
      if (batch.size >= room) break;
      if (other?.instanceUid !== image.instanceUid || this.#alone.has(index) || !this.#isToCome(index)) continue;
      batch.set(index, other);
    }
    return new Map([...batch].toSorted(([, a], [, b]) => a.frame - b.frame));
  }

  async #run(question: Question): Promise<void> {
    const end = await question.run(this.#host, (index, frame) => this.#arrived(index, frame));
    this.#questions.delete(question);
    if (!this.#isClosed) this.#ended(question, end);
    this.#changed();
  }

  #ended(question: Question, end: RetrievalEnd): void {
    if (end === "let-go") return;
    this.#failuresInARow = end === "unreachable" ? this.#failuresInARow + 1 : 0;
    if (end === "whole") return;
    const isOne = question.images.size === 1 || end === "unreachable";
    for (const index of question.missing) {
      // One frame that is not there must not take those with it that were asked for in the same breath.
      if (!isOne) this.#alone.add(index);
      else this.#fail(index, end);
    }
    this.#tell();
  }

  #arrived(index: number, frame: EncodedFrame | "unreadable"): void {
    if (this.#isClosed) return;
    if (frame === "unreadable") this.#fail(index, frame);
    else {
      this.#held.set(index, frame);
      this.#heldBytes += frame.bytes.length;
      this.#resolve(index, frame);
    }
    this.#tell();
  }

  #fail(index: number, failed: FrameFailure): void {
    this.#failed.set(index, failed);
    this.#resolve(index, { failed });
  }

  #resolve(index: number, answer: Answer): void {
    const waiting = this.#waitedFor.get(index) ?? [];
    this.#waitedFor.delete(index);
    for (const resolve of waiting) resolve(answer);
  }

  #changed(): void {
    this.#cursor = 0;
    this.#host.changed();
  }

  #tell(): void {
    this.#listener.progress(this.progress);
  }
}
