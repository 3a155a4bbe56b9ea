// The head of a pane: current or prior and how old, what and when, whose, and where it was made, by the name that the
// institution had then.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Copy, Entry, Patient } from "../events.ts";
import { dayMonthYear, whenInWords } from "../format.ts";
import { icon } from "../icons.ts";
import { whenOf } from "../order.ts";
import { sexInWords } from "../views/corner.ts";
import { descriptionOf, modalityTiles } from "../views/row.ts";
import type { Age } from "./age.ts";
import type { Frame } from "./frame.ts";
import type { PaneState } from "./roles.ts";
import type { CompareWords } from "./words/words.ts";

export interface Role {
  readonly isReference: boolean;
  /** This study was made after the one it is compared with. */
  readonly isLater: boolean;
  /** Null for the current study, and where it is unknown. */
  readonly age: Age | null;
}

function roleTag({ isLater, age }: Role, isCurrent: boolean, words: CompareWords): HTMLElement {
  if (isCurrent) return el("span.tag.now", {}, words.current);
  const short = age?.short ?? null;
  return el("span.tag.prior", {}, isLater ? words.later(short) : words.prior(short));
}

function headingOf(entry: Entry, copy: Copy | null, patient: Patient | null, role: Role, isCurrent: boolean, context: Context, words: CompareWords): readonly Child[] {
  const common = context.words;
  const own = copy?.own ?? false;
  const institution = copy?.institution_name ?? "";
  const who = patient === null ? null : [
    patient.name ?? common.nameUnknown,
    patient.birth_date === null ? common.birthDateUnknown : dayMonthYear(patient.birth_date),
    sexInWords(patient, common),
  ].join(" · ");
  const when = [whenInWords(whenOf(entry), common), ...(role.age === null ? [] : [role.age.inWords])].join(" · ");
  const described = descriptionOf(entry, common);
  return [
    el("div.t", {}, roleTag(role, isCurrent, words), ...modalityTiles(entry.study?.modalities ?? []),
      el("h2.cut", { title: described }, described),
      el("span.made-by", { title: institution }, own ? icon("home") : el("span.tag.outside", {}, words.outside),
        own ? el("span.vh", {}, `${common.ownInstitution}: `) : null, el("span.cut", {}, institution))),
    el("div.m", {}, el("span.cut.when", { title: when }, when), who === null ? null : el("span.cut", { title: who }, who)),
  ];
}

/** The head of a pane, and what a screen reader calls it. */
export function showHead(frame: Frame, { entry, isCurrent, role, patient }: PaneState, copy: Copy | null, context: Context, words: CompareWords): void {
  const isOutside = entry !== null && !(copy?.own ?? entry.copies[0]?.own ?? false);
  frame.name(isCurrent || (entry === null && role.isReference) ? words.currentPane : words.priorPane(isOutside), isOutside);
  frame.head([entry?.study, copy, patient, isCurrent, role], () =>
    entry === null ? [] : headingOf(entry, copy, patient, role, isCurrent, context, words));
}
