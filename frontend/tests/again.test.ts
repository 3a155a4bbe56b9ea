// A question asked again brings the same studies in another order, and not all of it may come.

import assert from "node:assert/strict";
import test from "node:test";
import { replacedBy } from "../src/again.ts";
import type { Copy, Entry, StreamEvent } from "../src/events.ts";
import { reduce } from "../src/model.ts";
import type { Model } from "../src/model.ts";
import { completeEvent, entryEvent, entryOf, heard, holder, holdersEvent, outcomeEvent } from "./recording.ts";

const BOTH = holdersEvent([holder("A", "A", true), holder("B", "B")]);

const copyAt = (custodian: string): Copy => ({
  custodian, institution_name: custodian, instance_count: 2, image_count: 2, own: false, images: null, about: null, subject: `study at ${custodian}`,
});

/** A study at these custodians, and reports by their custodian. */
function study(key: string, custodians: readonly string[], reports: readonly string[] = [], replaces: readonly string[] = []): Entry {
  const plain = entryOf(key, "2025-01-01");
  return {
    ...plain,
    replaces: [...replaces],
    study: custodians.length === 0 ? null : plain.study,
    copies: custodians.map(copyAt),
    reports: reports.map((custodian) => ({
      key: `report of ${custodian}`, status: "final", authored_at: null, title: null, author: null, custodian,
      institution_name: custodian, relation: null, forms: [], subject: `report at ${custodian}`,
    })),
    report_state: reports.length === 0 ? "none" : "final",
  };
}

const first = heard([
  BOTH, entryEvent(study("ab", ["A", "B"], ["A"])), outcomeEvent("A", "Answered", 1), outcomeEvent("B", "Answered", 1), completeEvent(2, 2),
]);
const askedAgain = (...events: readonly StreamEvent[]): Model => heard([BOTH, ...events], reduce(first, { type: "ask-all" }));
const held = (model: Model): readonly (readonly string[])[] =>
  [...model.entries.values()].map(({ key, copies, reports }) =>
    [key].concat(copies.map((copy) => copy.custodian), reports.map((report) => report.subject ?? "")));

test("a study that comes by the key of one copy first stands once all the while, and is not new", () => {
  const half = askedAgain(entryEvent(study("b", ["B"])));
  assert.deepEqual(held(half), [["b", "B", "A", "report at A"]]);
  const whole = heard([
    outcomeEvent("B", "Answered", 1), entryEvent(study("ab", ["A", "B"], ["A"], ["b"])), outcomeEvent("A", "Answered", 1), completeEvent(2, 2),
  ], half);
  assert.deepEqual(held(whole), [["ab", "A", "B", "report at A"]]);
  assert.deepEqual([...whole.added], []);
});

test("a copy that comes as a row of its own first is neither new nor on two rows", () => {
  const apart = askedAgain(entryEvent(study("a", ["A"], ["A"])), entryEvent(study("b", ["B"])));
  assert.deepEqual(held(apart), [["a", "A", "report at A"], ["b", "B"]]);
  assert.deepEqual([...apart.added], []);
  const whole = heard([
    entryEvent(study("ab", ["A", "B"], ["A"], ["a", "b"])), outcomeEvent("A", "Answered", 1), outcomeEvent("B", "Answered", 1), completeEvent(2, 2),
  ], apart);
  assert.deepEqual(held(whole), [["ab", "A", "B", "report at A"]]);
  assert.deepEqual([...whole.added], []);
});

test("a page can follow a row to the key by which it is known again", () => {
  const asked = reduce(first, { type: "ask-all" });
  assert.deepEqual(replacedBy(asked, study("b", ["B"])), ["ab"]);
  assert.deepEqual(replacedBy(asked, study("c", ["C"])), []);
  assert.deepEqual(replacedBy(first, study("b", ["B"])), []);
});

test("when a holder fails on the second question its study stands once, with its copy and its report", () => {
  const failed = askedAgain(
    entryEvent(study("b", ["B"])), outcomeEvent("B", "Answered", 1), outcomeEvent("A", "Unreachable"), completeEvent(2, 1),
  );
  assert.deepEqual(held(failed), [["b", "B", "A", "report at A"]]);
  assert.equal(failed.entries.get("b")?.report_state, "final");
  assert.deepEqual([...failed.added], []);
  const again = heard([entryEvent(study("ab", ["A", "B"], [], ["b"])), outcomeEvent("A", "Answered", 1), completeEvent(2, 2)], failed, true);
  assert.deepEqual(held(again), [["ab", "A", "B"]]);
});

test("what a holder that answers gives no longer goes", () => {
  const gone = askedAgain(
    entryEvent(study("b", ["B"])), outcomeEvent("B", "Answered", 1), outcomeEvent("A", "Answered"), completeEvent(2, 2),
  );
  assert.deepEqual(held(gone), [["b", "B"]]);
  assert.equal(gone.entries.get("b")?.report_state, "none");
});

test("a report whose holder answers first stands under its study, not beside it", () => {
  const alone = askedAgain(entryEvent(study("r", [], ["A"])));
  assert.deepEqual(held(alone), [["r", "A", "B", "report at A"]]);
  assert.notEqual(alone.entries.get("r")?.study, null);
});

test("a row that is closed is never taken for one that is open, nor filled from it", () => {
  const closed = askedAgain(entryEvent({ ...study("x", ["B"]), lock: "other-person" }));
  assert.deepEqual(held(closed), [["ab", "A", "B", "report at A"], ["x", "B"]]);
});
