// Which series: a list of all with images, in the holder's order.

import { el } from "../dom.ts";
import { imageCount } from "../images/choice.ts";
import type { OpenSeries, OpenStudy } from "../images/opening.ts";
import type { Shared } from "./shared.ts";

export function showSeriesChoice(select: HTMLSelectElement, study: OpenStudy, chosen: OpenSeries, { words }: Shared): void {
  const shown = study.series.filter((series) => imageCount(series) > 0);
  const options = shown.map((series) => {
    const at = study.series.indexOf(series) + 1;
    return el("option", { value: series.uid, selected: series === chosen },
      `${words.seriesOf(at, study.series.length)} · ${series.description ?? words.seriesUnnamed}`);
  });
  select.replaceChildren(...options);
  select.value = chosen.uid;
  select.hidden = options.length === 0;
}
