// Whether a holder still answers, told from how the questions for one stack end.

import type { RetrievalEnd } from "./retrieval.ts";

const STALLED_AFTER = 3;

export class Stall {
  #failuresInARow = 0;
  #isGivenUp = false;

  /** So many questions in a row had no answer that no more are asked of its own accord. */
  get isReached(): boolean {
    return this.#failuresInARow >= STALLED_AFTER;
  }

  /** It was reached, and nothing is under way any more that may show the contrary. */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  /** Takes in how a question ended. True if the holder answers again after all. */
  ended(end: RetrievalEnd, underWay: number): boolean {
    const isBack = end !== "let-go" && end !== "unreachable" && this.isReached;
    if (end === "unreachable") this.#failuresInARow += 1;
    else if (end !== "let-go") this.clear();
    if (this.isReached && underWay === 0) this.#isGivenUp = true;
    return isBack;
  }

  clear(): void {
    this.#failuresInARow = 0;
    this.#isGivenUp = false;
  }
}
