// A question for frames, repeated while that may help: twice when the line or the holder failed, once more under a
// new ticket. Asking for an image changes nothing, so it may be repeated.

import { isUncompressed } from "./codec.ts";
import type { CodecChoice } from "./codec.ts";
import type { StackImage } from "./image.ts";
import { retrieveFrames } from "./retrieval.ts";
import type { EncodedFrame, RetrievalEnd } from "./retrieval.ts";

export interface Line {
  readonly codecs: CodecChoice;
  /** Resolves when the ticket is good, with another number for each new ticket. */
  readonly ready: () => Promise<number>;
  /** How long to wait before each repetition. */
  readonly retryAfterMs: readonly number[];
}

export class Question {
  /** Of one instance, in ascending order of frames. */
  readonly images: ReadonlyMap<number, StackImage>;
  readonly #control = new AbortController();
  readonly #missing: Set<number>;
  #receivedBytes = 0;

  /** `images` by their index in the stack. */
  constructor(images: ReadonlyMap<number, StackImage>) {
    this.images = images;
    this.#missing = new Set(images.keys());
  }

  /** Of which nothing came yet. */
  get missing(): Iterable<number> {
    return this.#missing;
  }

  get expectedBytes(): number {
    return [...this.images.values()].reduce((sum, image) => sum + image.sizeBytes, 0);
  }

  /** Most of it is here: letting go now would waste it. */
  get isMostlyHere(): boolean {
    return this.#receivedBytes * 2 >= this.expectedBytes;
  }

  get isLetGo(): boolean {
    return this.#control.signal.aborted;
  }

  letGo(): void {
    this.#control.abort();
  }

  /** Asks until all is here or nothing helps. Never rejects. */
  async run(line: Line, arrived: (index: number, frame: EncodedFrame | "unreadable") => void): Promise<RetrievalEnd> {
    let isRenewed = false;
    for (let attempt = 0; ; ) {
      const ticket = await line.ready();
      if (this.isLetGo) return "let-go";
      const end = await this.#ask(line.codecs, arrived);
      if (end === "gone" && !isRenewed && (await line.ready()) !== ticket) {
        isRenewed = true;
        continue;
      }
      const waitMs = line.retryAfterMs[attempt];
      if (end !== "unreachable" || waitMs === undefined) return end;
      attempt += 1;
      if (!(await pause(waitMs, this.#control.signal))) return "let-go";
    }
  }

  async #ask(codecs: CodecChoice, arrived: (index: number, frame: EncodedFrame | "unreadable") => void): Promise<RetrievalEnd> {
    const asked = [...this.images].filter(([index]) => this.#missing.has(index));
    const stored = asked[0]?.[1].transferSyntax ?? null;
    const codec = codecs.choose(stored);
    const pixels = stored !== null && isUncompressed(stored) ? codecs.pixels[codec] : null;
    let isComing = false;
    let given = 0;
    pixels?.begin();
    const end = await retrieveFrames(asked.map(([, image]) => image), codec, this.#control.signal, {
      begins: () => {
        isComing = true;
        codecs.line.begin();
      },
      bytes: (count) => {
        this.#receivedBytes += count;
        codecs.line.add(count);
      },
      frame: (frame) => {
        const [index, image] = asked[given] ?? [];
        given += 1;
        if (index === undefined || image === undefined) return;
        pixels?.add(image.sizeBytes);
        this.#missing.delete(index);
        arrived(index, frame);
      },
    });
    if (isComing) codecs.line.end();
    pixels?.end();
    return end;
  }
}

/** False if it was let go before its end. */
function pause(durationMs: number, letGo: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isWhole: boolean): void => {
      clearTimeout(timer);
      letGo.removeEventListener("abort", stop);
      resolve(isWhole);
    };
    const stop = (): void => end(false);
    const timer = setTimeout(() => end(true), durationMs);
    letGo.addEventListener("abort", stop);
  });
}
