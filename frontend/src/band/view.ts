// The band above the list, and the large timeline: the map of the rows in time. The list is the tool; a mark selects
// its newest study and brings the row into sight, and pressed again the next older one.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Entry } from "../events.ts";
import type { Layout } from "../layout.ts";
import { descriptionOf } from "../views/row.ts";
import type { Seen } from "../views/list.ts";
import { BandAxis, STEP } from "./axis.ts";
import { drag } from "./drag.ts";
import { lanesBy } from "./lanes.ts";
import { dayOfEntry, laidOut } from "./marks.ts";
import type { LaidOut, LaneOfMarks, Mark } from "./marks.ts";
import { contentsOf, dateInWords, nameOf } from "./said.ts";
import { dayAt, pixelOf, shifted, showing, wholeSpan, zoomed } from "./scale.ts";
import type { Day, Span } from "./scale.ts";
import { neighbourOf } from "./walk.ts";

export interface BandState {
  readonly entries: readonly Entry[];
  /** Those that the filters let through; the others stand in the band too, dimmed. */
  readonly shown: readonly Entry[];
  readonly currentKey: string | null;
  readonly selectedKey: string | null;
  readonly layout: Layout;
}

const LINE_PX = 26;
const CARD_PX = 168;

export class BandView {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #chooseRow: (key: string) => void;
  readonly #axis: BandAxis;
  readonly #seenBar = el("i.seen", { hidden: true });
  readonly #lanes: HTMLElement;
  readonly #summary = el("p.vh", { id: "band-says" });
  readonly #contents = el("div.band-contents", { "aria-hidden": "true", hidden: true });
  #state: BandState | null = null;
  /** What is in sight; null for all of it. */
  #span: Span | null = null;
  #laid: LaidOut | null = null;
  #buttons = new Map<string, { readonly element: HTMLElement; readonly mark: Mark }>();
  #stop: string | null = null;
  #seen: Seen = null;
  #widthPx = 0;
  #drawnFor: readonly unknown[] = [];

