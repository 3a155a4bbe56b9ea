import assert from "node:assert/strict";
import test from "node:test";
import { EMPTY, reduce } from "../src/model.ts";
import type { Model } from "../src/model.ts";
import type { Entry } from "../src/events.ts";
import { newestFirst } from "../src/order.ts";
import { completeEvent, entryEvent, entryOf, heard, holder, holdersEvent, outcomeEvent, recorded } from "./recording.ts";

const keys = (model: Model): readonly string[] => newestFirst(model.entries.values()).map((entry) => entry.key);

test("holders may answer in any order and the list ends the same", () => {
  const events = recorded("volledig");
  const [first, second] = events;
  assert.ok(first && second);
  const rest = events.slice(2, -1);
  const end = events.at(-1);
  assert.ok(end);
  const expected = keys(heard(events));
  assert.equal(expected.length, 27);
  for (let turn = 1; turn < rest.length; turn += 3) {
    const turned = [...rest.slice(turn), ...rest.slice(0, turn)];
    assert.deepEqual(keys(heard([first, second, ...turned, end])), expected);
    assert.deepEqual(keys(heard([first, second, ...turned.toReversed(), end])), expected);
  }
});

test("an entry replaces itself and the rows it names", () => {
  const before = heard([entryEvent(entryOf("a", "2025-01-01")), entryEvent(entryOf("b", "2024-01-01"))]);
  const after = heard([entryEvent({ ...entryOf("a", "2025-01-02"), replaces: ["b"] })], before);
  assert.deepEqual(keys(after), ["a"]);
  assert.equal(after.entries.get("a")?.study?.date, "2025-01-02");
});

test("what is gone is gone", () => {
  const model = heard([entryEvent(entryOf("a", null)), { event: "gone", data: { keys: ["a", "never"] } }]);
  assert.equal(model.entries.size, 0);
});

test("closing leaves nothing of the patient, and nothing opens it again", () => {
  const closed = heard([...recorded("volledig"), { event: "closed", data: { reason: "patient-switched" } }]);
  assert.deepEqual(closed, { ...EMPTY, closed: "patient-switched" });
  assert.equal(heard(recorded("volledig"), closed), closed);
  assert.equal(reduce(closed, { type: "ask-all" }), closed);
});

test("a stream that ends before it is complete is broken, one we let go of is not", () => {
  const asking = heard(recorded("laden"));
  assert.equal(reduce(asking, { type: "ended", ending: "broken", again: null }).phase, "broken");
  assert.equal(reduce(asking, { type: "ended", ending: "let-go", again: null }).phase, "asking");
  assert.equal(reduce(asking, { type: "ended", ending: "no-session", again: null }).closed, "no-session");
});

test("one holder asked again waits, answers, and adds to the list", () => {
  const failed = heard(recorded("houder-faalt"));
  const waiting = reduce(failed, { type: "ask-again", custodians: ["90000106"] });
  assert.ok(waiting.askingAgain.has("90000106"));
  const answered = heard(recorded("houder-faalt.opnieuw"), waiting, true);
  assert.equal(answered.entries.size, failed.entries.size + 1);
  assert.equal(answered.askingAgain.size, 0);
  assert.equal(answered.holders?.asked.length, 5);
  assert.deepEqual([...answered.outcomes.values()].map((outcome) => outcome.kind).filter((kind) => kind !== "Answered"), []);
});

test("the service's doubt stays until something explains it, and not after a holder asked again has answered", () => {
  const both = [holder("A", "A", true), holder("B", "B")];
  const full = [holdersEvent(both), outcomeEvent("A", "Answered"), outcomeEvent("B", "Answered")];
  assert.equal(heard([...full, completeEvent(3, 2)]).doubted, true);
  assert.equal(heard(recorded("houder-faalt")).doubted, false);
});

test("a second question that breaks off is a failure in words, not a silence", () => {
  const waiting = reduce(heard(recorded("houder-faalt")), { type: "ask-again", custodians: ["90000106"] });
  const broken = reduce(waiting, { type: "ended", ending: "broken", again: ["90000106"] });
  assert.equal(broken.askingAgain.size, 0);
  assert.ok([...broken.outcomes.values()].some((one) => one.custodian === "90000106" && one.kind === "Unreachable" && one.retryable));
});

test("asking everybody again keeps rows of holders that fail now and drops those nobody gives any more", () => {
  const both = [holder("A", "A", true), holder("B", "B")];
  const before = heard([
    holdersEvent(both), entryEvent(entryOf("of-a", "2025-01-01", null, "A")), entryEvent(entryOf("of-b", "2024-01-01", null, "B")),
    outcomeEvent("A", "Answered"), outcomeEvent("B", "Answered"), completeEvent(2, 2),
  ]);
  const asked = reduce(before, { type: "ask-all" });
  assert.equal(asked.entries.size, 2, "rows stay while the question runs");
  const silent = heard([holdersEvent(both), outcomeEvent("A", "Answered"), outcomeEvent("B", "TimedOut"), completeEvent(2, 1)], asked);
  assert.deepEqual(keys(silent), ["of-b"]);
  const indexDown = heard([holdersEvent(both.slice(0, 1), "unavailable"), outcomeEvent("A", "Answered"), completeEvent(1, 1)], asked);
  assert.equal(indexDown.entries.size, 2, "what was seen does not vanish because the index is down");
});

test("a row whose images are another person's closes, whatever its holders say next, until everything is asked anew", () => {
  const plain = entryOf("a", "2025-06-14");
  const [copy] = plain.copies;
  assert.ok(copy);
  const entry: Entry = { ...plain, copies: [{ ...copy, images: "i" }] };
  const other = entryOf("b", "2025-06-14");
  let model = heard([entryEvent(entry), entryEvent(other)]);
  model = reduce(model, { type: "other-person", images: "i" });
  assert.deepEqual([...model.entries.values()].map(({ lock }) => lock), ["other-person", null]);
  model = heard([entryEvent({ ...entry, report_state: "final" })], model);
  assert.equal(model.entries.get("a")?.lock, "other-person");
  model = heard([entryEvent(entry)], reduce(model, { type: "ask-all" }));
  assert.equal(model.entries.get("a")?.lock, null);
});
