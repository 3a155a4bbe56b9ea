// The head of a pane: current or prior and how old, what and when, whose, and where it was made, by the name that the
// institution had then.

import type { Context } from "../context.ts";
import { today } from "../context.ts";
import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Copy, Entry, Patient } from "../events.ts";
import { dayMonthYear, studyAge, whenInWords } from "../format.ts";
import { icon } from "../icons.ts";
import { whenOf } from "../order.ts";
import { sexInWords } from "../views/corner.ts";
import { descriptionOf, modalityTiles } from "../views/row.ts";
import type { CompareWords } from "./words/words.ts";

export interface Role {
  readonly isReference: boolean;
  /** This study was made after the one it is compared with. */
  readonly isLater: boolean;
}

export const shortAge = (entry: Entry, context: Context, words: CompareWords): string | null => {
  const { date } = whenOf(entry);
  return date === null ? null : studyAge(date, today(), { ...context.words, ...words.ages });
};

export function roleTag(entry: Entry, role: Role, isCurrent: boolean, context: Context, words: CompareWords): HTMLElement {
  if (isCurrent) return el("span.tag.now", {}, words.current);
  const age = shortAge(entry, context, words);
  return el("span.tag.prior", {}, role.isLater ? words.later(age) : words.prior(age));
}

export function headingOf(entry: Entry, copy: Copy | null, patient: Patient | null, tag: HTMLElement, context: Context, words: CompareWords): readonly Child[] {
  const common = context.words;
  const own = copy?.own ?? false;
  const institution = copy?.institution_name ?? "";
  const who = patient === null ? null : [
    patient.name ?? common.nameUnknown,
    patient.birth_date === null ? common.birthDateUnknown : dayMonthYear(patient.birth_date),
    sexInWords(patient, common),
  ].join(" · ");
  const described = descriptionOf(entry, common);
  return [
    el("div.t", {}, tag, ...modalityTiles(entry.study?.modalities ?? []),
      el("h2.cut", { title: described }, described),
      el("span.made-by", { title: institution }, own ? icon("home") : el("span.tag.outside", {}, words.outside),
        own ? el("span.vh", {}, `${common.ownInstitution}: `) : null, el("span.cut", {}, institution))),
    el("div.m", {}, el("span", {}, whenInWords(whenOf(entry), common)), who === null ? null : el("span.cut", { title: who }, who)),
  ];
}