  constructor(context: Context, chooseRow: (key: string) => void) {
    const { words } = context;
    this.#context = context;
    this.#chooseRow = chooseRow;
    this.#axis = new BandAxis(context, {
      turn: () => this.#turn(), zoom: (by) => this.#zoom(by), pan: (share) => this.#pan(share), showAll: () => this.#show(null),
    }, this.#seenBar);
    this.#lanes = el("div.lanes", { role: "toolbar", "aria-label": words.band.marks, "aria-describedby": "band-says" });
    this.element = el("section.band", { "aria-label": words.band.label },
      this.#summary,
      this.#axis.element, this.#lanes, this.#axis.rules, this.#contents);
    this.#lanes.addEventListener("keydown", (event) => this.#keydown(event));
    this.#lanes.addEventListener("click", (event) => this.#clicked(event));
    for (const kind of ["pointerover", "focusin"]) this.#lanes.addEventListener(kind, (event) => this.#explain(event.target));
    for (const kind of ["pointerleave", "focusout"]) this.#lanes.addEventListener(kind, () => this.#explain(document.activeElement));
    this.element.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    drag(this.#lanes, (byPx) => this.#pan(-byPx / Math.max(this.#widthPx, 1)));
    new ResizeObserver(() => this.#draw(true)).observe(this.#axis.plot);
    new ResizeObserver(() => this.#draw(true)).observe(this.#lanes);
  }

  update(state: BandState): void {
    const before = this.#state;
    this.#state = state;
    this.element.hidden = state.entries.length === 0 || (state.layout.view === "table" && state.layout.band === false);
    this.element.classList.toggle("asked", state.layout.band === true);
    this.element.classList.toggle("large", state.layout.view === "timeline");
    if (state.selectedKey !== before?.selectedKey) this.#bringIntoSight(state);
    this.#draw(false);
  }

  /** The bar under the axis: what of it the list shows. */
  showSeen(seen: Seen): void {
    this.#seen = seen;
    this.#drawSeen();
  }

  /** Focus on the mark of the selected row, else on the newest; false where there is none. */
  focus(): boolean {
    const { selectedKey } = this.#state ?? {};
    const at = [...this.#buttons.values()].find(({ mark }) => mark.entries.some((entry) => entry.key === selectedKey));
    const stop = at?.mark.entries[0].key ?? this.#stop;
    if (stop !== null) this.#stopAt(stop);
    return stop !== null;
  }

  get #now(): Day {
    const at = new Date();
    return at.getTime() / 86_400_000;
  }

  get #whole(): Span {
    return wholeSpan((this.#state?.entries ?? []).map(dayOfEntry).filter((day) => day !== null), this.#now);
  }

  #turn(): void {
    const by = this.#state?.layout.lanes === "region" ? "modality" : "region";
    this.#context.actions.arrange({ lanes: by });
  }

  #show(span: Span | null): void {
    const whole = this.#whole;
    this.#span = span === null || (span.from <= whole.from && span.to >= whole.to) ? null : span;
    this.#draw(false);
  }

  #zoom(by: number, around: Day | null = null): void {
    const [whole, span] = [this.#whole, this.#span ?? this.#whole];
    this.#show(zoomed(span, by, around ?? this.#middleOfInterest(span), whole));
  }

  /** Closer to what is selected, as long as it is in sight. */
  #middleOfInterest(span: Span): Day {
    const selected = this.#state?.entries.find((entry) => entry.key === this.#state?.selectedKey);
    const day = selected === undefined ? null : dayOfEntry(selected);
    return day !== null && day > span.from && day < span.to ? day : (span.from + span.to) / 2;
  }

  #pan(share: number): void {
    if (this.#span !== null) this.#show(shifted(this.#span, share * (this.#span.to - this.#span.from), this.#whole));
  }

  #bringIntoSight(state: BandState): void {
    const selected = state.entries.find((entry) => entry.key === state.selectedKey);
    const day = selected === undefined ? null : dayOfEntry(selected);
    if (this.#span !== null && day !== null) this.#span = showing(this.#span, day, this.#whole);
  }

  #wheel(event: WheelEvent): void {
    if (event.deltaX === 0 && event.deltaY === 0) return;
    event.preventDefault();
    const plot = this.#axis.plot.getBoundingClientRect();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.#pan(event.deltaX / Math.max(plot.width, 1));
    else this.#zoom(event.deltaY < 0 ? 1.25 : 0.8, dayAt(event.clientX - plot.left, this.#span ?? this.#whole, plot.width));
  }

  #keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") this.#zoom(STEP);
    else if (event.key === "-") this.#zoom(1 / STEP);
    else if (event.shiftKey && event.key === "ArrowLeft") this.#pan(-0.25);
    else if (event.shiftKey && event.key === "ArrowRight") this.#pan(0.25);
    else if (!this.#walk(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #walk(key: string): boolean {
    const to = this.#laid === null || this.#stop === null ? null : neighbourOf(this.#laid.lanes, this.#stop, key);
    if (to === undefined) return false;
    if (to !== null) this.#stopAt(to.entries[0].key);
    return true;
  }

  #stopAt(key: string): void {
    const [from, to] = [this.#buttons.get(this.#stop ?? ""), this.#buttons.get(key)];
    from?.element.setAttribute("tabindex", "-1");
    to?.element.setAttribute("tabindex", "0");
    to?.element.focus();
    this.#stop = key;
  }

  #clicked({ target }: Event): void {
    const found = this.#markAt(target);
    if (found === null) return;
    const { entries } = found.mark;
    const at = entries.findIndex((entry) => entry.key === this.#state?.selectedKey);
    const chosen = entries[(at + 1) % entries.length] ?? entries[0];
    this.#stopAt(entries[0].key);
    this.#chooseRow(chosen.key);
  }

