// Plays a stack, round and round, until it is told to stop: a clip at its own pace, slices at ten a second. It never runs
// ahead of what has come: the next image is gone to when the last one is on the screen.

import type { Viewing } from "./viewing.ts";

const SLICE_MS = 100;

export class Cine {
  readonly #changed: () => void;
  #viewing: Viewing | null = null;
  #timer = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get playing(): Viewing | null {
    return this.#viewing;
  }

  toggle(viewing: Viewing | null): void {
    if (this.#viewing !== null) this.stop();
    else if (viewing !== null && viewing.stack.images.length > 1) {
      this.#viewing = viewing;
      this.#tick(viewing);
      this.#changed();
    }
  }

  stop(): void {
    if (this.#viewing === null) return;
    window.clearTimeout(this.#timer);
    this.#viewing = null;
    this.#changed();
  }

  #tick(viewing: Viewing): void {
    const pace = viewing.image?.frameTimeMs ?? SLICE_MS;
    this.#timer = window.setTimeout(() => {
      if (this.#viewing !== viewing) return;
      if (viewing.isSettled) viewing.go((viewing.index + 1) % viewing.stack.images.length);
      this.#tick(viewing);
    }, pace);
  }
}
