// What both panes have to show: which rows stand beside each other, which of them is the current study, and how old each is.

import type { Context } from "../context.ts";
import type { Child } from "../dom.ts";
import type { Entry, Patient } from "../events.ts";
import { newestFirst, whenOf } from "../order.ts";
import { ageOf } from "./age.ts";
import type { Age } from "./age.ts";
import type { Role } from "./heading.ts";
import type { Trouble } from "../words/words.ts";
import type { CompareWords } from "./words/words.ts";

export interface Shown {
  /** Newest first. */
  readonly entries: readonly Entry[];
  readonly currentKey: string | null;
  readonly patient: Patient | null;
  /** Names of today by custodian. */
  readonly holders: ReadonlyMap<string, string>;
  /** Forms of reports that may be shown. */
  readonly readable: ReadonlySet<string>;
}

export interface PaneState {
  readonly entry: Entry | null;
  readonly isCurrent: boolean;
  readonly role: Role;
  readonly patient: Patient | null;
  /** What the holders are called today. */
  readonly holders: ReadonlyMap<string, string>;
  /** What stands there when no study is shown. */
  readonly empty: Trouble;
  /** What can be done about that, as a button. */
  readonly todo: (() => Child) | null;
}

/** What another choice of images changes; the head may change without. */
export const whatIsShown = ({ entry, empty, todo }: PaneState): unknown => [entry?.key, entry?.lock, entry === null ? [empty, todo !== null] : null];

export const NOTHING: Shown = { entries: [], currentKey: null, patient: null, holders: new Map(), readable: new Set() };

export const entryOf = ({ entries }: Shown, wanted: string | null): Entry | null => entries.find(({ key }) => key === wanted) ?? null;

/** Of the left pane and the right one, by the keys of their rows. `pin` makes the button that keeps the right one left. */
export function statesOf(
  shown: Shown, referenceKey: string | null, priorKey: string | null, pin: () => Child, context: Context, words: CompareWords,
): { readonly reference: PaneState; readonly prior: PaneState } {
  const { patient, holders } = shown;
  const [reference, prior, current] = [entryOf(shown, referenceKey), entryOf(shown, priorKey), entryOf(shown, shown.currentKey)];
  const age = (entry: Entry | null): Age | null => (entry === null || entry === current ? null : ageOf(entry, current, context, words));
  const isLater = reference !== null && prior !== null && isBefore(reference, prior);
  return {
    reference: {
      entry: reference, patient, holders, isCurrent: reference !== null && reference === current,
      role: { isReference: true, isLater: false, age: age(reference) },
      empty: referenceKey === null ? words.noCurrent : words.rowGone, todo: prior === null ? null : pin,
    },
    prior: {
      entry: prior, patient, holders, isCurrent: false, role: { isReference: false, isLater, age: age(prior) },
      empty: priorKey === null ? words.choosePrior : words.rowGone, todo: null,
    },
  };
}

/** Whether `a` was made before `b`, as the list has it. */
function isBefore(a: Entry, b: Entry): boolean {
  if (whenOf(a).date === null || whenOf(b).date === null) return false;
  return newestFirst([a, b])[0] === b;
}
