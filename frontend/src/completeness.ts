// How complete the list is, as the corner says it: one block per institution asked, a head and a second line.
// Pure, so that "never incomplete in silence" is tested on every order of outcomes. A holder without a name is
// counted and never named; where the service counts more than is known here, its count wins.

import type { Holder, Outcome, OutcomeKind } from "./events.ts";
import type { Model } from "./model.ts";
import { enumeration } from "./words/language.ts";
import type { Words } from "./words/words.ts";

/** full, partial, failed or still waiting */
export type Block = "full" | "part" | "fail" | "wait";

export type Failure = Exclude<OutcomeKind, "Answered">;

/** One institution asked and how its questions ended, over all its routes. `holder` is null if not nameable. */
export interface Asked {
  readonly holder: Holder | null;
  readonly block: Block;
  /** Why it is not full; null while waiting or full. */
  readonly failure: Failure | null;
  readonly retryable: boolean;
  readonly rows: number;
  readonly tookMs: number | null;
  /** Since when what it gave is known: of several routes the one that was asked first. */
  readonly askedAt: string | null;
  /** Since when one that was left alone has given no answer. */
  readonly since: string | null;
}

export interface Completeness {
  readonly asked: readonly Asked[];
  readonly blocks: readonly Block[];
  readonly head: string;
  readonly sub: string;
  readonly tone: "bad" | "plain";
  /** Whether the second line stands for a question that still runs, and is followed by the seconds. */
  readonly waiting: boolean;
  /** The holders that a retry asks; null if everything has to be asked again. */
  readonly again: readonly string[] | null;
  readonly canAskAgain: boolean;
  readonly phone: { readonly name: string; readonly number: string } | null;
  /** Local time at which the question ended. */
  readonly at: string | null;
}

/** Whether every holder answered in full and nothing says otherwise. */
export function isComplete(model: Model): boolean {
  const asked = askedOf(model);
  const { complete, doubted, holders, malformedLines } = model;
  const counted = complete !== null && complete.asked <= asked.length;
  return counted && !doubted && malformedLines === 0 && holders?.localised === "answered" && asked.every((one) => one.block === "full");
}

const SEVERITY: readonly OutcomeKind[] = [
  "Refused", "Malformed", "Unreachable", "TimedOut", "NotAsked", "Partial", "Answered",
];

export function askedOf(model: Model): readonly Asked[] {
  const outcomes = [...model.outcomes.values()];
  const named = (model.holders?.asked ?? []).map((holder) => {
    const own = outcomes.filter((outcome) => outcome.custodian === holder.custodian);
    return assessed(holder, model.askingAgain.has(holder.custodian) ? [] : own);
  });
  const known = new Set(model.holders?.asked.map((holder) => holder.custodian));
  const others = outcomes.filter((outcome) => outcome.custodian === null || !known.has(outcome.custodian));
  return [...named, ...others.map((outcome) => assessed(holderOf(outcome), [outcome]))];
}

/** A holder that nobody announced but that may be named: it gave rows over a route of several. */
const holderOf = ({ custodian, name }: Outcome): Holder | null =>
  custodian === null || name === null ? null : { custodian, name, short_name: name, phone: null, own: false };

export const ownAnswered = (model: Model): boolean =>
  askedOf(model).some((one) => one.holder?.own === true && one.block === "full");

function assessed(holder: Holder | null, outcomes: readonly Outcome[]): Asked {
  const rows = outcomes.reduce((sum, outcome) => sum + outcome.rows, 0);
  const tookMs = outcomes.length === 0 ? null : Math.max(...outcomes.map((outcome) => outcome.took_ms));
  const askedAt = outcomes.map((outcome) => outcome.asked_at).filter((at) => at !== null).toSorted()[0] ?? null;
  const kinds = new Set(outcomes.map((outcome) => outcome.kind));
  const failure = SEVERITY.find((kind): kind is Failure => kind !== "Answered" && kinds.has(kind)) ?? null;
  const retryable = outcomes.some((outcome) => outcome.retryable);
  const gaveSomething = kinds.has("Answered") || kinds.has("Partial");
  const block: Block =
    outcomes.length === 0 ? "wait" : failure === null ? "full" : gaveSomething ? "part" : "fail";
  const since = outcomes.map((outcome) => outcome.since).find((moment) => moment !== null) ?? null;
  return { holder, block, failure, retryable, rows, tookMs, askedAt, since };
}

