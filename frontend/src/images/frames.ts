// Which frames of a stack are here or failed, who waits for one, and how many bytes that is.

import type { Place } from "./order.ts";
import type { EncodedFrame, FrameFailure } from "./retrieval.ts";

export type Answer = EncodedFrame | { readonly failed: FrameFailure | "let-go" };

export class Frames {
  readonly #held = new Map<number, EncodedFrame>();
  readonly #failed = new Map<number, FrameFailure>();
  readonly #waitedFor = new Map<number, ((answer: Answer) => void)[]>();
  #bytes = 0;

  held(index: number): EncodedFrame | null {
    return this.#held.get(index) ?? null;
  }

  failure(index: number): FrameFailure | null {
    return this.#failed.get(index) ?? null;
  }

  isKnown(index: number): boolean {
    return this.#held.has(index) || this.#failed.has(index);
  }

  get loaded(): number {
    return this.#held.size;
  }

  get failed(): number {
    return this.#failed.size;
  }

  /** Of all frames that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The frames for which somebody waits, the first asked first. */
  get waitedFor(): Iterable<number> {
    return this.#waitedFor.keys();
  }

  isWaitedFor(index: number): boolean {
    return this.#waitedFor.has(index);
  }

  /** Resolves when the frame is put, failed, or let go of. */
  wait(index: number): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waitedFor.set(index, [...(this.#waitedFor.get(index) ?? []), resolve]);
    });
  }

  put(index: number, frame: EncodedFrame): void {
    this.#held.set(index, frame);
    this.#bytes += frame.bytes.length;
    this.#resolve(index, frame);
  }

  fail(index: number, failed: FrameFailure): void {
    this.#failed.set(index, failed);
    this.#resolve(index, { failed });
  }

  /** Forgets a failure that asking again may mend; of all frames without an index. */
  forgive(index?: number): void {
    for (const one of index === undefined ? this.#failed.keys() : [index])
      if (this.#failed.get(one) === "unreachable") this.#failed.delete(one);
  }

  /** The rank of the farthest frame that is held; -1 when there is none. */
  farthest(place: Place): number {
    let farthest = -1;
    for (const index of this.#held.keys()) farthest = Math.max(farthest, place.rank(index));
    return farthest;
  }

  drop(index: number): void {
    this.#bytes -= this.#held.get(index)?.bytes.length ?? 0;
    this.#held.delete(index);
  }

  /** Forgets all bytes; who waits hears that. */
  letGo(): void {
    this.#held.clear();
    this.#bytes = 0;
    for (const index of this.#waitedFor.keys()) this.#resolve(index, { failed: "let-go" });
  }

  #resolve(index: number, answer: Answer): void {
    const waiting = this.#waitedFor.get(index) ?? [];
    this.#waitedFor.delete(index);
    for (const resolve of waiting) resolve(answer);
  }
}
