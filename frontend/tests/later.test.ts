// What comes after the reader was told that everybody had answered, and a list that grows old.

import assert from "node:assert/strict";
import test from "node:test";
import { completenessOf } from "../src/completeness.ts";
import { Freshness } from "../src/freshness.ts";
import { reduce } from "../src/model.ts";
import type { Model } from "../src/model.ts";
import type { StreamEvent } from "../src/events.ts";
import { en } from "../src/words/en.ts";
import { nl } from "../src/words/nl.ts";
import { completeEvent, entryEvent, entryOf, heard, holder, holdersEvent, outcomeEvent } from "./recording.ts";

const clock = (iso: string): string => iso.slice(11, 16);
const BOTH = [holder("A", "A", true), holder("B", "B")];
const told = heard([
  holdersEvent(BOTH), entryEvent(entryOf("a", "2025-01-01", null, "A")),
  outcomeEvent("A", "Answered", 1), outcomeEvent("B", "TimedOut"), completeEvent(2, 1),
]);
const late: readonly StreamEvent[] = [entryEvent(entryOf("b", "2024-01-01")), outcomeEvent("B", "Answered", 1), completeEvent(2, 2)];

test("rows that come after complete are counted until the reader has seen them", () => {
  assert.deepEqual([...told.added], []);
  const after = heard(late, told);
  assert.deepEqual([...after.added], ["b"]);
  assert.equal(after.complete?.complete, true);
  assert.deepEqual([...heard([entryEvent(entryOf("b", "2024-01-02"))], after).added], ["b"]);
  const seen = reduce(after, { type: "seen" });
  assert.deepEqual([...seen.added], []);
  assert.deepEqual([...heard([entryEvent(entryOf("b", "2024-01-03"))], seen).added], []);
});

test("a row that was there in another form is not new, one that is gone is not counted", () => {
  const merged = heard([entryEvent({ ...entryOf("ab", "2025-01-01"), replaces: ["a"] })], told);
  assert.deepEqual([...merged.added], []);
  const moved = heard([entryEvent({ ...entryOf("c", "2024-01-01"), replaces: ["b"] })], heard(late, told));
  assert.deepEqual([...moved.added], ["c"]);
  const gone = heard([{ event: "gone", data: { keys: ["b"] } }], heard(late, told));
  assert.deepEqual([...gone.added], []);
});

test("what a new question to everybody brings besides is counted too", () => {
  const asked = reduce(told, { type: "ask-all" });
  const again = heard([
    holdersEvent(BOTH), entryEvent(entryOf("a", "2025-01-01", null, "A")), outcomeEvent("A", "Answered", 1), ...late,
  ], asked);
  assert.deepEqual([...again.added], ["b"]);
});

test("a holder that was left alone is said to be not asked, and since when", () => {
  const since = "2026-11-24T01:30:00Z";
  const alone: StreamEvent = {
    event: "outcome",
    data: { custodian: "B", name: "B", kind: "NotAsked", asked_at: since, took_ms: 0, retryable: true, rows: 0, route: "r", since },
  };
  const model = heard([holdersEvent(BOTH), outcomeEvent("A", "Answered"), alone, completeEvent(2, 1)]);
  const said = completenessOf(model, nl, clock);
  assert.equal(said.sub, "B antwoordt sinds 01:30 niet; nu niet gevraagd");
  assert.deepEqual([said.canAskAgain, said.again, said.tone], [true, ["B"], "bad"]);
  assert.equal(completenessOf(model, en, clock).sub, "B has not answered since 01:30; not asked now");
});

const MINUTE = 60_000;

function aged(): { asked: number; freshness: Freshness; hear(model: Model, minutes: number): void } {
  const counted = { asked: 0, freshness: new Freshness(() => (counted.asked += 1)), hear: (model: Model, minutes: number): void => counted.freshness.heard(model, minutes * MINUTE) };
  return counted;
}

test("a list of a quarter of an hour says so and is asked again once, by a page that is seen", () => {
  const page = aged();
  page.hear(told, 0);
  assert.equal(page.freshness.tick(14 * MINUTE, true), false);
  assert.deepEqual([page.asked, page.freshness.oldSince], [0, null]);
  assert.equal(page.freshness.tick(15 * MINUTE, false), true);
  assert.deepEqual([page.asked, page.freshness.oldSince], [0, told.complete?.at]);
  page.freshness.tick(20 * MINUTE, true);
  assert.equal(page.asked, 1);
  page.hear(reduce(told, { type: "ask-all" }), 20);
  page.freshness.tick(21.5 * MINUTE, true);
  assert.deepEqual([page.asked, page.freshness.oldSince !== null], [1, true]);
  page.hear(told, 22);
  assert.equal(page.freshness.oldSince, null);
  page.freshness.tick(30 * MINUTE, true);
  assert.equal(page.asked, 1);
});

test("a late count makes no new list, and a question that brought nothing is not repeated at once", () => {
  const page = aged();
  page.hear(told, 0);
  page.hear(heard(late, told), 10);
  page.freshness.tick(15 * MINUTE, true);
  assert.equal(page.asked, 1);
  page.hear(reduce(told, { type: "ask-all" }), 15);
  page.hear({ ...told, phase: "broken" }, 15.1);
  page.freshness.tick(15.5 * MINUTE, true);
  assert.equal(page.asked, 1);
  page.freshness.tick(16 * MINUTE, true);
  assert.equal(page.asked, 2);
});
