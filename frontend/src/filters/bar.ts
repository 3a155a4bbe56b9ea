// The bar above the list: what can be chosen, with counts; what is chosen, each to be let go of; and in words how
// much of the list that leaves.

import type { Context } from "../context.ts";
import { today } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Entry, Holder } from "../events.ts";
import { dayMonthYear } from "../format.ts";
import { icon } from "../icons.ts";
import { key } from "../views/note.ts";
import { modalityTiles } from "../views/row.ts";
import { counted, hasPeriod, KINDS, MODALITY_GROUPS, OTHER, REPORTS, toggled, UNKNOWN } from "./criteria.ts";
import type { Criteria, Facet } from "./criteria.ts";
import type { Filters } from "./filters.ts";
import { Menu } from "./menu.ts";
import { labelOf } from "./naming.ts";
import type { Naming } from "./naming.ts";
import { OneStop } from "./one_stop.ts";
import type { Sieved } from "./outside.ts";
import { periodChoices } from "./period.ts";
import { filterWordsOf } from "./words.ts";
import type { FilterWords } from "./words.ts";

const MENUS: readonly Exclude<Facet, "modality">[] = ["institution", "region", "kind", "report"];
const NO_HOLDERS: ReadonlyMap<string, Holder> = new Map();

export class FilterBar {
  readonly element: HTMLElement;
  /** The count of the list, and how to get all of it back. */
  readonly status: HTMLElement;
  readonly #context: Context;
  readonly #filters: Filters;
  readonly #words: FilterWords;
  readonly #menus: ReadonlyMap<Exclude<Facet, "modality"> | "period", Menu>;
  readonly #chips: Region;
  readonly #status: Region;
  readonly #stop: OneStop;
  #entries: readonly Entry[] = [];
  #holders = NO_HOLDERS;
  #sieved: Sieved | null = null;

