// What a study holds besides images, by name and number, so that nothing is left out unsaid. Readers for these kinds
// take their place here.

import { el } from "../dom.ts";
import type { OpenStudy } from "../images/opening.ts";
import { grouped } from "../format.ts";
import type { Words } from "../words/words.ts";
import type { CompareWords } from "./words/words.ts";

/** `gestructureerd verslag (2), document`; empty where there are images only. */
export function othersIn(study: OpenStudy, words: CompareWords, common: Words): string {
  const counts = new Map<string, number>();
  for (const series of study.series) {
    for (const { kind } of series.instances) {
      if (kind === null || kind === "image") continue;
      const name = words.kinds[kind] ?? words.kindUnknown;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].map(([name, n]) => (n === 1 ? name : `${name} (${grouped(n, common)})`)).join(", ");
}

export function othersView(study: OpenStudy, words: CompareWords, common: Words): HTMLElement | null {
  const said = othersIn(study, words, common);
  return said === "" ? null : el("p.others", {}, `${words.alsoHere}: ${said}`);
}
