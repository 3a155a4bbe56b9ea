// How old a study is: counted from the current study where there is one, because that is what it is compared with, and
// else from today. It is said which.

import type { Context } from "../context.ts";
import { today } from "../context.ts";
import type { Entry } from "../events.ts";
import { studyAge } from "../format.ts";
import { whenOf } from "../order.ts";
import type { CompareWords } from "./words/words.ts";

export interface Age {
  /** In few signs: `14 mnd`. */
  readonly short: string;
  /** And from when: `14 mnd vóór huidig`. */
  readonly inWords: string;
}

/** Null where one of both dates is unknown, or the study lies ahead of today. */
export function ageOf(entry: Entry, current: Entry | null, context: Context, words: CompareWords): Age | null {
  const { date } = whenOf(entry);
  if (date === null) return null;
  if (current === null) return sinceToday(date, context, words);
  const from = whenOf(current).date;
  if (from === null) return null;
  const isLater = date > from;
  const terms = { ...context.words, ...words.ages, today: words.sameDay };
  const short = isLater ? studyAge(from, date, terms) : studyAge(date, from, terms);
  if (short === null) return null;
  if (date === from) return { short, inWords: words.sameDayAsCurrent };
  return { short, inWords: isLater ? words.afterCurrent(short) : words.beforeCurrent(short) };
}

function sinceToday(date: string, context: Context, words: CompareWords): Age | null {
  const [short, inWords] = [studyAge(date, today(), { ...context.words, ...words.ages }), studyAge(date, today(), context.words)];
  return short === null || inWords === null ? null : { short, inWords };
}
