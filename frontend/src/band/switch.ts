// Table or timeline: the two ways to see the same rows (A13).

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Layout } from "../layout.ts";

const VIEWS = ["table", "timeline"] as const;

export class ViewSwitch {
  readonly element: HTMLElement;
  readonly #buttons: readonly HTMLElement[];

  constructor({ words, actions }: Context) {
    this.#buttons = VIEWS.map((view) => el("button", { type: "button", click: () => actions.arrange({ view }) }, words.band.views[view]));
    this.element = el("div.switch.views", { role: "group", "aria-label": words.band.viewLabel }, ...this.#buttons);
  }

  update(now: Layout["view"]): void {
    this.#buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(VIEWS[i] === now)));
  }
}
