// The marks as they stand in their lanes: one button each, kept from drawing to drawing by the newest of its studies,
// and one of them the stop of the tab key.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Entry } from "../events.ts";
import { descriptionOf } from "../views/row.ts";
import type { Lane } from "./lanes.ts";
import type { LaneOfMarks, Mark } from "./marks.ts";
import { dateInWords, nameOf } from "./said.ts";
import { tilesOf } from "./tiles.ts";
import { neighbourOf } from "./walk.ts";

export const LINE_PX = 26;

export interface Standing {
  readonly element: HTMLElement;
  readonly mark: Mark;
  readonly lane: Lane;
}

export class MarkStand {
  readonly element: HTMLElement;
  readonly #context: Context;
  #lanes: readonly LaneOfMarks[] = [];
  #standing = new Map<string, Standing>();
  #stop: string | null = null;

  constructor(context: Context) {
    this.#context = context;
    this.element = el("div.lanes", { role: "toolbar", "aria-label": context.words.band.marks, "aria-describedby": "band-says" });
  }

  /** Gives the mark that the focus was on and still is, if any. */
  place(lanes: readonly LaneOfMarks[]): Standing | null {
    const { words } = this.#context;
    const [kept, focused] = [this.#standing, this.at(document.activeElement)];
    this.#lanes = lanes;
    this.#standing = new Map();
    this.element.replaceChildren(...lanes.map((lane) =>
      el("div.lane", {}, el("span.name", {}, el("span.cut", {}, words.band.lanes[lane.lane]), el("span.n", {}, String(lane.count))),
        el("div.bin", {}, lane.undated === null ? null : this.#button(lane.undated, lane, kept)),
        el("div.plot", {}, ...lane.marks.map((mark) => this.#button(mark, lane, kept))))));
    const all = [...this.#standing.values()];
    // A mark may have merged with another: the focus goes on with the study that it was on.
    const was = focused?.mark.entries[0].key ?? this.#stop;
    const keeper = all.find(({ mark }) => mark.entries.some((entry) => entry.key === was)) ?? all[0];
    this.#stop = keeper?.mark.entries[0].key ?? null;
    keeper?.element.setAttribute("tabindex", "0");
    if (focused === null || keeper === undefined) return null;
    keeper.element.focus({ preventScroll: true });
    return keeper;
  }

  at(target: EventTarget | null): Standing | null {
    const key = target instanceof Element ? target.closest<HTMLElement>(".mark")?.dataset["mark"] : undefined;
    return key === undefined ? null : (this.#standing.get(key) ?? null);
  }

  /** Focus on the mark with this row, else on the stop; false where there is none. */
  focus(key: string | null): boolean {
    const withRow = [...this.#standing.values()].find(({ mark }) => mark.entries.some((entry) => entry.key === key));
    const stop = withRow?.mark.entries[0].key ?? this.#stop;
    if (stop !== null) this.stopAt(stop);
    return stop !== null;
  }

  /** By an arrow key from mark to mark; whether the key was one. */
  walk(key: string): boolean {
    const to = this.#stop === null ? null : neighbourOf(this.#lanes, this.#stop, key);
    if (to === undefined) return false;
    if (to !== null) this.stopAt(to.entries[0].key);
    return true;
  }

  stopAt(key: string): void {
    const [from, to] = [this.#standing.get(this.#stop ?? ""), this.#standing.get(key)];
    from?.element.setAttribute("tabindex", "-1");
    to?.element.setAttribute("tabindex", "0");
    to?.element.focus();
    this.#stop = key;
  }

  /** Says which is selected; those without any of `shown` stand dimmed. */
  dress(shown: ReadonlySet<Entry>, selectedKey: string | null): void {
    const { words } = this.#context;
    for (const { element, mark, lane } of this.#standing.values()) {
      const isSelected = mark.entries.some((entry) => entry.key === selectedKey);
      const name = nameOf(mark, words.band.lanes[lane], isSelected, words);
      if (element.getAttribute("aria-label") !== name) element.setAttribute("aria-label", name);
      element.classList.toggle("selected", isSelected);
      element.classList.toggle("left-out", !mark.entries.some((entry) => shown.has(entry)));
    }
  }

  /** Its tiles are made anew only for other studies. */
  #button(mark: Mark, { lane }: LaneOfMarks, kept: ReadonlyMap<string, Standing>): HTMLElement {
    const { words } = this.#context;
    const [newest] = mark.entries;
    const before = kept.get(newest.key);
    const element = before?.element ?? el("button.mark", { type: "button", "data-mark": newest.key });
    if (before?.mark.isCard !== mark.isCard || before.mark.entries.length !== mark.entries.length || mark.entries.some((entry, i) => entry !== before.mark.entries[i])) {
      const says = mark.isCard ? [" ", el("span.says", { "aria-hidden": "true" }, el("span.cut", {}, descriptionOf(newest, words)), " ", el("span.when", {}, dateInWords(newest, words)))] : [];
      element.replaceChildren(el("span.tiles", { "aria-hidden": "true" }, ...tilesOf(mark)), ...says);
    }
    element.setAttribute("tabindex", "-1");
    element.classList.toggle("current", mark.isCurrent);
    element.classList.toggle("outside", mark.outside > 0);
    element.classList.toggle("card", mark.isCard);
    element.style.left = `${mark.x.toFixed(1)}px`;
    element.style.top = `${mark.line * LINE_PX}px`;
    if (mark.isCard) element.style.width = `${mark.widthPx}px`;
    else element.style.removeProperty("width");
    this.#standing.set(newest.key, { element, mark, lane });
    return element;
  }
}
