// The axis of the band: years or months, "now", what lies outside the span in sight, and what changes that span.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import { icon } from "../icons.ts";
import type { IconName } from "../icons.ts";
import type { Layout } from "../layout.ts";
import { pixelOf, ticks } from "./scale.ts";
import type { Day, Span } from "./scale.ts";

export const STEP = 1.6;

export interface AxisActions {
  turn(): void;
  /** Above 1 goes closer. */
  zoom(by: number): void;
  /** By a share of what is in sight, towards later. */
  pan(share: number): void;
  showAll(): void;
}

export interface AxisState {
  readonly span: Span;
  readonly widthPx: number;
  readonly now: Day;
  readonly by: Layout["lanes"];
  readonly isWhole: boolean;
  /** How many studies lie out of sight at either side. */
  readonly before: number;
  readonly after: number;
}

export class BandAxis {
  readonly element: HTMLElement;
  readonly plot = el("div.plot");
  /** The lines through all lanes. */
  readonly rules = el("div.rules", { "aria-hidden": "true" });
  readonly #context: Context;
  readonly #actions: AxisActions;
  readonly #by: HTMLElement;
  readonly #all: HTMLElement;
  readonly #seen: HTMLElement;

  constructor(context: Context, actions: AxisActions, seen: HTMLElement) {
    const { band } = context.words;
    this.#context = context;
    this.#actions = actions;
    this.#seen = seen;
    this.#by = el("button.by", { type: "button", click: () => actions.turn() });
    this.#all = tool("fit", band.allYears, () => actions.showAll());
    this.element = el("div.axis", {}, el("div.tools", {}, this.#by,
      tool("minus", band.further, () => actions.zoom(1 / STEP)), tool("plus", band.closer, () => actions.zoom(STEP)), this.#all), el("span.bin-head", { title: band.undatedTitle }, band.undated), this.plot);
  }

  draw({ span, widthPx, now, by, isWhole, before, after }: AxisState): void {
    const { band } = this.#context.words;
    const lines = ticks(span, widthPx);
    const nowAt = pixelOf(now, span, widthPx);
    const isNowInSight = nowAt >= 0 && nowAt <= widthPx;
    const labels = lines.filter(({ isLabelled, x }) => isLabelled && Math.abs(x - nowAt) > 34 && x > (before > 0 ? 56 : 16) && x < widthPx - 16);
    const active = document.activeElement;
    const control = active instanceof HTMLElement && this.plot.contains(active) ? active.dataset["control"] : undefined;
    this.plot.replaceChildren(
      ...labels.map((tick) => placed(tick.x, el("span.year", {}, tick.month === null ? String(tick.year) : (band.months[tick.month - 1] ?? "")))),
      ...(isNowInSight ? [placed(nowAt, el("span.year.now", {}, band.now))] : []),
      ...(before > 0 ? [this.#edge("before", `‹ ${before}`, band.earlier(before))] : []),
      ...(after > 0 ? [this.#edge("after", `${after} ›`, band.later(after))] : []));
    if (control !== undefined) this.plot.querySelector<HTMLElement>(`[data-control="${control}"]`)?.focus();
    this.rules.replaceChildren(el("div.plot", {},
      ...lines.map((tick) => placed(tick.x, el(tick.month === null && tick.year % 5 === 0 ? "i.tick.five" : "i.tick"))),
      ...(isNowInSight ? [placed(nowAt, el("i.today"))] : []), this.#seen));
    this.#by.replaceChildren(band.by[by], icon("swap"));
    this.#by.title = band.turnTo[by];
    this.#by.setAttribute("aria-label", `${band.by[by]}: ${band.turnTo[by]}`);
    this.#all.toggleAttribute("disabled", isWhole);
  }

  #edge(side: "before" | "after", says: string, title: string): HTMLElement {
    const click = (): void => this.#actions.pan(side === "before" ? -0.5 : 0.5);
    return el(`button.edge.${side}`, { type: "button", "data-control": side, "aria-label": `${says} ${title}`, title, click }, says);
  }
}

const tool = (name: IconName, says: string, click: () => void): HTMLElement =>
  el("button.tool", { type: "button", title: says, "aria-label": says, click }, icon(name));

/** With its middle or its line at this many px from the left. */
function placed(x: number, element: HTMLElement): HTMLElement {
  element.style.left = `${x.toFixed(1)}px`;
  return element;
}
