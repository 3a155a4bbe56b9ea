import assert from "node:assert/strict";
import test from "node:test";
import { regionLane } from "../src/band/lanes.ts";
import { cellsOf, laidOut } from "../src/band/marks.ts";
import type { Cell, LaidOut, Plot } from "../src/band/marks.ts";
import { dayOf, pixelOf, shifted, showing, ticks, wholeSpan, zoomed } from "../src/band/scale.ts";
import { neighbourOf } from "../src/band/walk.ts";

import type { Entry } from "../src/events.ts";
import { newestFirst } from "../src/order.ts";
import { entryOf } from "./recording.ts";

const NOW = dayOf("2026-11-24", "02:44");
const study = (key: string, date: string | null, modality: string, region: string | null = "Thorax", own = false): Entry => {
  const entry = entryOf(key, date, null, "B", own);
  return { ...entry, study: entry.study === null ? null : { ...entry.study, modalities: [modality], region } };
};
const plotOf = (entries: readonly Entry[], change: Partial<Plot> = {}): Plot => ({
  by: "region", span: wholeSpan(entries.flatMap((entry) => (entry.study?.date ?? null) === null ? [] : [dayOf(entry.study?.date ?? "", null)]), NOW),
  widthPx: 700, now: NOW, currentKey: null, lines: 1, cardPx: null, ...change,
});
const keysOf = (laid: LaidOut): readonly string[] =>
  laid.lanes.flatMap((lane) => [...lane.marks, ...(lane.undated === null ? [] : [lane.undated])]).flatMap((mark) => mark.entries.map((entry) => entry.key));

const of = (...modalities: readonly string[]): readonly Cell[] => cellsOf(modalities.map((one) => study(one, "2020-01-01", one)));

