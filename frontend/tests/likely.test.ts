import assert from "node:assert/strict";
import test from "node:test";
import { bracketed } from "../src/likely/brackets.ts";
import { Folds } from "../src/likely/folds.ts";
import { comparedInWords } from "../src/likely/remark.ts";
import { nl } from "../src/likely/words/nl.ts";
import { EMPTY } from "../src/model.ts";
import type { Model } from "../src/model.ts";
import { newestFirst } from "../src/order.ts";
import type { Entry } from "../src/events.ts";
import { entryOf } from "./recording.ts";

const COMPARED = ["same-moment", "same-modality", "same-description", "other-uid"];

const like = (key: string, time: string, others: readonly string[], more: Partial<Entry> = {}): Entry => ({
  ...entryOf(key, "2025-06-14", time, key),
  likely_same: others.map((other) => ({ key: other, compared: COMPARED })),
  ...more,
});
const images = (entry: Entry, count: number): Entry =>
  entry.study === null ? entry : { ...entry, study: { ...entry.study, image_count: count } };
const modelOf = (...entries: readonly Entry[]): Model => ({ ...EMPTY, entries: new Map(entries.map((entry) => [entry.key, entry])) });
const report = (key: string, authored_at: string | null): Entry["reports"][number] => ({
  key, status: "final", authored_at, title: null, author: null, custodian: "B", institution_name: "B", relation: null, forms: [], subject: null,
});
const keys = (entries: Iterable<Entry>): string => [...entries].map((entry) => entry.key).join(" ");

const A = like("a", "13:20", ["b"]);
const B = like("b", "13:12", ["a"]);
const BETWEEN = entryOf("x", "2025-06-14", "13:15");

test("rows that may be the same stand below each other, whatever stood between them and whoever answered first", () => {
  for (const entries of [[A, BETWEEN, B], [B, A, BETWEEN]]) {
    const { entries: arranged, brackets } = bracketed(newestFirst(entries));
    assert.equal(keys(arranged), "a b x");
    assert.deepEqual([...brackets].map(([key, bracket]) => [key, bracket.at]), [["a", "first"], ["b", "last"]]);
    assert.deepEqual(brackets.get("b")?.compared, COMPARED);
  }
});

test("a row whose likeness is not on the screen has no bracket", () => {
  const { entries, brackets } = bracketed([A, BETWEEN]);
  assert.equal(keys(entries), "a x");
  assert.equal(brackets.size, 0);
});

test("of three the weakest of what was compared is told, and what not all share is not", () => {
  const rows = [
    { ...A, likely_same: [{ key: "b", compared: ["same-moment", "same-modality", "same-description", "same-institution", "other-uid"] }] },
    { ...B, likely_same: [{ key: "a", compared: ["same-moment", "same-modality", "same-description", "same-institution", "other-uid"] }, { key: "c", compared: ["near-moment", "same-modality", "like-description", "other-uid"] }] },
    like("c", "13:05", [], { likely_same: [{ key: "b", compared: ["near-moment", "same-modality", "like-description", "other-uid"] }] }),
  ];
  const { brackets } = bracketed(newestFirst(rows));
  assert.deepEqual([...brackets.values()].map((bracket) => bracket.at), ["first", "middle", "last"]);
  assert.deepEqual(brackets.get("c")?.compared, ["near-moment", "same-modality", "like-description", "other-uid"]);
});

test("what was compared is said in words, and a code of a later release is passed over", () => {
  assert.equal(comparedInWords([...COMPARED, "other-thing"], nl), "gelijk: datum en tijd, modaliteit, omschrijving · anders: nummer");
  assert.equal(
    comparedInWords(["near-moment", "same-modality", "like-description", "other-image-count", "other-uid"], nl),
    "gelijk: modaliteit · lijkt op elkaar: tijd (minder dan 10 minuten verschil), omschrijving · anders: aantal beelden, nummer",
  );
});

test("the fullest speaks for those that were put together, and all copies and reports stand in it, newest first", () => {
  const one = { ...images(A, 12), reports: [report("r1", "2025-06-14T14:00:00Z"), report("r0", null)], report_state: "final" as const };
  const other = { ...images(B, 24), reports: [report("r2", "2025-06-15T14:00:00Z")], report_state: "final" as const };
  const folds = new Folds();
  const model = modelOf(one, BETWEEN, other);
  assert.equal(folds.applied(model), model);
  assert.equal(folds.turn("a", folds.applied(model)), "b");
  const folded = folds.applied(model);
  assert.deepEqual([...folded.entries.keys()].toSorted(), ["b", "x"]);
  const made = folded.entries.get("b");
  assert.equal(made?.copies.map((copy) => copy.custodian).join(" "), "b a");
  assert.equal(made?.reports.map(({ key }) => key).join(" "), "r2 r1 r0");
  assert.equal(folds.headOf("a"), "b");
  assert.equal(folds.applied({ ...model }).entries.get("b"), made, "what did not change is not drawn anew");
});

test("what was put together comes apart again, and nothing is lost", () => {
  const folds = new Folds();
  const model = modelOf(A, BETWEEN, B);
  const head = folds.turn("b", folds.applied(model));
  assert.equal(folds.applied(model).entries.size, 2);
  assert.equal(folds.turn(head ?? "", folds.applied(model)), head);
  assert.equal(folds.applied(model), model);
  assert.equal(folds.parts.size, 0);
});

test("it comes apart by itself when the rows may be the same no longer, and follows a row that goes by another key", () => {
  const folds = new Folds();
  folds.turn("a", folds.applied(modelOf(A, B)));
  const locked: Entry = { ...B, likely_same: [], lock: "other-person" };
  assert.equal(keys(folds.applied(modelOf({ ...A, likely_same: [] }, locked)).entries.values()), "a b");
  folds.rename("b", "c");
  const renamed = modelOf(like("a", "13:20", ["c"]), like("c", "13:12", ["a"]));
  assert.equal(folds.applied(renamed).entries.size, 1);
});

test("a third that may be the same is bracketed with those that were put together, until the user adds it", () => {
  const folds = new Folds();
  folds.turn("a", folds.applied(modelOf(A, B)));
  const model = modelOf(A, like("b", "13:12", ["a", "c"]), like("c", "13:05", ["b"]));
  const shown = folds.applied(model);
  const { brackets } = bracketed(newestFirst(shown.entries.values()));
  assert.equal([...brackets.keys()].join(" "), "a c");
  assert.equal(folds.turn("c", shown), "a");
  assert.deepEqual([...folds.applied(model).entries.keys()], ["a"]);
  assert.equal(folds.parts.get("a")?.length, 3);
});

test("a row that is like no other is left as it is", () => {
  const folds = new Folds();
  assert.equal(folds.turn("x", folds.applied(modelOf(A, BETWEEN, B))), null);
});
