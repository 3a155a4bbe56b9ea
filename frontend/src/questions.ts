// The questions under way: one to everybody, and beside it those to holders asked again by name. A new question
// to everybody lets go of all before it; a question to some ends by itself, when nothing late can come of it.

import type { Change } from "./model.ts";
import { openStream } from "./stream.ts";

export class Questions {
  readonly #change: (change: Change) => void;
  readonly #running = new Set<() => void>();

  constructor(change: (change: Change) => void) {
    this.#change = change;
  }

  askAll(): void {
    this.letGo();
    this.#change({ type: "ask-all" });
    this.#open(null);
  }

  askAgain(custodians: readonly string[]): void {
    this.#change({ type: "ask-again", custodians });
    this.#open(custodians);
  }

  letGo(): void {
    this.#running.forEach((letGo) => letGo());
    this.#running.clear();
  }

  #open(custodians: readonly string[] | null): void {
    const again = custodians !== null;
    const letGo = openStream(custodians, {
      event: (event) => this.#change({ type: "event", again, event }),
      malformed: () => this.#change({ type: "malformed" }),
      ended: (ending) => {
        this.#running.delete(letGo);
        this.#change({ type: "ended", ending, again: custodians });
      },
    });
    this.#running.add(letGo);
  }
}
