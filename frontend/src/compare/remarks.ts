// What came against what was announced: fewer or more is said, never made up for.

import { grouped } from "../format.ts";
import type { OpenSeries } from "../images/opening.ts";
import type { SeriesFailure, SeriesImages } from "../images/series.ts";
import type { Words } from "../words/words.ts";
import type { Counted } from "./counting.ts";
import type { CompareWords } from "./words/words.ts";

export function remarksOn({ study, series, images, onRow, institution }: Counted, words: CompareWords, common: Words): readonly string[] {
  const lines: string[] = [];
  const announced = series.instances.length;
  if (images.missing > 0) lines.push(words.fewer(grouped(announced - images.missing, common), grouped(announced, common), institution));
  if (images.added > 0) lines.push(words.added(grouped(images.added, common), images.added === 1));
  if (!study.listsAll) lines.push(words.listsLess(institution));
  if (onRow !== null && onRow > study.instanceCount) lines.push(words.fewer(grouped(study.instanceCount, common), grouped(onRow, common), institution));
  const incomplete = images.others.filter(({ why }) => why === "incomplete").length;
  if (incomplete > 0) lines.push(words.incomplete(grouped(incomplete, common), incomplete === 1, institution));
  const unseen = images.others.filter(({ why }) => why === "no-pixels" || why === "too-large").length;
  if (unseen > 0) lines.push(words.notDrawable(grouped(unseen, common), unseen === 1));
  return lines;
}

/** Of the series that are not shown. */
export function remarksOnRest(rest: ReadonlyMap<OpenSeries, SeriesImages | SeriesFailure>, institution: string, words: CompareWords, common: Words): readonly string[] {
  let [announced, missing, added, unread, incomplete] = [0, 0, 0, 0, 0];
  for (const [{ instances }, images] of rest) {
    announced += instances.length;
    if ("failed" in images) unread += 1;
    else {
      [missing, added] = [missing + images.missing, added + images.added];
      incomplete += images.others.filter(({ why }) => why === "incomplete").length;
    }
  }
  const lines: string[] = [];
  if (missing > 0) lines.push(words.inOtherSeries(words.fewer(grouped(announced - missing, common), grouped(announced, common), institution)));
  if (added > 0) lines.push(words.inOtherSeries(words.added(grouped(added, common), added === 1)));
  if (incomplete > 0) lines.push(words.inOtherSeries(words.incomplete(grouped(incomplete, common), incomplete === 1, institution)));
  if (unread > 0) lines.push(words.unreadSeries(grouped(unread, common), unread === 1));
  return lines;
}
