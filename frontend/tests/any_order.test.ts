// Holders answer in whatever order they like: the page must end the same.

import assert from "node:assert/strict";
import test from "node:test";
import { laidOut } from "../src/band/marks.ts";
import { dayOf, wholeSpan } from "../src/band/scale.ts";
import { completenessOf } from "../src/completeness.ts";
import type { StreamEvent } from "../src/events.ts";
import { currentKey, ordered } from "../src/order.ts";
import { nl } from "../src/words/nl.ts";
import { completeEvent, entryEvent, entryOf, heard, holder, holdersEvent, outcomeEvent, recorded } from "./recording.ts";

const NOW = dayOf("2026-11-24", "02:44");

/** What of a model is seen: rows in both orders, the band in both divisions, and what is said of completeness. */
function seen(events: readonly StreamEvent[]): unknown {
  const model = heard(events);
  const rows = ordered(model.entries.values(), "newest");
  const current = currentKey(rows, model.patient?.started_on ?? null);
  const bands = (["region", "modality"] as const).map((by) =>
    laidOut(rows, { by, span: wholeSpan([dayOf("2009-03-05", null)], NOW), widthPx: 700, now: NOW, currentKey: current, lines: 1, cardPx: null }));
  return {
    rows, current, bands, oldest: ordered(model.entries.values(), "oldest").map((entry) => entry.key),
    completeness: completenessOf(model, nl, (moment) => moment),
  };
}

function* orders<T>(of: readonly T[], count: number): Generator<readonly T[]> {
  let state = 42;
  const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  for (let i = 0; i < count; i += 1) yield of.map((one) => [random(), one] as const).toSorted(([a], [b]) => a - b).map(([, one]) => one);
}

/** The recording as what comes first and last, and each holder's answer in between: its rows and then its outcome. */
function answers(events: readonly StreamEvent[]): { readonly first: readonly StreamEvent[]; readonly byHolder: readonly (readonly StreamEvent[])[]; readonly last: readonly StreamEvent[] } {
  const byHolder = new Map<string, StreamEvent[]>();
  const [first, last]: [StreamEvent[], StreamEvent[]] = [[], []];
  for (const event of events) {
    const whose = event.event === "outcome" ? event.data.custodian
      : event.event === "entry" ? (event.data.copies[0]?.custodian ?? event.data.reports[0]?.custodian ?? null) : null;
    if (event.event === "complete") last.push(event);
    else if (whose === null) first.push(event);
    else byHolder.set(whose, [...(byHolder.get(whose) ?? []), event]);
  }
  return { first, byHolder: [...byHolder.values()], last };
}

test("five holders in each of their 120 orders: the page ends the same", () => {
  const { first, byHolder, last } = answers(recorded("volledig"));
  const permuted = <T>(of: readonly T[]): readonly (readonly T[])[] =>
    of.length < 2 ? [of] : of.flatMap((one, i) => permuted(of.toSpliced(i, 1)).map((rest) => [one].concat(rest)));
  const all = permuted(byHolder);
  assert.ok(all.length >= 120);
  const expected = seen([...first, ...byHolder.flat(), ...last]);
  for (const order of all) assert.deepEqual(seen([...first, ...order.flat(), ...last]), expected);
});

test("500 studies of 12 holders, row by row in random orders: the page ends the same", () => {
  const names = Array.from({ length: 12 }, (_, i) => `H${i}`);
  const rows = Array.from({ length: 500 }, (_, i) =>
    entryEvent(entryOf(`k${i}`, i % 41 === 0 ? null : `${2009 + (i % 18)}-0${1 + (i % 9)}-11`, i % 3 === 0 ? "10:00" : null, names[i % 12])));
  const first = holdersEvent(names.map((name, i) => holder(name, name, i === 0)));
  const end = [...names.map((name) => outcomeEvent(name, "Answered", 42)), completeEvent(12, 12)];
  const expected = seen([first, ...rows, ...end]);
  for (const order of orders(rows, 25)) assert.deepEqual(seen([first, ...order, ...end]), expected);
});
