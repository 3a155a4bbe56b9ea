// What a mark of the band says in words, to who hears it and in the panel beside it.

import { el } from "../dom.ts";
import type { Entry } from "../events.ts";
import { dayMonthYear } from "../format.ts";
import { whenOf } from "../order.ts";
import { descriptionOf, institutionOf, modalityTiles } from "../views/row.ts";
import type { Words } from "../words/words.ts";
import { dayOfEntry } from "./marks.ts";
import type { Mark } from "./marks.ts";
import { dateOf } from "./scale.ts";
import { seenOf } from "./tiles.ts";

const NAMED = 5;
const LISTED = 9;

export const dateInWords = (entry: Entry, words: Words): string => {
  const { date } = whenOf(entry);
  return date === null ? words.dateUnknown : dayMonthYear(date);
};

const monthOf = (entry: Entry, words: Words): string => {
  const day = dayOfEntry(entry);
  if (day === null) return words.dateUnknown;
  const date = dateOf(day);
  return `${words.band.months[Number(date.slice(5, 7)) - 1] ?? ""} ${date.slice(0, 4)}`;
};

/** `3 onderzoeken, mei 2020 – apr 2020` */
export function headOf(mark: Mark, words: Words): string {
  const [newest] = mark.entries;
  const [from, to] = [monthOf(mark.entries.at(-1) ?? newest, words), monthOf(newest, words)];
  return `${words.studies(mark.entries.length)}, ${from === to ? to : `${from} – ${to}`}`;
}

export function nameOf(mark: Mark, lane: string, isSelected: boolean, words: Words): string {
  const { entries, outside } = mark;
  const seen = seenOf(mark);
  const one = (entry: Entry): string =>
    [entries.length === 1 ? seen : entry.study?.modalities.join(" ") ?? "", descriptionOf(entry, words), dateInWords(entry, words)].filter((part) => part !== "").join(" ");
  const more = entries.length - NAMED;
  const parts = [
    ...(entries.length > 1 ? [`${lane}, ${seen}: ${headOf(mark, words)}`] : [lane]),
    ...entries.slice(0, NAMED).map(one),
    ...(more > 0 ? [words.band.more(more)] : []),
    ...(outside === 0 ? [] : [entries.length === 1 ? words.band.outsideOne : words.band.outside(outside)]),
    ...(mark.isCurrent ? [words.band.isCurrent] : []),
    ...(isSelected ? [words.band.isSelected] : []),
  ];
  return parts.join(", ");
}

/** What stands in a mark, line by line; said to the eye only, as the mark's own name says it too. */
export function contentsOf(mark: Mark, words: Words): readonly HTMLElement[] {
  const lines = mark.entries.slice(0, LISTED).map((entry) =>
    el("span.line", {}, el("span", {}, dateInWords(entry, words)), el("span.tiles", {}, ...modalityTiles(entry.study?.modalities ?? [])),
      el("span.cut", {}, descriptionOf(entry, words), el("span.where", {}, institutionOf(entry)))));
  const more = mark.entries.length - LISTED;
  return [
    ...(mark.entries.length > 1 ? [el("b", {}, headOf(mark, words))] : []),
    ...lines,
    ...(more > 0 ? [el("span.more", {}, words.band.more(more))] : []),
  ];
}
