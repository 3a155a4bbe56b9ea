// Completeness in full (V): what became of the question at each institution that may be named, how long it
// took, and the reference that the helpdesk needs.

import { askedOf } from "../completeness.ts";
import type { Asked } from "../completeness.ts";
import type { Context } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import { clockTime, localMoment, secondsInWords } from "../format.ts";
import { icon } from "../icons.ts";
import type { Model } from "../model.ts";
import { enumeration } from "../words/language.ts";
import { key } from "./note.ts";

export class PanelView {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #region: Region;

  constructor(context: Context) {
    this.#context = context;
    this.element = el("div.popover.panel", { role: "dialog", "aria-label": context.words.panelTitle, tabindex: -1, hidden: true });
    this.#region = new Region(this.element);
  }

  update(model: Model): void {
    const asked = askedOf(model);
    const trace = model.patient?.trace_id ?? null;
    this.#region.show([asked, trace, model.holders?.localised], () => [this.#heading(), this.#table(asked), ...this.#missing(model, asked), this.#helpdesk(trace)]);
  }

  #heading(): HTMLElement {
    const { words, actions } = this.#context;
    return el("div.title", {}, el("h2", {}, words.panelTitle),
      el("button.button.quiet", { type: "button", "data-control": "close", click: actions.togglePanel }, words.close, key("Esc")));
  }

  #table(asked: readonly Asked[]): HTMLElement {
    const { words } = this.#context;
    const heads = Object.values(words.panelColumns).map((title) => el("th", { scope: "col" }, title));
    return el("table", {}, el("thead", {}, el("tr", {}, ...heads)),
      el("tbody", {}, ...asked.map((one) => el("tr", {},
        el("th", { scope: "row" }, one.holder?.name ?? words.panelUnnamed),
        this.#outcome(one),
        el("td.asked", {}, one.askedAt === null ? "" : localMoment(one.askedAt).time),
        el("td", {}, one.tookMs === null ? "" : secondsInWords(one.tookMs, words))))));
  }

  #outcome(one: Asked): HTMLElement {
    const { words } = this.#context;
    const found = words.panelFound(one.rows);
    if (one.block === "wait") return el("td.wait", {}, icon("clock"), words.panelWaiting);
    if (one.failure === null) return el("td.full", {}, icon("check"), found);
    const outcome = one.failure === "NotAsked" && one.since !== null ? words.panelLeftAlone(clockTime(one.since)) : words.panelOutcomes[one.failure];
    return one.block === "part"
      ? el("td.part", {}, icon("alert"), `${found}, ${outcome}`)
      : el("td.fail", {}, icon("cross"), outcome);
  }

  #missing(model: Model, asked: readonly Asked[]): readonly Child[] {
    const { words, actions } = this.#context;
    const failing = asked.filter((one) => one.failure !== null && one.holder !== null);
    const elsewhere = failing.flatMap((one) => (one.holder === null || one.holder.own ? [] : [one.holder.name]));
    const retryable = failing.filter((one) => one.retryable).flatMap((one) => (one.holder === null ? [] : [one.holder]));
    const custodians = retryable.map((holder) => holder.custodian);
    const phones = failing.flatMap(({ holder }) => holder === null || holder.phone === null ? [] : [
      el("a.button", { href: `tel:${holder.phone.replaceAll(/[^+\d]/g, "")}`, "aria-label": words.call(holder.name, holder.phone) },
        icon("phone"), failing.length === 1 ? holder.phone : `${holder.short_name} ${holder.phone}`)]);
    if (failing.length === 0) return [];
    return [
      elsewhere.length > 0 && model.holders?.localised === "answered" ? el("p", {}, words.panelMissing(enumeration(elsewhere, words))) : null,
      el("div.todo", {},
        custodians.length === 0 ? null : el("button.button.primary", {
          type: "button", "data-control": "again", click: () => actions.askAgain(custodians),
        }, words.again, key("⇧R")),
        ...phones),
    ];
  }

  #helpdesk(trace: string | null): Child {
    const { words } = this.#context;
    return trace === null ? null : el("p.helpdesk", {}, `${words.helpdesk} `, el("span.trace", {}, trace));
  }
}
