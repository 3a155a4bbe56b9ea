// The band above the list, and the large timeline: the map of the rows in time. The list is the tool; a mark selects
// its newest study and brings the row into sight, and pressed again the next older one.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Entry } from "../events.ts";
import type { Layout } from "../layout.ts";
import type { Seen } from "../views/list.ts";
import { BandAxis, STEP } from "./axis.ts";
import { ContentsPanel } from "./contents.ts";
import { drag } from "./drag.ts";
import { lanesBy } from "./lanes.ts";
import { dayOfEntry, laidOut } from "./marks.ts";
import type { LaidOut } from "./marks.ts";
import { dateInWords } from "./said.ts";
import { dayAt, pixelOf } from "./scale.ts";
import { Sight } from "./sight.ts";
import { LINE_PX, MarkStand } from "./stand.ts";
import type { Standing } from "./stand.ts";

export interface BandState {
  readonly entries: readonly Entry[];
  /** Those that the filters let through; the others stand in the band too, dimmed. */
  readonly shown: readonly Entry[];
  readonly currentKey: string | null;
  readonly selectedKey: string | null;
  readonly layout: Layout;
}

const CARD_PX = 168;

export class BandView {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #chooseRow: (key: string) => void;
  readonly #axis: BandAxis;
  readonly #sight = new Sight(() => this.#draw(false));
  readonly #marks: MarkStand;
  readonly #contents: ContentsPanel;
  readonly #seenBar = el("i.seen", { hidden: true });
  readonly #summary = el("p.vh", { id: "band-says" });
  #state: BandState | null = null;
  #seen: Seen = null;
  #widthPx = 0;
  #laid: LaidOut | null = null;
  #laidFor: readonly unknown[] = [];
  #dressedFor: readonly unknown[] = [];