/** The same numbers each time, so that a failure comes back. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

function history(count: number, seed: number): readonly Entry[] {
  const random = numbers(seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random.next().value * from.length)];
  return newestFirst(Array.from({ length: count }, (_, i) => {
    const year = 2008 + Math.floor(random.next().value * 19);
    const date = random.next().value < 0.02 ? null : `${year}-${String(1 + Math.floor(random.next().value * 10)).padStart(2, "0")}-11`;
    return study(`k${i}`, date, pick(["CT", "MR", "DX", "CR", "US", "XX"]) ?? "CT", pick(["Thorax", "Abdomen", "Knie", "LWK", "Geheel", null]) ?? null);
  }));
}

test("every study stands in exactly one mark, however dense, in either division", () => {
  for (const by of ["region", "modality"] as const) {
    const entries = history(500, 7);
    const laid = laidOut(entries, plotOf(entries, { by }));
    assert.deepEqual(keysOf(laid).toSorted(), entries.map((entry) => entry.key).toSorted());
    assert.equal(laid.lanes.reduce((sum, lane) => sum + lane.count, 0), 500);
  }
});

test("no two marks of a line touch, and nothing of the past crosses now", () => {
  for (const lines of [1, 3]) {
    const entries = history(500, 11);
    const plot = plotOf(entries, { lines });
    const now = pixelOf(NOW, plot.span, plot.widthPx);
    for (const lane of laidOut(entries, plot).lanes) {
      for (let line = 0; line < lines; line += 1) {
        const marks = lane.marks.filter((mark) => mark.line === line);
        marks.forEach((mark, i) => {
          const older = marks[i + 1];
          if (older !== undefined) assert.ok(older.x + older.widthPx / 2 + 2 <= mark.x - mark.widthPx / 2 + 0.001, `${lane.lane} ${i}`);
          assert.ok(mark.x + mark.widthPx / 2 <= now, "crosses now");
        });
      }
    }
  }
});

test("zooming splits what was merged; what lies outside is counted", () => {
  const entries = [study("new", "2026-11-20", "CT"), study("c", "2020-04-09", "DX"), study("b", "2020-04-02", "CT"), study("old", "2009-01-01", "CR")];
  const plot = plotOf(entries);
  const merged = laidOut(entries, plot).lanes.find((lane) => lane.lane === "chest")?.marks ?? [];
  assert.deepEqual(merged.map((mark) => mark.entries.map((entry) => entry.key)), [["new"], ["c", "b"], ["old"]]);
  const close = zoomed(plot.span, 400, dayOf("2020-04-05", null), plot.span);
  const split = laidOut(entries, { ...plot, span: close });
  assert.deepEqual(keysOf(split), ["c", "b"]);
  assert.deepEqual(split.lanes.flatMap((lane) => lane.marks.map((mark) => mark.entries.length)), [1, 1]);
  assert.deepEqual([split.before, split.after], [1, 1]);
});

test("the current study stands alone, right of now", () => {
  const entries = [study("current", "2026-11-24", "CT", "Thorax", true), study("day", "2026-11-23", "CT")];
  const plot = plotOf(entries, { currentKey: "current" });
  const marks = laidOut(entries, plot).lanes.find((lane) => lane.lane === "chest")?.marks ?? [];
  assert.deepEqual(marks.map((mark) => [mark.entries[0].key, mark.isCurrent, mark.outside]), [["current", true, 0], ["day", false, 1]]);
  assert.ok((marks[0]?.x ?? 0) - 12 > pixelOf(NOW, plot.span, plot.widthPx));
});

test("unknown dates have a bin of their own, unknown regions a lane", () => {
  const laid = laidOut([study("a", null, "CT"), study("b", "2024-01-01", "CT", null)], plotOf([study("b", "2024-01-01", "CT")]));
  assert.deepEqual(laid.lanes.find((lane) => lane.lane === "chest")?.undated?.entries.map((entry) => entry.key), ["a"]);
  assert.equal(laid.lanes.find((lane) => lane.lane === "unknown")?.marks.length, 1);
});

test("a mark says letters and numbers, beyond two modalities the first and the rest", () => {
  assert.deepEqual(of("DX", "CR", "DX"), [["DX", 3]]);
  assert.deepEqual(of("US", "CT"), [["CT", 1], ["US", 1]]);
  assert.deepEqual(of("CT", "US", "CT", "MR"), [["CT", 2], [null, 2]]);
});

test("a holder's word for a region finds its lane", () => {
  const lanes: Readonly<Record<string, string>> = {
    Thorax: "chest", "Mamma bdz.": "chest", LWK: "spine", "thoracale wervelkolom": "spine", Knie: "limbs", "onderarm": "limbs", Hoofd: "head",
    "Thorax en abdomen": "whole", Geheel: "whole", Darm: "abdomen", Pelvis: "abdomen", "Left hand": "limbs", Zzz: "whole",
  };
  for (const [word, lane] of Object.entries(lanes)) assert.equal(regionLane(word), lane, word);
  assert.equal(regionLane(null), "unknown");
});

test("time is zoomed around its day and never shifted out of the whole", () => {
  const whole = wholeSpan([dayOf("2009-01-01", null)], NOW);
  const around = dayOf("2020-01-01", null);
  const close = zoomed(whole, 4, around, whole);
  assert.ok(Math.abs(pixelOf(around, close, 700) - pixelOf(around, whole, 700)) < 0.01);
  assert.deepEqual(zoomed(close, 0.01, around, whole), whole);
  assert.equal(shifted(close, -1e6, whole).from, whole.from);
  assert.ok(Math.abs(shifted(close, 1e6, whole).to - whole.to) < 0.001);
  assert.equal(showing(close, around, whole), close);
  const elsewhere = showing(close, dayOf("2010-01-01", null), whole);
  assert.ok(elsewhere.from <= dayOf("2010-01-01", null));
});

test("the axis has years, and months where there is room", () => {
  const span = { from: dayOf("2010-01-05", null), to: dayOf("2027-01-01", null) };
  assert.deepEqual(ticks(span, 700).filter((tick) => tick.isLabelled).map((tick) => tick.year), [2012, 2014, 2016, 2018, 2020, 2022, 2024, 2026]);
  const year = { from: dayOf("2020-01-05", null), to: dayOf("2020-12-30", null) };
  assert.equal(ticks(year, 700).length, 11);
});

test("arrow keys go along a lane and to the nearest of the next", () => {
  const entries = newestFirst([study("a", "2024-01-01", "CT"), study("b", "2014-01-01", "CT"), study("c", "2013-06-01", "CT", "Abdomen"), study("d", null, "CT")]);
  const { lanes } = laidOut(entries, plotOf(entries));
  const to = (from: string, key: string): string | null | undefined => {
    const mark = neighbourOf(lanes, from, key);
    return mark === undefined || mark === null ? mark : mark.entries[0].key;
  };
  assert.deepEqual([to("a", "ArrowLeft"), to("b", "ArrowLeft"), to("d", "ArrowLeft"), to("a", "ArrowRight")], ["b", "d", null, null]);
  assert.deepEqual([to("b", "ArrowDown"), to("c", "ArrowUp"), to("a", "End"), to("a", "Home")], ["c", "b", "a", "d"]);
  assert.equal(to("a", "Enter"), undefined);
});
