// The list. Rows are made once per key and slide into their place in time; focus, selection and the line that is
// being read stay where they are while others arrive (the scroll offset is corrected by what came in above).

import type { Context } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Entry, Holder } from "../events.ts";
import { dayMonthYear } from "../format.ts";
import { icon } from "../icons.ts";
import { bracketed } from "../likely/brackets.ts";
import type { Parts } from "../likely/folds.ts";
import { likelySays } from "../likely/remark.ts";
import { custodiansOf, holdersOf } from "../model.ts";
import type { Model } from "../model.ts";
import { whenOf } from "../order.ts";
import type { Layout } from "../layout.ts";
import type { Direction } from "../order.ts";
import { ViewSwitch } from "../band/switch.ts";
import { Place } from "./place.ts";
import { rowCells } from "./row.ts";
import type { RowState } from "./row.ts";

export interface ListState {
  /** In the order in which they are shown, but for those that may be the same: these are shown beside each other. */
  readonly entries: readonly Entry[];
  /** Of each row that the user made of several, those several. */
  readonly parts: Parts;
  readonly layout: Layout;
  readonly currentKey: string | null;
  readonly selectedKey: string | null;
  /** In words who marked a row. */
  marksOn(entry: Entry): readonly string[];
  /** Whether rows that appear now were there before, out of sight. */
  readonly isRevealed: boolean;
  /** What there is besides the entries shown: their rows are kept for when they are shown again. */
  readonly known: ReadonlyMap<string, Entry>;
}

/** The first and the last row in sight. */
export type Seen = readonly [Entry, Entry] | null;

interface Row {
  readonly element: HTMLElement;
  entry: Entry | null;
  /** What besides the entry its cells say. */
  dressed: string;
  /** Whether tab leads to it; null until that is settled. */
  reachable: boolean | null;
}

const FRESH_MS = 8000;

export class ListView {
  readonly element: HTMLElement;
  /** Above the list; what belongs there stands beside the count. */
  readonly bar: HTMLElement;
  readonly #context: Context;
  readonly #rows = new Map<string, Row>();
  readonly #body: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #place: Place;
  readonly #count: Region;
  readonly #tail: Region;
  readonly #dateHead: HTMLElement;
  readonly #switch: ViewSwitch;
  readonly #tellSeen: (seen: Seen) => void;
  #direction: Direction | null = null;
  #scrolling = false;
  #entries: readonly Entry[] = [];
  #fresh = new Map<string, number>();
  #selected: string | null = null;
  /** Rows that were added after the reader looked: they keep their edge until that is acknowledged. */
  #added: ReadonlySet<string> = new Set();

  constructor(context: Context, tellSeen: (seen: Seen) => void) {
    this.#context = context;
    this.#tellSeen = tellSeen;
    this.#switch = new ViewSwitch(context);
    const { words } = context;
    const count = el("p.count");
    const tail = el("div.tail");
    this.#count = new Region(count);
    this.#tail = new Region(tail);
    this.#body = el("div", { role: "rowgroup" });
    const head = el("div.head", { role: "row", "aria-rowindex": 1 },
      ...Object.entries(words.columns).map(([name, title]) =>
        el(`span.${name}`, { role: "columnheader" },
          name === "state" || name === "modality" ? el("span.vh", {}, title) : name === "date" ? null : title)));
    this.#dateHead = head.querySelector<HTMLElement>(".date") ?? head;
    this.#scroller = el("div.grid", { role: "grid", "aria-label": words.listLabel.newest, scroll: () => this.#scrolled() },
      el("div.heads", { role: "rowgroup" }, head), this.#body);
    this.#place = new Place(this.#scroller, this.#body);
    this.bar = el("div.bar", {}, count, this.#switch.element);
    this.element = el("div.list", {}, this.bar, this.#scroller, tail);
    this.#scroller.addEventListener("click", (event) => this.#clicked(event));
    this.#scroller.addEventListener("dblclick", (event) => {
      const key = keyAt(event);
      if (key !== null && !isOnButton(event)) this.#context.actions.showBeside(key);
    });
    new ResizeObserver(() => {
      this.#place.settle(this.#selectedRow);
      this.#showTail();
    }).observe(this.#scroller);
  }

  update(model: Model, state: ListState): void {
    const holders = holdersOf(model);
    const selected = this.#selectedRow;
    const { direction, view } = state.layout;
    this.#switch.update(view);
    this.#showCount(model, state.entries.length);
    this.#place.settle(selected);
    const turned = this.#direction !== direction;
    if (turned) this.#turn(direction);
    // Turned round, everything moves: what is selected is what the eye looks for.
    if (turned) this.#arrange(state, holders);
    else this.#place.keep(selected, () => this.#arrange(state, holders));
    if (turned) selected?.scrollIntoView({ block: "nearest" });
    this.#markAdded(model.added);
    this.#scroller.setAttribute("aria-rowcount", String(state.entries.length + 1));
    this.#showTail();
  }

  get #selectedRow(): HTMLElement | null {
    return this.#selected === null ? null : (this.#rows.get(this.#selected)?.element ?? null);
  }

