// How old the list is. After a quarter of an hour it says so and asks again by itself: nobody decides today on what
// was true this morning. Only a page that is looked at asks; one behind another says it when it comes to the front.

import type { Model, Phase } from "./model.ts";

const OLD_MS = 15 * 60_000;
/** A question of our own that brought nothing is not repeated sooner. */
const PAUSE_MS = 60_000;

export class Freshness {
  readonly #askAll: () => void;
  #phase: Phase = "asking";
  /** When the answers stood as they are listed, by the service's clock, and when we heard of it, by ours. */
  #answered: { readonly at: string; readonly heardMs: number } | null = null;
  #askedMs = 0;
  #isOld = false;

  constructor(askAll: () => void) {
    this.#askAll = askAll;
  }

  /** The moment of the list, once it is old; null before. */
  get oldSince(): string | null {
    return this.#isOld ? (this.#answered?.at ?? null) : null;
  }

  /** A new count of the same question, as late answers bring, makes no new list. */
  heard(model: Model, nowMs: number): void {
    if (this.#phase === "asking" && model.phase === "open" && model.complete !== null) {
      this.#answered = { at: model.complete.at, heardMs: nowMs };
      this.#isOld = false;
    }
    this.#phase = model.phase;
  }

  /** Asks again if it is time; true if the page has something else to say now. */
  tick(nowMs: number, isVisible: boolean): boolean {
    const wasOld = this.#isOld;
    this.#isOld = this.#answered !== null && nowMs - this.#answered.heardMs >= OLD_MS;
    if (this.#isOld && isVisible && this.#phase !== "asking" && nowMs - this.#askedMs >= PAUSE_MS) {
      this.#askedMs = nowMs;
      this.#askAll();
    }
    return this.#isOld !== wasOld;
  }
}
