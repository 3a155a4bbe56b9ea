// The current study, pinned above the list. What is suggested for it stands to its right.

import type { Context } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Entry } from "../events.ts";
import { whenInWords } from "../format.ts";
import type { Model } from "../model.ts";
import { whenOf } from "../order.ts";
import { countsInWords } from "../quantity.ts";
import { modalityTiles } from "./row.ts";

export class StripView {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #region: Region;

  constructor(context: Context) {
    this.#context = context;
    const place = el("div.place");
    this.element = el("section.strip", { "aria-label": context.words.stripLabel }, place);
    this.#region = new Region(place);
  }

  update(model: Model, current: Entry | null): void {
    const settled = model.complete !== null || model.phase === "broken";
    const own = model.patient?.institution.name ?? null;
    this.#region.show([current, settled, own], () => [
      current === null ? this.#none(settled, own) : el("div.current-study", {}, ...this.#study(current)),
    ]);
  }

  #none(settled: boolean, own: string | null): HTMLElement {
    const { words } = this.#context;
    return el("div.current-study.none", {}, settled && own !== null ? words.noCurrent(own) : words.waitingForCurrent);
  }

  #study(entry: Entry): readonly Child[] {
    const { words } = this.#context;
    const counts = countsInWords(entry.study, words);
    const report = words.reportStates[entry.report_state].toLowerCase();
    const second = `${whenInWords(whenOf(entry), words)} · ${entry.copies[0]?.institution_name ?? ""}`;
    const third = [...counts, report].join(" · ");
    return [
      el("p.title", {}, el("span.tag.now", {}, words.current), ...modalityTiles(entry.study?.modalities ?? []),
        el("span.cut", {}, entry.study?.description ?? words.descriptionMissing)),
      el("p.meta", { title: second }, second),
      el("p.meta", { title: third }, third),
    ];
  }
}
