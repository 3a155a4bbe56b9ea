// Fetches the frames of what is shown: the nearest first, over few connections shared fairly between the panes,
// within a budget of bytes. What is no longer near is let go; what failed stays a gap that says why.

import { CodecChoice } from "./codec.ts";
import type { StackImage } from "./image.ts";
import { LoadingStack } from "./loading.ts";
import type { StackListener } from "./loading.ts";

export { LoadingStack } from "./loading.ts";
export type { Answer, FrameState, Progress, StackListener } from "./loading.ts";
export type { EncodedFrame, FrameFailure } from "./retrieval.ts";

export interface LoaderOptions {
  /** How many questions at once. Browsers have six for one host over HTTP/1.1; one stays free for the rest. */
  readonly connections: number;
  /** What may be kept of encoded frames, over all stacks. */
  readonly budgetBytes: number;
  /** Resolves when the ticket is good, with another number for each new ticket (`Opening.ready`). */
  readonly ready: () => Promise<number>;
  /** How long to wait before each repetition of a question that had no answer. */
  readonly retryAfterMs: readonly number[];
  readonly now: () => number;
}

const DEFAULTS: LoaderOptions = {
  connections: 5,
  budgetBytes: 512_000_000,
  ready: () => Promise.resolve(0),
  retryAfterMs: [300, 1500],
  now: () => performance.now(),
};

export class FrameLoader {
  readonly #options: LoaderOptions;
  readonly #codecs: CodecChoice;
  readonly #stacks = new Set<LoadingStack>();
  #isPumping = false;

  constructor(options: Partial<LoaderOptions> = {}) {
    this.#options = { ...DEFAULTS, ...options };
    this.#codecs = new CodecChoice(this.#options.now);
  }

  /** What the line gave lately; null before it can be told. */
  get bytesPerSecond(): number | null {
    return this.#codecs.line.perSecond;
  }

  /** Begins to fetch a stack from the image `at`. Close it when it is no longer shown. */
  open(images: readonly StackImage[], at: number, listener: StackListener): LoadingStack {
    const stack = new LoadingStack(images, at, listener, {
      codecs: this.#codecs,
      ready: this.#options.ready,
      retryAfterMs: this.#options.retryAfterMs,
      changed: () => this.#pump(),
      closed: () => this.#stacks.delete(stack),
    });
    this.#stacks.add(stack);
    this.#pump();
    return stack;
  }

  close(): void {
    for (const stack of this.#stacks) stack.close();
  }

  /** Starts what may start. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#startNext());
    this.#isPumping = false;
  }

  /** The stack with the fewest questions under way goes first, of equals the one whose image is nearer; true if
   * one was started. */
  #startNext(): boolean {
    const stacks = [...this.#stacks].toSorted((a, b) => a.underWay - b.underWay || nextRank(a) - nextRank(b));
    const underWay = stacks.reduce((sum, stack) => sum + stack.underWay, 0);
    const waiting = stacks.filter((stack) => stack.next() !== null);
    if (underWay >= this.#options.connections) {
      this.#yieldTo(waiting[0], stacks);
      return false;
    }
    const next = waiting.find((stack) => this.#makeRoom(stack));
    next?.startNext();
    return next !== undefined;
  }

  /** A stack with nothing under way does not wait behind the far images of another one. */
  #yieldTo(next: LoadingStack | undefined, stacks: readonly LoadingStack[]): void {
    const greediest = stacks.at(-1);
    if (next === undefined || next.underWay > 0 || greediest === undefined || greediest.underWay < 2) return;
    if (!stacks.some((stack) => stack.isLettingGo)) greediest.letGoFarthest();
  }

  /** Whether the next frame of this stack fits; farther ones of any stack make place for it. */
  #makeRoom(stack: LoadingStack): boolean {
    const next = stack.next();
    if (next === null) return false;
    while (this.#bytes() + next.bytes > this.#options.budgetBytes) {
      const farthest = [...this.#stacks].toSorted((a, b) => b.farthestHeld() - a.farthestHeld())[0];
      if (farthest === undefined || farthest.farthestHeld() <= next.rank) {
        stack.isFull(next.rank > 0);
        // The image that is looked at is fetched, however little room there is.
        return next.rank === 0;
      }
      farthest.dropFarthest();
    }
    stack.isFull(false);
    return true;
  }

  #bytes(): number {
    return [...this.#stacks].reduce((sum, stack) => sum + stack.bytes, 0);
  }
}

const nextRank = (stack: LoadingStack): number => stack.next()?.rank ?? Number.MAX_SAFE_INTEGER;
