// The suggestions beside the current study: first in sight, never instead of the list. Their place is there before
// they are, and each keeps its own while it is pointed at, so that nobody opens another study than the one they meant.

import type { Context } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import { dayMonthYear } from "../format.ts";
import type { Model } from "../model.ts";
import { key as cap } from "../views/note.ts";
import { descriptionOf, institutionOf, modalityTiles } from "../views/row.ts";
import { chosen, held, shortReasons } from "./chosen.ts";
import type { Chosen } from "./chosen.ts";
import { slotsIn } from "./slots.ts";
import { Why } from "./why.ts";
import { suggestionWords } from "./words.ts";
import type { SuggestionWords } from "./words.ts";

export interface BarState {
  readonly currentKey: string | null;
  readonly selectedKey: string | null;
  readonly shown: boolean;
  /** Under which key a row stands now. */
  readonly headOf: (key: string) => string;
}

export class SuggestionBar {
  readonly element: HTMLElement;
  readonly why: Why;
  readonly #context: Context;
  readonly #says: SuggestionWords;
  readonly #count: HTMLElement;
  readonly #whyButton: HTMLElement;
  readonly #cards: HTMLElement;
  readonly #region: Region;
  #drawn: readonly [Model, BarState] | null = null;
  #chosen: readonly Chosen[] = [];
  /** For which study they were chosen. */
  #current: string | null = null;
  #isPointedAt = false;
  #slots = 1;

  constructor(context: Context) {
    this.#context = context;
    this.#says = suggestionWords(context.language);
    this.why = new Why(context);
    this.#count = el("span");
    this.#whyButton = el("button.link", {
      type: "button", "aria-haspopup": "dialog", click: () => context.actions.togglePopover(this.why.element),
    });
    this.#cards = el("div.cards", {
      pointerenter: (event) => this.#pointed(event instanceof PointerEvent && event.pointerType === "mouse"),
      pointerleave: () => this.#pointed(false),
      focusout: () => window.queueMicrotask(() => this.#redraw()),
      dblclick: (event) => {
        const key = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-row]")?.dataset["row"] : undefined;
        if (key !== undefined) context.actions.showBeside(key);
      },
    });
    this.#region = new Region(this.#cards);
    this.element = el("div.suggestions", { role: "group", "aria-label": this.#says.label },
      el("div.lead", {}, el("b", {}, this.#says.suggested), this.#count, this.#whyButton), this.#cards);
    new ResizeObserver(() => this.#fit()).observe(this.#cards);
  }

  update(model: Model, state: BarState): void {
    this.#drawn = [model, state];
    const now = state.shown ? chosen(model.suggested, model.entries, state.currentKey, state.headOf) : [];
    const isAttended = this.#isPointedAt || this.#cards.contains(document.activeElement);
    const mayHold = isAttended && state.shown && state.currentKey === this.#current;
    this.#chosen = (mayHold ? held(this.#chosen, model.entries, now) : null) ?? now;
    this.#current = state.currentKey;
    const settled = model.complete !== null || model.phase === "broken";
    const date = state.currentKey === null ? null : (model.entries.get(state.currentKey)?.study?.date ?? null);
    this.#lead(model, state);
    this.#cards.dataset["slots"] = String(this.#slots);
    const inSight = this.#chosen.slice(0, this.#slots);
    this.#region.show([inSight, settled, state.shown, state.currentKey, date], () =>
      inSight.length > 0 ? inSight.map((one, i) => this.#card(one, i + 1, date)) : [this.#instead(state, settled)]);
    for (const card of this.#cards.querySelectorAll<HTMLElement>("[data-row]")) {
      card.setAttribute("aria-pressed", String(card.dataset["row"] === state.selectedKey));
    }
    this.why.update(this.#chosen, model.suggested?.rules ?? "");
  }

  /** The row of the suggestion with this number, from 1; null where there is none. */
  keyOf(number: number): string | null {
    return this.#chosen[number - 1]?.entry.key ?? null;
  }

  #lead(model: Model, state: BarState): void {
    const says = this.#says;
    const n = this.#chosen.length;
    const others = [...model.entries.values()].filter((entry) => entry.key !== state.currentKey && entry.study !== null).length;
    this.#count.textContent = state.shown && others > 0 ? says.of(n, others) : "";
    this.#whyButton.textContent = n > this.#slots ? says.whyAll(n) : says.why;
    this.#whyButton.hidden = n === 0;
  }

  #card(one: Chosen, number: number, date: string | null): HTMLElement {
    const { words, actions } = this.#context;
    const { entry } = one;
    const when = entry.study?.date ?? null;
    const meta = `${when === null ? words.dateUnknown : dayMonthYear(when)} · ${institutionOf(entry)}`;
    const reasons = shortReasons(one, date, this.#says, words);
    return el("button.card", {
      type: "button", "data-control": `suggestion ${entry.key}`, "data-row": entry.key, click: () => actions.openSuggested(entry.key),
    },
      cap(String(number)),
      el("span.title", {}, ...modalityTiles(entry.study?.modalities ?? []), el("span.cut", {}, descriptionOf(entry, words))),
      el("span.meta", { title: meta }, meta),
      el("span.reason", { title: reasons }, reasons));
  }

  /** Why there are none. */
  #instead({ currentKey, shown }: BarState, settled: boolean): Child {
    const { actions } = this.#context;
    const says = this.#says;
    if (!shown) {
      return el("p.instead", {}, says.off, " ",
        el("button.link", { type: "button", "data-control": "suggest", click: actions.toggleSuggestions }, says.on, cap("S")));
    }
    return el("p.instead", {}, settled ? (currentKey === null ? says.noCurrent : says.none) : says.coming);
  }

  #pointed(isPointedAt: boolean): void {
    this.#isPointedAt = isPointedAt;
    this.#redraw();
  }

  #fit(): void {
    const slots = slotsIn(this.#cards.clientWidth);
    if (slots === this.#slots) return;
    this.#slots = slots;
    this.#redraw();
  }

  #redraw(): void {
    if (this.#drawn !== null) this.update(...this.#drawn);
  }
}