  #arrange(state: ListState, holders: ReadonlyMap<string, Holder>): void {
    this.#dropRows(new Set(state.entries.map((entry) => entry.key)), state.known);
    const opening = this.#entries.length === 0 || state.isRevealed;
    const { entries, brackets } = bracketed(state.entries);
    this.#entries = entries;
    this.#selected = state.selectedKey;
    let cursor = this.#body.firstElementChild;
    entries.forEach((entry, i) => {
      const next = entries[i + 1];
      const rowState: RowState = {
        current: entry.key === state.currentKey,
        lastOfYear: next !== undefined && yearOf(next) !== yearOf(entry),
        holders,
        bracket: brackets.get(entry.key) ?? null,
        parts: state.parts.get(entry.key) ?? [],
        marks: state.marksOn(entry),
      };
      const row = this.#row(entry.key, opening);
      this.#fill(row, entry, rowState);
      this.#dress(row, entry, rowState, i);
      if (row.element === cursor) cursor = cursor.nextElementSibling;
      else this.#body.insertBefore(row.element, cursor);
    });
    this.element.classList.toggle("wide-modality", state.entries.some((entry) => (entry.study?.modalities.length ?? 0) > 1));
  }

  #turn(direction: Direction): void {
    const { words, actions } = this.#context;
    const isNewest = direction === "newest";
    this.#direction = direction;
    setAttribute(this.#scroller, "aria-label", words.listLabel[direction]);
    setAttribute(this.#dateHead, "aria-sort", isNewest ? "descending" : "ascending");
    const hadFocus = this.#dateHead.contains(document.activeElement);
    const button = el("button.turn", {
      type: "button", title: words.turn[direction], click: () => actions.arrange({ direction: isNewest ? "oldest" : "newest" }),
    }, words.columns["date"] ?? "", icon(isNewest ? "arrowDown" : "arrowUp"));
    this.#dateHead.replaceChildren(button);
    if (hadFocus) button.focus({ preventScroll: true });
    this.#scroller.scrollTop = 0;
  }

  /** A row that now goes by another key keeps its place, its focus and its selection. */
  rename(from: string, to: string): void {
    const row = this.#rows.get(from);
    if (row === undefined || this.#rows.has(to)) return;
    this.#rows.delete(from);
    this.#rows.set(to, row);
    row.element.dataset["key"] = to;
  }

  /** The key one step down or up from the selected one, or the first when none is selected. */
  neighbour(step: -1 | 1): string | null {
    const at = this.#entries.findIndex((entry) => entry.key === this.#selected);
    if (at === -1) return this.#entries[0]?.key ?? null;
    return this.#entries[Math.min(Math.max(at + step, 0), this.#entries.length - 1)]?.key ?? null;
  }

  focusRow(key: string): void {
    const row = this.#rows.get(key)?.element;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  /** Brings a row into sight; the focus stays where it is. */
  show(key: string): void {
    this.#rows.get(key)?.element.scrollIntoView({ block: "center" });
  }

  /** Takes the edge off rows that came in some time ago, while the answer was not yet whole. */
  tick(now: number): void {
    const stale = [...this.#fresh].filter(([, at]) => now - at > FRESH_MS).map(([key]) => key);
    stale.forEach((key) => this.#unmark(key));
    if (stale.length > 0) this.#showTail();
  }

  #row(key: string, opening: boolean): Row {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const element = el("div.row", { role: "row", "data-key": key, tabindex: -1 });
    const row: Row = { element, entry: null, dressed: "", reachable: null };
    this.#rows.set(key, row);
    if (!opening) this.#mark(key, performance.now());
    return row;
  }

  /** Makes the cells anew only for another entry: events give new objects, so identity tells. */
  #fill(row: Row, entry: Entry, state: RowState): void {
    const names = custodiansOf(entry).map((custodian) => state.holders.get(custodian)?.short_name ?? "");
    const dressed = [state.current, likelySays(state), ...names, ...state.marks].join("\n");
    if (row.entry === entry && row.dressed === dressed) return;
    row.entry = entry;
    row.dressed = dressed;
    const isWithin = row.element !== document.activeElement && row.element.contains(document.activeElement);
    row.reachable = null;
    row.element.replaceChildren(...rowCells(entry, state, this.#context));
    for (const place of ["first", "middle", "last"]) row.element.classList.toggle(`likely-${place}`, state.bracket?.at === place);
    if (isWithin) row.element.focus({ preventScroll: true });
  }

  #dress(row: Row, entry: Entry, state: RowState, i: number): void {
    const { element } = row;
    const selected = entry.key === this.#selected;
    const reachable = this.#selected === null ? i === 0 : selected;
    setAttribute(element, "aria-rowindex", String(i + 2));
    setAttribute(element, "aria-selected", String(selected));
    if (row.reachable !== reachable) {
      for (const stop of [element, ...element.querySelectorAll<HTMLElement>(".open-images, .turn-fold")]) setAttribute(stop, "tabindex", reachable ? "0" : "-1");
    }
    row.reachable = reachable;
    element.classList.toggle("current", state.current);
    element.classList.toggle("closed", entry.lock !== null);
    element.classList.toggle("year", state.lastOfYear);
    if (selected) this.#unmark(entry.key);
  }

  #dropRows(shown: ReadonlySet<string>, known: ReadonlyMap<string, Entry>): void {
    for (const [key, row] of this.#rows) {
      if (shown.has(key) || (known.has(key) && !row.element.isConnected)) continue;
      const next = row.element.nextElementSibling ?? row.element.previousElementSibling;
      const focused = row.element.contains(document.activeElement);
      row.element.remove();
      if (!known.has(key)) this.#rows.delete(key);
      this.#unmark(key, row);
      if (focused && next instanceof HTMLElement) next.focus({ preventScroll: true });
    }
  }

  #markAdded(added: ReadonlySet<string>): void {
    this.#added.forEach((key) => added.has(key) || this.#unmark(key));
    added.forEach((key) => this.#mark(key, Number.POSITIVE_INFINITY));
    this.#added = added;
  }

  #mark(key: string, since: number): void {
    this.#fresh.set(key, since);
    this.#rows.get(key)?.element.classList.add("fresh");
  }

  #unmark(key: string, row = this.#rows.get(key)): void {
    this.#fresh.delete(key);
    row?.element.classList.remove("fresh");
  }

  #clicked(event: Event): void {
    if (isOnButton(event)) return;
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-key]") : null;
    const key = row?.dataset["key"];
    if (row === null || key === undefined) return;
    row.focus({ preventScroll: true });
    this.#context.actions.select(key);
    this.#context.actions.openReport();
  }

  #showCount(model: Model, n: number): void {
    const { words } = this.#context;
    const running = model.complete === null && model.phase === "asking";
    this.#count.show([n, running], () => [
      el("b", {}, running ? String(n) : words.studies(n)), running ? ` ${words.soFar}` : null,
    ]);
  }

  /** Once per frame, however many events of scrolling there are in it. */
  #scrolled(): void {
    if (this.#scrolling) return;
    this.#scrolling = true;
    window.requestAnimationFrame(() => {
      this.#scrolling = false;
      this.#showTail();
    });
  }

  #showTail(): void {
    const { words } = this.#context;
    const { above, below } = this.#place.outOfSight();
    const first = this.#entries[above];
    const last = this.#entries[this.#entries.length - 1 - below];
    this.#tellSeen(first === undefined || last === undefined ? null : [first, last]);
    const direction = this.#direction ?? "newest";
    const furthest = below === 0 ? null : (this.#entries.map((entry) => whenOf(entry).date).findLast((date) => date !== null) ?? null);
    this.#tail.show([above, below, furthest, direction, this.#fresh.size > 0], () => {
      const parts: Child[] = [];
      if (above > 0) parts.push(el("span", {}, icon("arrowUp"), words.moreAbove[direction](above)));
      if (below > 0) parts.push(el("span", {}, icon("arrowDown"), words.moreBelow[direction](below, furthest && dayMonthYear(furthest))));
      if (this.#fresh.size > 0) parts.push(el("span.fresh", {}, el("i"), words.justIn));
      return parts;
    });
  }
}

const keyAt = ({ target }: Event): string | null =>
  (target instanceof Element ? target.closest<HTMLElement>("[data-key]")?.dataset["key"] : null) ?? null;

const isOnButton = ({ target }: Event): boolean => target instanceof Element && target.closest("button") !== null;

const yearOf = (entry: Entry): string => whenOf(entry).date?.slice(0, 4) ?? "";

/** Only a change touches the document: assistive technology reads every write. */
function setAttribute(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
