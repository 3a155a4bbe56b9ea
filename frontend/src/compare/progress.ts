// How much of a series is here: in words, as a bar, and image by image beside the picture; at most once for each time that
// the screen is drawn.

import { grouped } from "../format.ts";
import type { Frame } from "./frame.ts";
import type { Shared } from "./shared.ts";
import type { Stack } from "./stack.ts";

export class ProgressLine {
  readonly #stack: Stack;
  readonly #frame: Frame;
  readonly #shared: Shared;
  readonly #shown: () => void;
  #drawing = 0;

  /** `shown` is called each time after it was brought up to date. */
  constructor(stack: Stack, frame: Frame, shared: Shared, shown: () => void) {
    [this.#stack, this.#frame, this.#shared, this.#shown] = [stack, frame, shared, shown];
  }

  renew(): void {
    if (this.#drawing !== 0) return;
    this.#drawing = window.requestAnimationFrame(() => {
      this.#drawing = 0;
      this.#show();
      this.#shown();
    });
  }

  close(): void {
    window.cancelAnimationFrame(this.#drawing);
  }

  #show(): void {
    const { words, context: { words: common } } = this.#shared;
    const { loaded, of } = this.#stack.progress;
    const failed = this.#stack.failed;
    const said = [words.loaded(grouped(loaded, common), grouped(of, common))];
    if (failed > 0) said.push(words.failedFrames(grouped(failed, common), failed === 1));
    this.#frame.caption("loaded", said.join(", "));
    this.#frame.loadedPart(of === 0 ? 1 : loaded / of);
    this.#frame.rail.show(of, (index) => this.#stack.presenceOf(index));
  }
}
