// One stack while it is being fetched: which of its frames are here, under way, still to come, or failed.

import { batchFrom } from "./batch.ts";
import { Frames } from "./frames.ts";
import type { Answer } from "./frames.ts";
import type { StackImage } from "./image.ts";
import { Place } from "./order.ts";
import { Question } from "./question.ts";
import type { Line } from "./question.ts";
import type { EncodedFrame, FrameFailure, RetrievalEnd } from "./retrieval.ts";
import { Stall } from "./stall.ts";

export type { Answer } from "./frames.ts";

export type FrameState = "waiting" | "loading" | "loaded" | FrameFailure;

export interface Progress {
  readonly loaded: number;
  readonly failed: number;
  readonly of: number;
  /** The budget is used up: the rest is fetched when the reader comes near. */
  readonly isFull: boolean;
  /** Several questions in a row had no answer and none is under way any more: until `retry`, or until the holder answers
   * for what is looked at, nothing else is fetched. */
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

/** A question for frames farther away than this is let go after a jump. */
const NEAR = 24;

export class LoadingStack {
  readonly images: readonly StackImage[];
  readonly #host: LoadingHost;
  readonly #listener: StackListener;
  readonly #place: Place;
  readonly #frames = new Frames();
  readonly #questions = new Set<Question>();
  /** Frames that failed together with others, and are asked for by themselves. */
  readonly #alone = new Set<number>();
  readonly #stall = new Stall();
  /** Nothing before this rank is still to come. */
  #cursor = 0;
  #isClosed = false;
  #isFull = false;

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
      const isNear = [...question.missing].some((index) => this.#place.rank(index) <= NEAR || this.#frames.isWaitedFor(index));
      if (!isNear && !question.isMostlyHere) question.letGo();
    }
    this.#changed();
  }

  /** The frame, from memory or as soon as it is here. Never rejects. */
  frame(index: number): Promise<Answer> {
    const held = this.#frames.held(index);
    if (held !== null) return Promise.resolve(held);
    if (this.#isClosed || this.images[index] === undefined) return Promise.resolve({ failed: "let-go" });
    this.#frames.forgive(index);
    const failed = this.#frames.failure(index);
    if (failed !== null) return Promise.resolve({ failed });
    const answer = this.#frames.wait(index);
    this.#changed();
    return answer;
  }

  held(index: number): EncodedFrame | null {
    return this.#frames.held(index);
  }

  stateOf(index: number): FrameState {
    if (this.#frames.held(index) !== null) return "loaded";
    return this.#frames.failure(index) ?? (this.#isUnderWay(index) ? "loading" : "waiting");
  }

  get progress(): Progress {
    return {
      loaded: this.#frames.loaded,
      failed: this.#frames.failed,
      of: this.images.length,
      isFull: this.#isFull,
      isStalled: this.#stall.isGivenUp,
    };
  }

  /** Asks anew for what could not be reached. */
  retry(): void {
    this.#stall.clear();
    this.#frames.forgive();
    this.#tell();
    this.#changed();
  }

  /** Lets go of everything. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const question of this.#questions) question.letGo();
    this.#frames.letGo();
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
    return [...this.#questions].reduce((sum, question) => sum + question.expectedBytes, this.#frames.bytes);
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
    return this.#frames.farthest(this.#place);
  }

  dropFarthest(): void {
    const index = this.#place.order[this.farthestHeld()];
    if (index === undefined) return;
    this.#frames.drop(index);
    this.#cursor = 0;
    this.#tell();
  }

  isFull(isFull: boolean): void {
    if (this.#isFull === isFull) return;
    this.#isFull = isFull;
    this.#tell();
  }

  #isUnderWay(index: number): boolean {
    return [...this.#questions].some((question) => question.images.has(index));
  }

  #isToCome(index: number): boolean {
    return !this.#frames.isKnown(index) && !this.#isUnderWay(index);
  }

  /** What somebody waits for goes first, then the nearest. */
  #next(): number | null {
    if (this.#isClosed) return null;
    for (const index of this.#frames.waitedFor) if (this.#isToCome(index)) return index;
    const end = this.#stall.isReached ? 0 : this.#place.order.length;
    for (; this.#cursor < end; this.#cursor += 1) {
      const index = this.#place.order[this.#cursor];
      if (index !== undefined && this.#isToCome(index)) return index;
    }
    return null;
  }

  #batchFrom(first: number): ReadonlyMap<number, StackImage> {
    const joins = (index: number): boolean => !this.#alone.has(index) && this.#isToCome(index);
    return batchFrom(first, this.images, this.#place, joins);
  }

  async #run(question: Question): Promise<void> {
    const end = await question.run(this.#host, (index, frame) => this.#arrived(index, frame));
    this.#questions.delete(question);
    if (!this.#isClosed) this.#ended(question, end);
    this.#changed();
  }

  #ended(question: Question, end: RetrievalEnd): void {
    const before = this.progress;
    // What it did not answer for in the meantime is as good as never asked.
    if (this.#stall.ended(end, this.#questions.size)) this.#frames.forgive();
    if (end !== "let-go" && end !== "whole") this.#failed(question, end);
    const { failed, isStalled } = this.progress;
    if (failed !== before.failed || isStalled !== before.isStalled) this.#tell();
  }

  #failed(question: Question, end: FrameFailure): void {
    const isOne = question.images.size === 1 || end === "unreachable";
    for (const index of question.missing) {
      // One frame that is not there must not take those with it that were asked for in the same breath.
      if (!isOne) this.#alone.add(index);
      else this.#frames.fail(index, end);
    }
  }

  #arrived(index: number, frame: EncodedFrame | "unreadable"): void {
    if (this.#isClosed) return;
    if (frame === "unreadable") this.#frames.fail(index, frame);
    else this.#frames.put(index, frame);
    this.#tell();
  }

  #changed(): void {
    this.#cursor = 0;
    this.#host.changed();
  }

  #tell(): void {
    this.#listener.progress(this.progress);
  }
}