  #markAt(target: EventTarget | null): { readonly element: HTMLElement; readonly mark: Mark } | null {
    const key = target instanceof Element ? target.closest<HTMLElement>(".mark")?.dataset["mark"] : undefined;
    return key === undefined ? null : (this.#buttons.get(key) ?? null);
  }

  #explain(target: EventTarget | null): void {
    const found = this.#markAt(target);
    this.#contents.hidden = found === null;
    if (found === null) return;
    this.#contents.replaceChildren(...contentsOf(found.mark, this.#context.words));
    const [band, mark] = [this.element.getBoundingClientRect(), found.element.getBoundingClientRect()];
    const widest = Math.min(band.width - 16, 460);
    const left = Math.min(Math.max(mark.left - band.left + mark.width / 2 - widest / 2, 8), band.width - widest - 8);
    this.#contents.style.left = `${Math.round(left)}px`;
    this.#contents.style.width = `${Math.round(widest)}px`;
    this.#contents.style.top = `${Math.round(mark.bottom - band.top + 4)}px`;
  }

  #draw(resized: boolean): void {
    const state = this.#state;
    if (state === null || this.element.hidden) return;
    if (resized || this.#widthPx === 0) this.#widthPx = this.#axis.plot.clientWidth;
    const heightPx = state.layout.view === "timeline" ? this.#lanes.clientHeight : 0;
    const today = Math.floor(this.#now);
    const drawnFor = [state.entries, state.shown, state.currentKey, state.selectedKey, state.layout, this.#span, this.#widthPx, heightPx, today];
    if (this.#widthPx === 0 || drawnFor.every((part, i) => part === this.#drawnFor[i])) return;
    this.#drawnFor = drawnFor;
    const span = this.#span ?? this.#whole;
    const isLarge = state.layout.view === "timeline";
    this.#laid = laidOut(state.entries, {
      by: state.layout.lanes, span, widthPx: this.#widthPx, now: this.#now, currentKey: state.currentKey,
      lines: isLarge ? Math.max(1, Math.floor((heightPx / lanesBy(state.layout.lanes).length - 6) / LINE_PX)) : 1,
      cardPx: isLarge ? CARD_PX : null,
    });
    this.#drawLanes(state, this.#laid);
    this.#axis.draw({ span, widthPx: this.#widthPx, now: this.#now, by: state.layout.lanes, isWhole: this.#span === null, before: this.#laid.before, after: this.#laid.after });
    this.#drawSeen();
    this.#say(state, this.#laid);
  }

  #drawLanes(state: BandState, laid: LaidOut): void {
    const { words } = this.#context;
    const kept = this.#buttons;
    const focused = this.#markAt(document.activeElement);
    this.#buttons = new Map();
    const shown = new Set(state.shown);
    this.element.classList.toggle("has-undated", laid.lanes.some((lane) => lane.undated !== null));
    const lanes = laid.lanes.map((lane) =>
      el("div.lane", {}, el("span.name", {}, el("span.cut", {}, words.band.lanes[lane.lane]), el("span.n", {}, String(lane.count))),
        el("div.bin", {}, lane.undated === null ? null : this.#button(lane.undated, lane, state, kept)),
        el("div.plot", {}, ...lane.marks.map((mark) => this.#button(mark, lane, state, kept)))));
    this.#lanes.replaceChildren(...lanes);
    for (const { element, mark } of this.#buttons.values()) element.classList.toggle("left-out", !mark.entries.some((entry) => shown.has(entry)));
    // A mark may have merged with another: the focus goes on with the study that it was on.
    const was = focused?.mark.entries[0].key ?? this.#stop;
    const keeper = [...this.#buttons.values()].find(({ mark }) => mark.entries.some((entry) => entry.key === was)) ?? [...this.#buttons.values()][0];
    this.#stop = keeper?.mark.entries[0].key ?? null;
    keeper?.element.setAttribute("tabindex", "0");
    if (focused === null) return;
    keeper?.element.focus({ preventScroll: true });
    this.#explain(keeper?.element ?? null);
  }

  #button(mark: Mark, lane: LaneOfMarks, state: BandState, kept: ReadonlyMap<string, { readonly element: HTMLElement }>): HTMLElement {
    const { words } = this.#context;
    const [newest] = mark.entries;
    const isSelected = mark.entries.some((entry) => entry.key === state.selectedKey);
    const element = kept.get(newest.key)?.element ?? el("button.mark", { type: "button", "data-mark": newest.key });
    const name = nameOf(mark, words.band.lanes[lane.lane], isSelected, words);
    if (element.getAttribute("aria-label") !== name || element.classList.contains("card") !== mark.isCard) {
      element.setAttribute("aria-label", name);
      const says = mark.isCard ? [el("span.says", {}, el("span.cut", {}, descriptionOf(newest, words)), el("span.when", {}, dateInWords(newest, words)))] : [];
      element.replaceChildren(el("span.tiles", {}, ...tilesOf(mark)), ...says);
    }
    element.setAttribute("tabindex", "-1");
    element.classList.toggle("selected", isSelected);
    element.classList.toggle("current", mark.isCurrent);
    element.classList.toggle("outside", mark.outside > 0);
    element.classList.toggle("card", mark.isCard);
    element.style.left = `${mark.x.toFixed(1)}px`;
    element.style.top = `${mark.line * LINE_PX}px`;
    if (mark.isCard) element.style.width = `${mark.widthPx}px`;
    else element.style.removeProperty("width");
    this.#buttons.set(newest.key, { element, mark });
    return element;
  }

  #drawSeen(): void {
    const days = (this.#seen ?? []).map(dayOfEntry);
    const known = days.filter((day) => day !== null);
    const isTable = this.#state?.layout.view === "table";
    this.#seenBar.hidden = known.length === 0 || !isTable || this.#widthPx === 0;
    if (this.#seenBar.hidden) return;
    const span = this.#span ?? this.#whole;
    const ends = known.map((day) => Math.min(Math.max(pixelOf(day, span, this.#widthPx), 0), this.#widthPx));
    // One end in sight without a date: the list shows from there to its undated end.
    const [from, to] = [known.length === 1 ? 0 : Math.min(...ends), Math.max(...ends)];
    this.#seenBar.style.left = `${from.toFixed(1)}px`;
    this.#seenBar.style.width = `${Math.max(to - from, 3).toFixed(1)}px`;
    this.#seenBar.title = this.#context.words.band.inList;
  }

  #say(state: BandState, laid: LaidOut): void {
    const { words } = this.#context;
    const dated = state.entries.filter((entry) => dayOfEntry(entry) !== null);
    const [newest, oldest] = [dated[0], dated.at(-1)];
    const lanes = laid.lanes.filter((lane) => lane.count > 0).map((lane) => `${words.band.lanes[lane.lane]}: ${lane.count}`).join(", ");
    const says = newest === undefined || oldest === undefined ? words.band.none
      : words.band.summary(state.entries.length, dateInWords(oldest, words), dateInWords(newest, words), lanes);
    if (this.#summary.textContent !== says) this.#summary.textContent = says;
  }
}

const COLOURED = new Set(["CT", "MR", "DX", "US", "NM", "PT", "XA", "RF", "MG"]);

const tilesOf = (mark: Mark): readonly HTMLElement[] =>
  mark.cells.map(([kind, n]) => kind === null
    ? el("span.tile.more", {}, `+${n}`)
    : el("span.tile", { "data-modality": COLOURED.has(kind) ? kind : "other" }, kind === "OT" ? otherOf(mark) : kind, n > 1 ? el("span.c", {}, String(n)) : null));

/** Another modality by its own letters, where all of the mark have the same; a question mark where none is known. */
function otherOf(mark: Mark): string {
  const said = new Set(mark.entries.map((entry) => entry.study?.modalities[0] ?? "?").filter((one) => !COLOURED.has(one)));
  const [only] = said;
  return said.size === 1 && only !== undefined && only.length <= 2 ? only : "OT";
}
