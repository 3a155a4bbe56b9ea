import assert from "node:assert/strict";
import test from "node:test";
import type { Entry, Study } from "../../src/events.ts";
import { counted, EVERYTHING, filtered, toggled } from "../../src/filters/criteria.ts";
import type { Criteria } from "../../src/filters/criteria.ts";
import { Filters } from "../../src/filters/filters.ts";
import { entryOf } from "../recording.ts";

const row = (key: string, date: string | null, study: Partial<Study> = {}, rest: Partial<Entry> = {}): Entry => {
  const plain = entryOf(key, date, null, rest.copies?.[0]?.custodian ?? "B");
  return { ...plain, ...rest, study: plain.study === null ? null : { ...plain.study, ...study } };
};

const ROWS: readonly Entry[] = [
  row("knee", "2025-01-01", { modalities: ["DX"], region: "Knie" }, { report_state: "final" }),
  row("old-knee", "2015-01-01", { modalities: ["CR"], region: "knie" }),
  row("belly", "2024-01-01", { modalities: ["CT"], region: "Abdomen" }, { report_state: "final" }),
  row("scan", "2023-01-01", { modalities: ["PT", "CT"], region: null }),
  row("undated", null, { modalities: ["US"], region: "Abdomen" }),
  row("closed", "2022-01-01", { modalities: ["MR"], region: "Hoofd" }, { lock: "other-person" }),
];
const keys = (entries: readonly Entry[]): string => entries.map((entry) => entry.key).join(" ");
const kept = (criteria: Criteria): string => keys(filtered(ROWS, criteria));
const chosen = (...pairs: readonly (readonly [Parameters<typeof toggled>[1], string])[]): Criteria =>
  pairs.reduce((criteria, [facet, value]) => toggled(criteria, facet, value), EVERYTHING);

test("without a choice every row is there", () => assert.equal(kept(EVERYTHING), keys(ROWS)));

test("within a kind any value does, of several kinds all must hold", () => {
  assert.equal(kept(chosen(["modality", "DX"])), "knee old-knee");
  assert.equal(kept(chosen(["modality", "DX"], ["modality", "CT"])), "knee old-knee belly scan");
  assert.equal(kept(chosen(["modality", "DX"], ["report", "final"])), "knee");
  assert.equal(kept(chosen(["kind", "locked"])), "closed");
});

test("a study of two modalities answers to both", () => assert.equal(kept(chosen(["modality", "NM"])), "scan"));

test("an unknown region is always in, and can be chosen by itself", () => {
  assert.equal(kept(chosen(["region", "knie"])), "knee old-knee scan");
  assert.equal(kept(chosen(["region", "?"])), "scan");
});

test("a period leaves what has no date where it is, and its days are counted in", () => {
  assert.equal(kept({ ...EVERYTHING, period: { from: "2024-01-01", until: null } }), "knee belly undated");
  assert.equal(kept({ ...EVERYTHING, period: { from: null, until: "2015-01-01" } }), "old-knee undated");
});

test("a count says how many rows have the value, under everything else that is chosen", () => {
  const criteria = chosen(["modality", "CT"], ["report", "final"]);
  assert.deepEqual([...counted(ROWS, "modality", criteria)].toSorted(), [["CT", 1], ["DX", 1], ["MR", 0], ["NM", 0], ["US", 0]]);
  assert.equal(counted(ROWS, "report", criteria).get("none"), 1);
  assert.equal(counted(ROWS, "region", EVERYTHING).get("knie"), 2);
});

test("a value that went with its rows stays in reach", () => {
  assert.equal(counted([], "region", chosen(["region", "knie"])).get("knie"), 0);
});

test("no row is ever lost: what is shown and what is counted as outside are all there are", () => {
  const filters = new Filters(() => undefined);
  filters.sieve(ROWS, null, null);
  for (const facet of ["modality", "institution", "region", "kind", "report"] as const) {
    for (const value of counted(ROWS, facet, EVERYTHING).keys()) {
      filters.use(chosen([facet, value]));
      const sieved = filters.sieve(ROWS, null, null);
      assert.ok(sieved.shown.length > 0 && sieved.total === ROWS.length);
    }
  }
});

test("the current study stays and is said to; a selected row outside is told of", () => {
  const filters = new Filters(() => undefined);
  filters.sieve(ROWS, "belly", "closed");
  filters.use(chosen(["modality", "DX"]));
  const sieved = filters.sieve(ROWS, "belly", "closed");
  assert.equal(keys(sieved.shown), "knee old-knee belly");
  assert.ok(sieved.currentKept && sieved.selectedOutside);
});

test("what comes in later outside the filter is counted, until the filter is changed", () => {
  const filters = new Filters(() => undefined);
  filters.sieve(ROWS.slice(0, 2), null, null);
  filters.use(chosen(["modality", "DX"]));
  assert.equal(filters.sieve(ROWS, null, null).arrivedOutside, 4);
  const renamed = ROWS.map((entry) => (entry.key === "knee" ? { ...entry, key: "merged", replaces: ["knee"] } : entry));
  assert.equal(filters.sieve(renamed, null, null).arrivedOutside, 4);
  filters.showAll();
  filters.undo();
  assert.equal(filters.sieve(ROWS, null, null).arrivedOutside, 0);
});

test("each change can be undone, showing all too", () => {
  const filters = new Filters(() => undefined);
  filters.use(chosen(["modality", "CT"]));
  filters.showAll();
  assert.ok(!filters.isActive);
  filters.undo();
  assert.deepEqual(filters.criteria.chosen.modality, ["CT"]);
  filters.undo();
  assert.ok(!filters.isActive && !filters.canUndo);
});

test("what stays only because something of it is unknown is counted in words", () => {
  const filters = new Filters(() => undefined);
  filters.use({ ...chosen(["region", "abdomen"]), period: { from: "2020-01-01", until: null } });
  const sieved = filters.sieve(ROWS, null, null);
  assert.deepEqual([keys(sieved.shown), sieved.undated, sieved.unplaced], ["belly scan undated", 1, 1]);
});
