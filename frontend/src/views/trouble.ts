// What must not be missed, above the list, and what stands in its place when there are no rows.

import { askedOf, failuresInWords, isComplete, ownAnswered } from "../completeness.ts";
import type { Context } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import { clockTime } from "../format.ts";
import { icon } from "../icons.ts";
import type { IconName } from "../icons.ts";
import type { Model } from "../model.ts";
import type { Trouble } from "../words/words.ts";
import { askAgainButton, key, note } from "./note.ts";

export class TroubleView {
  readonly notes = el("div.notes");
  readonly empty = el("div.empty");
  readonly #context: Context;
  readonly #notes: Region;
  readonly #empty: Region;

  constructor(context: Context) {
    this.#context = context;
    this.#notes = new Region(this.notes);
    this.#empty = new Region(this.empty);
  }

  update(model: Model): void {
    const { phase, complete, holders, malformedLines, patient } = model;
    const lost = phase === "broken";
    this.#notes.show([lost, complete !== null, holders?.localised, holders?.since, malformedLines, patient, ownAnswered(model)], () => this.#above(model));
    const settled = lost || complete !== null;
    const rows = model.entries.size > 0;
    this.empty.hidden = rows;
    this.#empty.show([rows, settled, complete, holders, [...model.outcomes], patient], () =>
      rows ? [] : settled ? this.#nothing(model) : [el("p.waiting", {}, this.#context.words.firstRows)]);
  }

  #above(model: Model): readonly Child[] {
    const { words } = this.#context;
    const own = model.patient?.institution.name ?? "";
    const button = (): HTMLElement => askAgainButton(this.#context);
    const notes: Child[] = [];
    if (model.phase === "broken") {
      notes.push(note("danger", model.complete === null ? words.broken : words.brokenLate, "alert", button()));
    }
    if (model.holders?.localised === "unavailable") {
      const since = model.holders.since === null ? null : clockTime(model.holders.since);
      notes.push(note("danger", words.indexDown(since, own), "alert", model.phase === "broken" ? null : button()));
    }
    if (model.holders?.localised === "no-bsn") {
      notes.push(note("warn", ownAnswered(model) ? words.noBsn(own) : words.noBsnAtAll(own), "info"));
    }
    if (model.malformedLines > 0) notes.push(note("warn", words.malformed(model.malformedLines), "alert", button()));
    return notes;
  }

  /** "None" never stands alone: where was asked, where not, who failed, and when. */
  #nothing(model: Model): readonly Child[] {
    const { words, actions } = this.#context;
    const { holders, complete } = model;
    const failing = askedOf(model).filter((one) => one.failure !== null);
    const facts: HTMLElement[] = [];
    const fact = (drawing: IconName, what: Trouble): number =>
      facts.push(el("li", {}, icon(drawing), el("span", {}, el("b", {}, what.what), ` ${what.missing}`)));
    if (failing.length > 0) fact("alert", words.factFailed(failuresInWords(failing, words)));
    const rest = (holders?.institutions ?? 0) - (holders?.connected ?? 0);
    if (rest > 0) fact("cross", words.factNotConnected(rest));
    if (holders?.institutions === null) fact("info", { what: words.directoryUnknown, missing: words.directoryUnknownMore });
    if (complete !== null && complete.asked > 0) {
      facts.push(el("li", {}, icon("check"), el("span", {}, words.factAnswered(clockTime(complete.at)))));
    }
    return [
      el("p.big", {}, this.#headline(model)),
      el("ul.facts", {}, ...facts),
      el("div.todo", {},
        el("button.button", { type: "button", "data-control": "ask-empty", click: actions.askAll }, words.askAgain, key("⇧R")),
        el("button.link", { type: "button", "data-control": "which", click: actions.togglePanel }, words.whichInstitutions)),
    ];
  }

  #headline(model: Model): string {
    const { words } = this.#context;
    const { holders, complete } = model;
    if (complete?.asked === 0) return words.nobodyAsked;
    if (holders !== null && holders.connected !== null && holders.institutions !== null && isComplete(model)) {
      return words.nothingFound(holders.connected, holders.institutions);
    }
    const ownOnly = holders?.localised === "unavailable" || holders?.localised === "no-bsn";
    return ownOnly && ownAnswered(model) ? words.nothingAtOwn(model.patient?.institution.name ?? "") : words.nothingFoundYet;
  }
}