export function completenessOf(model: Model, words: Words, clock: (iso: string) => string): Completeness {
  const asked = askedOf(model);
  const uncounted = Math.max((model.complete?.asked ?? 0) - asked.length, 0);
  const broken = model.phase === "broken" && model.complete === null;
  const waiting = !broken && asked.some((one) => one.block === "wait");
  const localised = model.holders?.localised ?? null;
  const beyond: readonly Block[] =
    localised === "unavailable" ? ["fail"] : localised === null && model.phase === "asking" ? ["wait"] : [];
  const failing = asked.filter((one) => one.failure !== null);
  const retryable = failing.filter((one) => one.retryable);
  const nameable = retryable.flatMap((one) => (one.holder === null ? [] : [one.holder]));
  const everything = broken || localised === "unavailable" || nameable.length < retryable.length;
  const lone = failing.length === 1 ? (failing[0]?.holder ?? null) : null;
  const base = {
    asked,
    blocks: [
      ...asked.map((one) => (broken && one.block === "wait" ? "fail" : one.block)),
      ...beyond,
      ...Array<Block>(uncounted).fill("fail"),
    ],
    at: model.complete === null ? null : clock(model.complete.at),
    again: everything ? null : nameable.map((holder) => holder.custodian),
    phone: lone === null || lone.phone === null ? null : { name: lone.short_name, number: lone.phone },
    waiting: false,
  };
  const head = headOf(model, asked, uncounted, words);
  if (localised === "no-bsn" && !broken && !waiting) {
    return { ...base, head, sub: words.noBsnShort, tone: "plain", canAskAgain: false };
  }
  if (broken) return { ...base, head, sub: words.brokenShort, tone: "bad", canAskAgain: true };
  if (localised === "unavailable" && !waiting) {
    return { ...base, head, sub: words.indexDownShort, tone: "bad", canAskAgain: true };
  }
  if (failing.length > 0) {
    return { ...base, head, sub: failuresInShort(failing, words, clock), tone: "bad", canAskAgain: retryable.length > 0 };
  }
  if (waiting) return { ...base, head, sub: waitingInWords(asked, words), tone: "plain", waiting: true, canAskAgain: false };
  if (model.complete === null) {
    const sub = localised === null ? words.askingIndexSub : words.assembling;
    return { ...base, head, sub, tone: "plain", waiting: true, canAskAgain: false };
  }
  return isComplete(model)
    ? { ...base, head, sub: words.allReceived, tone: "plain", canAskAgain: false }
    : { ...base, head, sub: words.notComplete, tone: "bad", again: null, canAskAgain: true };
}

function headOf(model: Model, asked: readonly Asked[], uncounted: number, words: Words): string {
  const localised = model.holders?.localised ?? null;
  if (localised === "no-bsn" && !ownAnswered(model)) return words.nothingAsked;
  if (localised === "unavailable" || localised === "no-bsn") return words.ownOnly;
  if (localised === null && model.phase === "asking") return words.askingIndex;
  const answered = asked.filter((one) => one.block === "full" || one.block === "part").length;
  const parts = asked.filter((one) => one.block === "part").length;
  const head = words.answered(answered, asked.length + uncounted);
  return parts === 0 ? head : `${head}, ${words.partly(parts)}`;
}

const waitingInWords = (asked: readonly Asked[], words: Words): string => {
  const names = asked.filter((one) => one.block === "wait").map((one) => one.holder?.short_name ?? "");
  return words.waitingFor(inShort(names, words));
};

/** The names, or, where they would not fit the corner, their number. */
const inShort = (names: readonly string[], words: Words): string =>
  names.length > 3 ? words.institutions(names.length) : enumeration(names, words);

/** The corner's one line: the kind of failure if there is one, else only that something is missing. */
function failuresInShort(failing: readonly Asked[], words: Words, clock: (iso: string) => string): string {
  const named = failing.flatMap((one) => (one.holder === null ? [] : [one.holder.short_name]));
  const nameless = failing.length - named.length;
  const who = inShort(nameless === 0 ? named : [...named, words.unnamed(nameless)], words);
  const kinds = new Set(failing.map((one) => one.failure));
  const [only] = kinds;
  const alone = failing.flatMap((one) => (one.failure === "NotAsked" && one.since !== null ? [one.since] : []));
  const [first] = alone.toSorted();
  if (first !== undefined && alone.length === failing.length) return words.leftAlone(who, clock(first), failing.length);
  return kinds.size === 1 && only !== undefined && only !== null ? words.failed[only](who, failing.length) : words.mixed(who);
}

/** `MC Delfshaven niet bereikbaar; Diagnostiek Zuid niet volledig`, one clause per kind, worst first. */
export function failuresInWords(failing: readonly Asked[], words: Words): string {
  const clauses = SEVERITY.flatMap((kind) => {
    const those = failing.filter((one) => one.failure === kind);
    if (kind === "Answered" || those.length === 0) return [];
    const names = those.flatMap((one) => (one.holder === null ? [] : [one.holder.short_name]));
    const nameless = those.length - names.length;
    const all = nameless === 0 ? names : [...names, words.unnamed(nameless)];
    return [words.failed[kind](enumeration(all, words), those.length)];
  });
  return clauses.join("; ");
}
