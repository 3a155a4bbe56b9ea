// Which suggestions stand on the screen, and what is said of each: pure, from what the service told and the rows there
// are. Nothing is taken from the list.

import type { Entry, SuggestionReason, Suggested } from "../events.ts";
import { studyAge } from "../format.ts";
import type { Language } from "../words/language.ts";
import type { Words } from "../words/words.ts";
import type { SuggestionWords } from "./words.ts";

export interface Chosen {
  readonly entry: Entry;
  readonly score: number;
  readonly reasons: readonly SuggestionReason[];
}

/** Those that may be shown now, best first: of the study that is read, still in the list, and not locked since. `headOf`
 * gives the key under which a row stands that the user put together with others. */
export function chosen(
  suggested: Suggested | null, entries: ReadonlyMap<string, Entry>, currentKey: string | null, headOf: (key: string) => string,
): readonly Chosen[] {
  if (suggested === null || currentKey === null || suggested.current === null || headOf(suggested.current) !== currentKey) return [];
  const found = suggested.items.flatMap(({ key, score, reasons }): readonly Chosen[] => {
    const entry = entries.get(headOf(key));
    return entry === undefined || entry.lock !== null || entry.key === currentKey ? [] : [{ entry, score, reasons }];
  });
  return found.filter((one, i) => found.findIndex((other) => other.entry.key === one.entry.key) === i);
}

/** Those that stand there, in their places, while somebody points at them; null if one of them may not stay. */
export function held(standing: readonly Chosen[], entries: ReadonlyMap<string, Entry>, now: readonly Chosen[]): readonly Chosen[] | null {
  const renewed = standing.map((one) => now.find(({ entry }) => entry.key === one.entry.key) ?? one);
  const mayStay = standing.length > 0 && standing.every(({ entry }) => entries.get(entry.key)?.lock === null);
  return mayStay ? renewed : null;
}

/** A key that is no more stands for the row that took its place. */
export const renamed = (suggested: Suggested | null, from: readonly string[], to: string): Suggested | null =>
  suggested === null || from.length === 0 ? suggested : {
    ...suggested,
    current: suggested.current !== null && from.includes(suggested.current) ? to : suggested.current,
    items: suggested.items.map((item) => (from.includes(item.key) ? { ...item, key: to } : item)),
  };

/** One reason as a short clause. */
export function reasonInWords(reason: SuggestionReason, says: SuggestionWords, language: Language): string {
  const about = reason.about.map((one) => one[language] ?? says.fixed[one.code] ?? one.code).join(", ");
  const months = reason.months === null ? "" : says.months(reason.months);
  return says.reasons[reason.code]?.(about, months) ?? reason.code;
}

/** What stands on the suggestion itself: region, kind, age, and what else speaks most for it. */
export function shortReasons(one: Chosen, currentDate: string | null, says: SuggestionWords, words: Words): string {
  const codes = new Set(one.reasons.map((reason) => reason.code));
  const region = ["region-same", "region-partly", "region-near", "region-unknown"].find((code) => codes.has(code));
  const special = ["treatment", "latest", "oldest", "other-method", "before-gap", "after-gap"].find((code) => codes.has(code));
  const date = one.entry.study?.date ?? null;
  const age = date === null || currentDate === null ? null : studyAge(date, currentDate, { ...words, ...says.ages });
  return [
    region === undefined ? null : (says.short[region] ?? null),
    codes.has("side-same") ? (says.short["side-same"] ?? null) : null,
    age,
    special === undefined ? null : (says.short[special] ?? null),
  ].filter((part) => part !== null).join(" · ");
}
