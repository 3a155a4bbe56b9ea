// Why these were suggested: a popover with each reason and its points, and all suggestions where few fit beside each
// other.

import type { Context } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import { dayMonthYear } from "../format.ts";
import { key as cap } from "../views/note.ts";
import { descriptionOf, institutionOf, modalityTiles } from "../views/row.ts";
import { reasonInWords } from "./chosen.ts";
import type { Chosen } from "./chosen.ts";
import { suggestionWords } from "./words.ts";
import type { SuggestionWords } from "./words.ts";

export class Why {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #says: SuggestionWords;
  readonly #region: Region;

  constructor(context: Context) {
    this.#context = context;
    this.#says = suggestionWords(context.language);
    const { actions } = context;
    const content = el("div");
    this.element = el("div.popover.why-suggested", { role: "dialog", "aria-label": this.#says.whyTitle, tabindex: -1, hidden: true },
      el("div.title", {}, el("h2", {}, this.#says.whyTitle),
        el("button.button.quiet", { type: "button", click: () => actions.togglePopover(this.element) }, context.words.close, cap("Esc"))),
      el("p", {}, this.#says.whyNote), content);
    this.#region = new Region(content);
  }

  update(suggestions: readonly Chosen[], version: string): void {
    this.#region.show([suggestions, version], () => [
      el("ol", {}, ...suggestions.map((one, i) => this.#one(one, i + 1))),
      version === "" ? null : el("p.rules", {}, this.#says.rules(version)),
    ].filter((part): part is HTMLElement => part !== null));
  }

  #one({ entry, score, reasons }: Chosen, number: number): Child {
    const { words, language, actions } = this.#context;
    const when = entry.study?.date ?? null;
    const open = (): void => {
      actions.togglePopover(this.element);
      actions.openSuggested(entry.key);
    };
    return el("li", {},
      el("button.link", { type: "button", "data-control": `why ${entry.key}`, click: open },
        cap(String(number)), ...modalityTiles(entry.study?.modalities ?? []), el("span.cut", {}, descriptionOf(entry, words))),
      el("p", {}, `${when === null ? words.dateUnknown : dayMonthYear(when)} · ${institutionOf(entry)} · ${this.#says.points(score)}`),
      el("ul", {}, ...reasons.map((reason) =>
        el("li", {}, el("span.points", {}, signed(reason.points)), reasonInWords(reason, this.#says, language)))));
  }
}

/** `+12`, `−8`, `0` */
const signed = (points: number): string => (points > 0 ? `+${points}` : points < 0 ? `−${-points}` : "0");
