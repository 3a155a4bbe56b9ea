// What the page knows, and how one event changes it: a pure function, so that "the holders answered in another
// order" can be tested without a browser. Rows are never dropped because a question failed; they go when the
// holder that gave them answers without them, or when the service says so.

import { formsOf, listedWith, replacedBy, withoutCarried } from "./again.ts";
import type { Closed, Complete, Entry, Holder, Holders, Outcome, Patient, StreamEvent, Suggested } from "./events.ts";
import { renamed } from "./suggestions/chosen.ts";
import type { Ending } from "./stream.ts";

/** `asking` until `complete`; then `open` for late rows and withdrawal; `broken` when the line went. */
export type Phase = "asking" | "open" | "broken";

export interface Model {
  readonly phase: Phase;
  readonly patient: Patient | null;
  readonly holders: Holders | null;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Keys that the question now running has (again) given. */
  readonly confirmed: ReadonlySet<string>;
  /** One outcome per custodian and route. Those that may not be named stand under a number of their own. */
  /** By row the subjects that only an earlier question gave. */
  readonly carried: ReadonlyMap<string, ReadonlySet<string>>;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Custodians asked again by name whose answer is still out. */
  readonly askingAgain: ReadonlySet<string>;
  readonly complete: Complete | null;
  /** What the service suggests of these rows; the last word counts. */
  readonly suggested: Suggested | null;
  /** Whether the reader was ever told that everybody had answered. */
  readonly settled: boolean;
  /** Keys of rows that came after that, until the reader says to have seen it. */
  readonly added: ReadonlySet<string>;
  /** The service called the answer incomplete although nothing here explains it. */
  readonly doubted: boolean;
  readonly malformedLines: number;
  readonly closed: Closed["reason"] | "no-session" | null;
  /** Keys of images that turned out to be another person's when they were opened: their rows stay, closed. */
  readonly othersImages: ReadonlySet<string>;
}

export const EMPTY: Model = {
  phase: "asking",
  patient: null,
  holders: null,
  entries: new Map(),
  confirmed: new Set(),
  carried: new Map(),
  outcomes: new Map(),
  askingAgain: new Set(),
  complete: null,
  suggested: null,
  settled: false,
  added: new Set(),
  doubted: false,
  malformedLines: 0,
  closed: null,
  othersImages: new Set(),
};

export type Change =
  /** Every holder is asked anew. */
  | { readonly type: "ask-all" }
  /** These holders are asked again beside the running stream. */
  | { readonly type: "ask-again"; readonly custodians: readonly string[] }
  /** `again` says that the event came over a stream for some holders only. */
  | { readonly type: "event"; readonly again: boolean; readonly event: StreamEvent }
  | { readonly type: "malformed" }
  /** These images are another person's, says their holder. */
  | { readonly type: "other-person"; readonly images: string }
  /** The reader has seen what was added. */
  | { readonly type: "seen" }
  | { readonly type: "ended"; readonly ending: Ending; readonly again: readonly string[] | null };

export function reduce(model: Model, change: Change): Model {
  if (model.closed !== null) return model;
  switch (change.type) {
    case "ask-all":
      return {
        ...model,
        phase: "asking",
        outcomes: new Map(),
        confirmed: new Set(),
        askingAgain: new Set(),
        complete: null,
        doubted: false,
        malformedLines: 0,
        othersImages: new Set(),
      };
    case "ask-again":
      return {
        ...model,
        outcomes: withoutCustodians(model.outcomes, change.custodians),
        askingAgain: new Set([...model.askingAgain, ...change.custodians]),
      };
    case "seen":
      return { ...model, added: new Set() };
    case "malformed":
      return { ...model, malformedLines: model.malformedLines + 1 };
    case "other-person": {
      const othersImages = new Set(model.othersImages).add(change.images);
      const entries = new Map([...model.entries].map(([key, entry]) => [key, closing(entry, othersImages)]));
      return { ...model, othersImages, entries };
    }
    case "ended":
      return ended(model, change.ending, change.again);
    case "event":
      return received(model, change.event, change.again);
  }
}

function ended(model: Model, ending: Ending, again: readonly string[] | null): Model {
  if (ending === "let-go") return model;
  if (ending === "no-session") return closedWith("no-session");
  if (again === null) return { ...model, phase: "broken", askingAgain: new Set() };
  // A second question that broke off leaves its holders without an answer: say so, as of any failed question.
  const silent = again.filter((custodian) => model.askingAgain.has(custodian));
  const outcomes = new Map(model.outcomes);
  for (const custodian of silent) {
    outcomes.set(outcomeKey(custodian, ""), {
      custodian, name: null, kind: "Unreachable", asked_at: null, took_ms: 0, retryable: true, rows: 0, route: "", since: null,
    });
  }
  return { ...model, outcomes, askingAgain: without(model.askingAgain, silent) };
}

