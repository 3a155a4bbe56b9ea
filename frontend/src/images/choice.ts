// Which series of a study is shown first: the one that a reader would take, and beside another study the one most
// like what is shown there. The reader sees which it is and may take another.

import type { OpenSeries, OpenStudy } from "./opening.ts";

export interface Beside {
  readonly series: OpenSeries;
}

const NOT_TO_READ = /locali[sz]er|scout|topogram|surview|dose|protocol|smart ?prep|bolus|monitoring|screen ?save|report/i;
const NO_IMAGES = new Set(["SR", "PR", "KO", "SEG", "RTSTRUCT", "RTPLAN", "RTDOSE", "REG", "DOC", "OT", "ECG"]);
const NOT_IMAGE_KINDS = /^(?!image$)/;

/** How many images a series promises, frames counted. */
export const imageCount = (series: OpenSeries): number =>
  series.instances.reduce((sum, { frames, kind }) => sum + (kind !== null && NOT_IMAGE_KINDS.test(kind) ? 0 : (frames ?? 1)), 0);

/** The series to show first; null when the study has none with images. */
export function chooseSeries(study: OpenStudy, beside: Beside | null): OpenSeries | null {
  const scored = study.series
    .filter((series) => imageCount(series) > 0)
    .map((series) => ({ series, score: worth(series) + (beside === null ? 0 : likeness(series, beside.series)) }));
  const best = scored.toSorted((a, b) => b.score - a.score || (a.series.number ?? Infinity) - (b.series.number ?? Infinity));
  return best[0]?.series ?? null;
}

/** More images tell more; what is no picture of the patient comes last. */
function worth(series: OpenSeries): number {
  const isAside = NO_IMAGES.has(series.modality ?? "") || NOT_TO_READ.test(series.description ?? "");
  return (isAside ? -10 : 0) + Math.min(Math.log10(imageCount(series)), 3) / 2;
}

function likeness(series: OpenSeries, other: OpenSeries): number {
  const isSameModality = series.modality !== null && series.modality === other.modality;
  const [count, otherCount] = [imageCount(series), imageCount(other)];
  const counts = Math.min(count, otherCount) / Math.max(count, otherCount, 1);
  return (isSameModality ? 4 : 0) + 3 * sharedWords(series.description, other.description) + counts;
}

/** The part of all words that both have, from 0 to 1. */
function sharedWords(a: string | null, b: string | null): number {
  const [ours, theirs] = [wordsOf(a), wordsOf(b)];
  const all = new Set([...ours, ...theirs]).size;
  return all === 0 ? 0 : [...ours].filter((word) => theirs.has(word)).length / all;
}

const wordsOf = (description: string | null): ReadonlySet<string> =>
  new Set((description ?? "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
