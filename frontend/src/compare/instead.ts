// What stands in the picture's place in one pane: that something is awaited, or trouble and what can be done about it.

import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Copy, Entry } from "../events.ts";
import { note } from "../views/note.ts";
import type { Trouble } from "../words/words.ts";
import type { Frame } from "./frame.ts";
import type { CompareWords } from "./words/words.ts";

export class Instead {
  readonly #frame: Frame;
  readonly #words: CompareWords;
  #said = 0;

  constructor(frame: Frame, words: CompareWords) {
    [this.#frame, this.#words] = [frame, words];
  }

  wait(says: string): void {
    this.#frame.instead(says, () => [el("p.waiting", { role: "status" }, says)]);
  }

  say(trouble: Trouble, ...todo: readonly Child[]): void {
    this.#said += 1;
    this.#frame.instead([trouble, this.#said], () => [note("plain", trouble, "info", ...todo.filter((child) => child !== null))]);
    this.#frame.announce(trouble.what);
  }

  again(act: () => void): HTMLElement {
    return el("button.button", { type: "button", "data-control": "again", click: act }, this.#words.again);
  }

  /** Another institution has the same study; `nameOf` says who has to give a copy. */
  elsewhere(entry: Entry | null, copy: Copy | null, nameOf: (copy: Copy) => string, open: (other: Copy) => void): Child {
    const others = entry?.copies.filter((one) => one.images !== null && one.images !== copy?.images) ?? [];
    const [other] = others;
    return other === undefined ? null : el("button.button", { type: "button", "data-control": "other-copy", click: () => open(other) },
      this.#words.otherCopy(nameOf(other)));
  }
}