function received(model: Model, event: StreamEvent, again: boolean): Model {
  switch (event.event) {
    case "patient":
      return { ...model, patient: event.data };
    case "holders":
      return { ...model, holders: again ? mergedHolders(model.holders, event.data) : event.data };
    case "entry":
      return withEntry(model, event.data);
    case "suggested":
      return { ...model, suggested: event.data };
    case "outcome":
      return withOutcome(model, event.data);
    case "gone": {
      const entries = new Map(model.entries);
      event.data.keys.forEach((key) => entries.delete(key));
      const { keys } = event.data;
      return { ...model, entries, confirmed: without(model.confirmed, keys), added: without(model.added, keys) };
    }
    case "closed":
      return closedWith(event.data.reason);
    case "complete":
      if (!again) return settled({ ...model, phase: "open", complete: event.data, settled: true });
      return counts(event.data, model.complete)
        ? onlyCurrent({ ...model, complete: event.data, doubted: model.doubted && !event.data.complete })
        : model;
  }
}

/** A later count takes the place of an earlier one only if it counts at least as many holders. */
const counts = (later: Complete, earlier: Complete | null): boolean => earlier !== null && later.asked >= earlier.asked;

/** Nothing of the patient stays behind. */
const closedWith = (reason: NonNullable<Model["closed"]>): Model => ({ ...EMPTY, closed: reason });

/** The rows that an entry takes the place of. */
export const replacedIn = (model: Model, entry: Entry): readonly string[] => replacedBy(model, closing(entry, model.othersImages));

/** A row of which images are another person's stays, and stays closed until everything is asked anew. */
const closing = (entry: Entry, othersImages: ReadonlySet<string>): Entry =>
  entry.lock === null && entry.copies.some(({ images }) => images !== null && othersImages.has(images))
    ? { ...entry, lock: "other-person", likely_same: [] }
    : entry;

function withEntry(model: Model, given: Entry): Model {
  const entry = closing(given, model.othersImages);
  const suggested = renamed(model.suggested, replacedBy(model, entry), entry.key);
  return { ...listedWith({ ...model, added: addedWith(model, entry) }, entry), suggested };
}

/** A row is added if it was not there in any form; one that takes the place of an added row is so itself. */
function addedWith(model: Model, entry: Entry): ReadonlySet<string> {
  const forms = formsOf(model, entry);
  const isNew = model.settled && (forms.length === 0 || forms.some((key) => model.added.has(key)));
  const rest = without(model.added, replacedBy(model, entry));
  return isNew ? new Set([...rest, entry.key]) : rest;
}

function withOutcome(model: Model, outcome: Outcome): Model {
  const { custodian, route } = outcome;
  const outcomes = new Map(model.outcomes);
  if (custodian === null) {
    outcomes.set(`unnamed ${outcomes.size}`, outcome);
    return { ...model, outcomes };
  }
  outcomes.set(outcomeKey(custodian, route), outcome);
  return { ...model, outcomes, askingAgain: without(model.askingAgain, [custodian]) };
}

/** After a whole question: rows from before it that nobody gave again go, unless one of their holders failed. */
function settled(model: Model): Model {
  const failed = failedOf(model);
  const unheard = isUnheard(model);
  const entries = new Map(
    [...model.entries].filter(
      ([key, entry]) => model.confirmed.has(key) || unheard || custodiansOf(entry).some((ura) => failed.has(ura)),
    ),
  );
  const doubted = model.complete?.complete === false && failed.size === 0 && !unheard;
  const added = new Set([...model.added].filter((key) => entries.has(key)));
  return onlyCurrent({ ...model, entries, added, doubted });
}

/** Of what only an earlier question gave, that of holders that have not answered. */
function onlyCurrent(model: Model): Model {
  const failed = failedOf(model);
  const unheard = isUnheard(model);
  return withoutCarried(model, (custodian) => unheard || failed.has(custodian) || model.askingAgain.has(custodian));
}

const failedOf = (model: Model): ReadonlySet<string | null> =>
  new Set([...model.outcomes.values()].filter(({ kind }) => kind !== "Answered").map(({ custodian }) => custodian));

const isUnheard = (model: Model): boolean => model.holders?.localised === "unavailable" || model.malformedLines > 0;

export const custodiansOf = (entry: Entry): readonly string[] => [
  ...new Set([...entry.copies, ...entry.reports].map((part) => part.custodian)),
];

function mergedHolders(known: Holders | null, news: Holders): Holders {
  if (known === null) return news;
  const asked = new Map<string, Holder>(known.asked.map((holder) => [holder.custodian, holder]));
  news.asked.forEach((holder) => asked.set(holder.custodian, holder));
  return { ...known, asked: [...asked.values()] };
}

const outcomeKey = (custodian: string, route: string): string => `${custodian} ${route}`;

const withoutCustodians = (
  outcomes: ReadonlyMap<string, Outcome>,
  custodians: readonly string[],
): ReadonlyMap<string, Outcome> =>
  new Map([...outcomes].filter(([, outcome]) => !custodians.includes(outcome.custodian ?? "")));

const without = (set: ReadonlySet<string>, gone: readonly string[]): ReadonlySet<string> =>
  new Set([...set].filter((item) => !gone.includes(item)));

const byCustodian = new WeakMap<Holders, ReadonlyMap<string, Holder>>();
const NOBODY: ReadonlyMap<string, Holder> = new Map();

/** Who was asked, by custodian: the same map for as long as that does not change. */
export function holdersOf({ holders }: Model): ReadonlyMap<string, Holder> {
  if (holders === null) return NOBODY;
  const found = byCustodian.get(holders) ?? new Map(holders.asked.map((holder) => [holder.custodian, holder]));
  byCustodian.set(holders, found);
  return found;
}