  constructor(context: Context, chooseRow: (key: string) => void) {
    const { words } = context;
    this.#context = context;
    this.#chooseRow = chooseRow;
    this.#axis = new BandAxis(context, {
      turn: () => this.#turn(), zoom: (by) => this.#sight.zoom(by), pan: (share) => this.#sight.pan(share), showAll: () => this.#sight.showAll(),
    }, this.#seenBar);
    this.#marks = new MarkStand(context);
    this.#contents = new ContentsPanel(context);
    const lanes = this.#marks.element;
    this.element = el("section.band", { "aria-label": words.band.label }, this.#summary, this.#axis.element, lanes, this.#axis.rules, this.#contents.element);
    lanes.addEventListener("keydown", (event) => this.#keydown(event));
    lanes.addEventListener("click", (event) => this.#clicked(event));
    for (const kind of ["pointerover", "focusin"]) lanes.addEventListener(kind, (event) => this.#explain(this.#marks.at(event.target)));
    for (const kind of ["pointerleave", "focusout"]) lanes.addEventListener(kind, () => this.#explain(this.#marks.at(document.activeElement)));
    this.element.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    drag(lanes, (byPx) => this.#sight.pan(-byPx / Math.max(this.#widthPx, 1)));
    const resized = new ResizeObserver(() => this.#draw(true));
    for (const element of [this.#axis.plot, lanes]) resized.observe(element);
  }

  update(state: BandState): void {
    this.#state = state;
    this.element.hidden = state.entries.length === 0 || (state.layout.view === "table" && state.layout.band === false);
    this.element.classList.toggle("asked", state.layout.band === true);
    this.element.classList.toggle("large", state.layout.view === "timeline");
    this.#sight.follow(state.entries, state.selectedKey);
    this.#draw(false);
  }

  /** The bar under the axis: what of it the list shows. */
  showSeen(seen: Seen): void {
    this.#seen = seen;
    this.#drawSeen();
  }

  /** Focus on the mark of the selected row, else on the newest; false where there is none. */
  focus(): boolean {
    return this.#marks.focus(this.#state?.selectedKey ?? null);
  }

  #turn(): void {
    const by = this.#state?.layout.lanes === "region" ? "modality" : "region";
    this.#context.actions.arrange({ lanes: by });
  }

  #wheel(event: WheelEvent): void {
    if (event.deltaX === 0 && event.deltaY === 0) return;
    event.preventDefault();
    const plot = this.#axis.plot.getBoundingClientRect();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.#sight.pan(event.deltaX / Math.max(plot.width, 1));
    else this.#sight.zoom(event.deltaY < 0 ? 1.25 : 0.8, dayAt(event.clientX - plot.left, this.#sight.span, plot.width));
  }

  #keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") this.#sight.zoom(STEP);
    else if (event.key === "-") this.#sight.zoom(1 / STEP);
    else if (event.shiftKey && event.key === "ArrowLeft") this.#sight.pan(-0.25);
    else if (event.shiftKey && event.key === "ArrowRight") this.#sight.pan(0.25);
    else if (!this.#marks.walk(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #clicked({ target }: Event): void {
    const found = this.#marks.at(target);
    if (found === null) return;
    const { entries } = found.mark;
    const at = entries.findIndex((entry) => entry.key === this.#state?.selectedKey);
    const chosen = entries[(at + 1) % entries.length] ?? entries[0];
    this.#marks.stopAt(entries[0].key);
    this.#chooseRow(chosen.key);
  }

  #explain(found: Standing | null): void {
    if (found === null) this.#contents.hide();
    else this.#contents.show(found.mark, found.element, this.element);
  }

  #draw(resized: boolean): void {
    const state = this.#state;
    if (state === null || this.element.hidden) return;
    const { entries, shown, currentKey, selectedKey, layout } = state;
    const isLarge = layout.view === "timeline";
    if (resized || this.#widthPx === 0) this.#widthPx = this.#axis.plot.clientWidth;
    const [widthPx, heightPx] = [this.#widthPx, isLarge ? this.#marks.element.clientHeight : 0];
    if (widthPx === 0) return;
    const { now, span, isWhole } = this.#sight;
    const laidFor = [entries, currentKey, layout.lanes, isLarge, isWhole || span, widthPx, heightPx, Math.floor(now)];
    const dressedFor = [shown, selectedKey];
    const isSame = laidFor.every((part, i) => part === this.#laidFor[i]);
    if (isSame && dressedFor.every((part, i) => part === this.#dressedFor[i])) return;
    [this.#laidFor, this.#dressedFor] = [laidFor, dressedFor];
    if (!isSame || this.#laid === null) {
      this.#laid = laidOut(entries, {
        by: layout.lanes, span, widthPx, now, currentKey,
        lines: isLarge ? Math.max(1, Math.floor((heightPx / lanesBy(layout.lanes).length - 6) / LINE_PX)) : 1,
        cardPx: isLarge ? CARD_PX : null,
      });
      this.element.classList.toggle("has-undated", this.#laid.lanes.some((lane) => lane.undated !== null));
      const focused = this.#marks.place(this.#laid.lanes);
      if (focused !== null) this.#explain(focused);
      this.#axis.draw({ span, widthPx, now, by: layout.lanes, isWhole, before: this.#laid.before, after: this.#laid.after });
      this.#drawSeen();
      this.#say(entries, this.#laid);
    }
    this.#marks.dress(new Set(shown), selectedKey);
  }

  #drawSeen(): void {
    const days = (this.#seen ?? []).map(dayOfEntry);
    const known = days.filter((day) => day !== null);
    const isTable = this.#state?.layout.view === "table";
    this.#seenBar.hidden = known.length === 0 || !isTable || this.#widthPx === 0;
    if (this.#seenBar.hidden) return;
    const { span } = this.#sight;
    const ends = known.map((day) => Math.min(Math.max(pixelOf(day, span, this.#widthPx), 0), this.#widthPx));
    // One end in sight without a date: the list shows from there to its undated end.
    const [from, to] = [known.length === 1 ? 0 : Math.min(...ends), Math.max(...ends)];
    this.#seenBar.style.left = `${from.toFixed(1)}px`;
    this.#seenBar.style.width = `${Math.max(to - from, 3).toFixed(1)}px`;
    this.#seenBar.title = this.#context.words.band.inList;
  }

  #say(entries: readonly Entry[], laid: LaidOut): void {
    const { words } = this.#context;
    const dated = entries.filter((entry) => dayOfEntry(entry) !== null);
    const [newest, oldest] = [dated[0], dated.at(-1)];
    const lanes = laid.lanes.filter((lane) => lane.count > 0).map((lane) => `${words.band.lanes[lane.lane]}: ${lane.count}`).join(", ");
    const says = newest === undefined || oldest === undefined ? words.band.none
      : words.band.summary(entries.length, dateInWords(oldest, words), dateInWords(newest, words), lanes);
    if (this.#summary.textContent !== says) this.#summary.textContent = says;
  }
}
