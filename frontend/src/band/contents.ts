// The panel beside a mark that is pointed at or has the focus: what stands in it, line by line.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Mark } from "./marks.ts";
import { contentsOf } from "./said.ts";

const WIDEST_PX = 460;

export class ContentsPanel {
  readonly element = el("div.band-contents", { "aria-hidden": "true", hidden: true });
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  hide(): void {
    this.element.hidden = true;
  }

  /** Under the mark, within the band's own width. */
  show(mark: Mark, at: HTMLElement, band: HTMLElement): void {
    this.element.hidden = false;
    this.element.replaceChildren(...contentsOf(mark, this.#context.words));
    const [room, place] = [band.getBoundingClientRect(), at.getBoundingClientRect()];
    const widest = Math.min(room.width - 16, WIDEST_PX);
    const left = Math.min(Math.max(place.left - room.left + place.width / 2 - widest / 2, 8), room.width - widest - 8);
    this.element.style.left = `${Math.round(left)}px`;
    this.element.style.width = `${Math.round(widest)}px`;
    this.element.style.top = `${Math.round(place.bottom - room.top + 4)}px`;
  }
}