  constructor(context: Context, filters: Filters) {
    this.#context = context;
    this.#filters = filters;
    this.#words = filterWordsOf(context.language);
    const { facets, period, bar } = this.#words;
    const names = [...MENUS.slice(0, 1), "period", ...MENUS.slice(1)] as const;
    this.#menus = new Map(names.map((name) => [name, new Menu(name, name === "period" ? period : facets[name])]));
    const chips = el("div.chips", { role: "group", "aria-label": facets.modality });
    this.#chips = new Region(chips);
    this.status = el("div.filter-status", { role: "status" });
    this.#status = new Region(this.status);
    const menus = el("div.menus", { opened: (event) => this.#opened(event) }, ...[...this.#menus.values()].map((menu) => menu.element));
    this.element = el("div.filters", { role: "toolbar", "aria-label": bar, keydown: (event) => event instanceof KeyboardEvent && this.#keydown(event) }, menus, chips);
    this.#stop = new OneStop(this.element);
  }

  update(entries: readonly Entry[], sieved: Sieved, holders: ReadonlyMap<string, Holder>): void {
    const isSame = entries === this.#entries && sieved === this.#sieved && holders === this.#holders;
    [this.#entries, this.#sieved, this.#holders] = [entries, sieved, holders];
    if (!isSame) this.#draw();
  }

  /** F: to the first choice, opened. */
  open(): void {
    const [first] = this.#menus.values();
    if (first?.isOpen === false) first.toggle();
  }

  #draw(): void {
    const { criteria } = this.#filters;
    for (const [name, menu] of this.#menus) {
      if (name === "period") this.#drawPeriod(menu);
      else this.#drawMenu(name, menu);
    }
    const modalities = this.#countsOf("modality");
    const chosen = this.#chosen();
    this.#chips.show([[...modalities], criteria, chosen.map(({ says }) => says)], () => [
      ...MODALITY_GROUPS.map((group) => this.#modalityChip(group, modalities)),
      ...[OTHER, UNKNOWN].map((value) => this.#modalityChip([value], modalities)),
      ...chosen.map(({ says, letGo }) => el("button.chip.chosen", {
        type: "button", "data-control": `chosen-${says}`, "aria-label": this.#words.letGo(says), click: letGo,
      }, says, icon("cross"))),
    ]);
    this.#stop.renew();
    this.#drawStatus();
  }

  #countsOf(facet: Facet): ReadonlyMap<string, number> {
    return counted(this.#entries, facet, this.#filters.criteria);
  }

  #modalityChip(group: readonly string[], counts: ReadonlyMap<string, number>): HTMLElement {
    const value = group[0] ?? OTHER;
    const n = counts.get(value) ?? 0;
    const isNamed = value === OTHER || value === UNKNOWN;
    const name = isNamed ? this.#label("modality", value) : group.join(" ");
    return el("button.chip", {
      type: "button", "data-control": `modality-${value}`, "aria-pressed": String(this.#filters.criteria.chosen.modality.includes(value)),
      "aria-label": isNamed ? `${this.#words.leaves(value, n)}: ${name}` : this.#words.leaves(name, n), title: isNamed ? name : null, click: () => this.#toggle("modality", value),
    }, ...modalityTiles(value === UNKNOWN ? [] : group).flatMap((tile) => [tile, " "]), el("span.n", {}, String(n)));
  }

  #drawMenu(facet: Exclude<Facet, "modality">, menu: Menu): void {
    const counts = this.#countsOf(facet);
    const chosen = this.#filters.criteria.chosen[facet];
    const values = this.#ordered(facet, counts);
    const named = values.map((value) => [value, this.#label(facet, value), counts.get(value) ?? 0] as const);
    menu.show([named, chosen], () => [
      this.#words.facets[facet], el("span.n", {}, chosen.length > 0 ? `${chosen.length} / ${values.length}` : String(values.length)),
    ], () => named.map(([value, name, n]) => el("button.choice", {
      type: "button", role: "checkbox", "aria-checked": String(chosen.includes(value)), "data-control": `${facet}-${value}`,
      "aria-label": this.#words.leaves(name, n), click: () => this.#toggle(facet, value),
    }, el("span.box", {}, chosen.includes(value) ? icon("check") : null), el("span.cut", {}, name), " ", el("span.n", {}, String(n)))));
  }

  #drawPeriod(menu: Menu): void {
    const { criteria } = this.#filters;
    menu.show([criteria.period], () => [
      this.#words.period, el("span.n", {}, hasPeriod(criteria) ? this.#periodInWords() : this.#words.always),
    ], () => periodChoices(criteria.period, today(), this.#words, (period) => this.#filters.use({ ...this.#filters.criteria, period })));
  }

  #periodInWords(): string {
    const { from, until } = this.#filters.criteria.period;
    return this.#words.between(from === null ? null : dayMonthYear(from), until === null ? null : dayMonthYear(until));
  }

  #drawStatus(): void {
    const sieved = this.#sieved;
    const active = this.#filters.isActive;
    const words = this.#words;
    const { canUndo } = this.#filters;
    this.status.classList.toggle("active", active);
    this.#status.show([active, canUndo, sieved?.total, sieved?.shown.length, { ...sieved, shown: [] }], () => {
      const undo = canUndo ? el("button.link", { type: "button", "data-control": "undo", click: () => this.#undo() }, words.undo, key("U")) : null;
      if (!active || sieved === null) return [undo];
      const remarks: readonly (string | null)[] = [
        sieved.undated > 0 ? words.undated(sieved.undated) : null,
        sieved.unplaced > 0 ? words.unplaced(sieved.unplaced) : null,
        sieved.untyped > 0 ? words.untyped(sieved.untyped) : null,
        sieved.currentKept ? words.currentKept : null,
      ];
      const strong = [
        sieved.arrivedOutside > 0 ? words.arrived(sieved.arrivedOutside) : null,
        sieved.selectedOutside ? words.selectedOutside : null,
      ];
      return [
        el("p", {}, el("b", {}, words.filtered(sieved.shown.length, sieved.total)), ` · ${words.hidden(sieved.total - sieved.shown.length)}`),
        el("p.also", {}, ...said(strong, "b.part"), ...said(remarks, "span.part")),
        el("span.do", { title: words.memory }, undo, el("button.button", { type: "button", "data-control": "all", click: () => this.#showAll() }, words.showAll, key("0"))),
      ];
    });
  }

  /** What is chosen besides modalities, which stand there anyhow. */
  #chosen(): readonly { readonly says: string; readonly letGo: () => void }[] {
    const { criteria } = this.#filters;
    const values = MENUS.flatMap((facet) => criteria.chosen[facet].map((value) => ({
      says: this.#label(facet, value), letGo: () => this.#letGo(facet, toggled(criteria, facet, value)),
    })));
    const period = { says: this.#periodInWords(), letGo: () => this.#letGo("period", { ...criteria, period: { from: null, until: null } }) };
    return hasPeriod(criteria) ? [period, ...values] : values;
  }

  #ordered(facet: Facet, counts: ReadonlyMap<string, number>): readonly string[] {
    if (facet === "kind") return KINDS.filter((kind) => counts.has(kind));
    if (facet === "report") return REPORTS.filter((state) => counts.has(state));
    const names = [...counts.keys()].filter((value) => value !== UNKNOWN)
      .toSorted((a, b) => this.#label(facet, a).localeCompare(this.#label(facet, b), this.#context.language));
    return counts.has(UNKNOWN) ? [...names, UNKNOWN] : names;
  }

  #label(facet: Facet, value: string): string {
    const naming: Naming = { words: this.#context.words, filterWords: this.#words, holders: this.#holders, entries: this.#entries };
    return labelOf(facet, value, naming);
  }

  #toggle(facet: Facet, value: string): void {
    this.#filters.use(toggled(this.#filters.criteria, facet, value));
  }

  /** The chip that had the focus is gone then; its choice is where it came from. */
  #letGo(name: Exclude<Facet, "modality"> | "period", criteria: Criteria): void {
    this.#filters.use(criteria);
    this.#menus.get(name)?.focus();
  }

  #showAll(): void {
    this.#filters.showAll();
    this.#focusFirst();
  }

  #undo(): void {
    this.#filters.undo();
    if (!this.#filters.canUndo) this.#focusFirst();
  }

  #focusFirst(): void {
    const [first] = this.#menus.values();
    first?.focus();
  }

  /** One list at a time. */
  #opened(event: Event): void {
    for (const menu of this.#menus.values()) if (menu.element !== event.target) menu.close();
    this.#draw();
    const open = [...this.#menus.values()].find((menu) => menu.isOpen);
    open?.element.querySelector<HTMLElement>(".choices :is(button, input)")?.focus();
  }

  #keydown(event: KeyboardEvent): void {
    const open = [...this.#menus.values()].find((menu) => menu.isOpen);
    if (event.key === "Escape" && open !== undefined) open.leave();
    else if (["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key) && !(event.target instanceof HTMLInputElement)) {
      step(this.element, event.key === "ArrowDown" || event.key === "ArrowRight" ? 1 : -1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

const said = (parts: readonly (string | null)[], kind: string): readonly HTMLElement[] =>
  parts.filter((part) => part !== null).map((part) => el(kind, {}, part));

/** Within an open list its choices, else the chips; at an end it stays. */
function step(bar: HTMLElement, by: -1 | 1): void {
  const active = document.activeElement;
  const room = active?.closest(".choices") ?? bar;
  const stops = [...room.querySelectorAll<HTMLElement>("button, input")].filter((stop) => stop.offsetParent !== null);
  stops[stops.findIndex((stop) => stop === active) + by]?.focus();
}
