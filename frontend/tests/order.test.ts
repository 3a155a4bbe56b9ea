import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { currentKey, newestFirst, ordered } from "../src/order.ts";
import type { Entry } from "../src/events.ts";
import { entryOf } from "./recording.ts";

const sorted = (...entries: readonly Entry[]): string => newestFirst(entries).map((entry) => entry.key).join(" ");

test("newest first, ties by time, unknown time below known, unknown date last, then by key", () => {
  const rows = [
    entryOf("z", null), entryOf("y", null), entryOf("old", "2020-01-01", "10:00"), entryOf("day", "2025-01-01"),
    entryOf("early", "2025-01-01", "08:00"), entryOf("late", "2025-01-01", "09:00:30"), entryOf("tie", "2025-01-01", "09:00"),
  ];
  assert.equal(sorted(...rows), "late tie early day old y z");
  assert.equal(sorted(...rows.toReversed()), "late tie early day old y z");
});

test("oldest first turns dates and times round; what is unknown stays last", () => {
  const rows = [
    entryOf("z", null), entryOf("y", null), entryOf("old", "2020-01-01", "10:00"), entryOf("day", "2025-01-01"),
    entryOf("early", "2025-01-01", "08:00"), entryOf("late", "2025-01-01", "09:00"), entryOf("tie", "2025-01-01", "09:00"),
  ];
  for (const among of [rows, rows.toReversed()]) {
    assert.equal(ordered(among, "oldest").map((entry) => entry.key).join(" "), "old early late tie day y z");
  }
});

test("a report without its study stands where it was written", () => {
  const alone: Entry = {
    ...entryOf("alone", null),
    study: null,
    copies: [],
    reports: [{
      key: "r", status: "final", authored_at: "2022-06-18T08:55:00Z", title: null, author: null, custodian: "B",
      institution_name: "B", relation: null, forms: [], subject: null,
    }],
  };
  assert.equal(sorted(entryOf("new", "2023-01-01"), entryOf("old", "2020-01-01"), alone), "new alone old");
});

test("the current study is the newest own one of the day the care began", () => {
  const rows = newestFirst([
    entryOf("elsewhere", "2026-11-24", "03:00", "B"), entryOf("first", "2026-11-24", "02:19", "A", true),
    entryOf("second", "2026-11-24", "02:41", "A", true), entryOf("before", "2026-11-23", "23:00", "A", true),
  ]);
  assert.equal(currentKey(rows, "2026-11-24"), "second");
  assert.equal(currentKey(rows, "2026-11-25"), null);
  assert.equal(currentKey(rows, null), null);
});

interface CurrentCase {
  readonly name: string;
  readonly started_on: string;
  readonly current: string | null;
  readonly rows: readonly (readonly [key: string, date: string | null, time: string | null, own: boolean])[];
}

// The service suggests for the same study (tests/unit/timeline/test_suggest.py reads the same cases).
const cases = JSON.parse(readFileSync(new URL("current_study.json", import.meta.url), "utf8")) as readonly CurrentCase[];
for (const { name, started_on: startedOn, current, rows } of cases) {
  test(`the study that is read: ${name}`, () => {
    const entries = rows.map(([key, date, time, own]) => entryOf(key, date, time, "B", own));
    assert.equal(currentKey(newestFirst(entries), startedOn), current);
    assert.equal(currentKey(newestFirst(entries.toReversed()), startedOn), current);
  });
}
