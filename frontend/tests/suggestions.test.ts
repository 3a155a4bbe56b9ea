import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import type { Entry, Suggested } from "../src/events.ts";
import { chosen, held, reasonInWords, renamed, shortReasons } from "../src/suggestions/chosen.ts";
import type { Chosen } from "../src/suggestions/chosen.ts";
import { slotsIn } from "../src/suggestions/slots.ts";
import { suggestionWords } from "../src/suggestions/words.ts";
import { LANGUAGES, wordsOf } from "../src/words/language.ts";
import { entryEvent, entryOf, heard } from "./recording.ts";

const reason = (code: string, points = 1, months: number | null = null): Suggested["items"][number]["reasons"][number] => ({
  code, points, months, about: [{ code: "left", nl: null, en: null }],
});
const suggested = (current: string, ...keys: readonly string[]): Suggested => ({
  current, rules: "1", items: keys.map((key, i) => ({ key, score: 9 - i, reasons: [reason("region-same")] })),
});
const entriesOf = (...entries: readonly Entry[]): ReadonlyMap<string, Entry> => new Map(entries.map((entry) => [entry.key, entry]));
const keys = (all: readonly Chosen[] | null): readonly string[] | undefined => all?.map(({ entry }) => entry.key);
const together = (key: string): string => ({ b: "a", own: "now" })[key] ?? key;
const same = (key: string): string => key;
const locked = (entry: Entry): Entry => ({ ...entry, lock: "other-person" });

test("only rows that are there, open, and of the study that is read are suggested", () => {
  const entries = entriesOf(entryOf("now", "2026-01-01"), entryOf("a", null), locked(entryOf("b", null)), entryOf("c", null));
  assert.deepEqual(keys(chosen(suggested("now", "a", "b", "gone", "now", "c"), entries, "now", same)), ["a", "c"]);
  assert.deepEqual(chosen(suggested("before", "a"), entries, "now", same), []);
  assert.deepEqual(chosen(suggested("now", "a"), entries, null, same), []);
  assert.deepEqual(chosen(null, entries, "now", same), []);
});

test("rows that the user put together are suggested as one", () => {
  const entries = entriesOf(entryOf("now", "2026-01-01"), entryOf("a", null), entryOf("c", null));
  assert.deepEqual(keys(chosen(suggested("own", "b", "c", "a"), entries, "now", together)), ["a", "c"]);
});

test("while somebody points, suggestions stay where they are, unless one of them was closed", () => {
  const entries = entriesOf(entryOf("now", null), entryOf("a", null), entryOf("b", null), entryOf("c", null));
  const standing = chosen(suggested("now", "a", "b"), entries, "now", same);
  const now = chosen(suggested("now", "c", "b", "a"), entries, "now", same);
  assert.deepEqual(keys(held(standing, entries, now)), ["a", "b"]);
  assert.equal(held(standing, entries, now)?.[0]?.score, 7, "what is said of it is the newest");
  assert.equal(held(standing, new Map([...entries, ["a", locked(entryOf("a", null))]]), now), null);
  assert.equal(held([], entries, now), null);
});

test("a row that goes on under another key keeps its suggestion", () => {
  const model = heard([
    entryEvent(entryOf("now", "2026-01-01")), entryEvent(entryOf("a", null)),
    { event: "suggested", data: suggested("now", "a") }, entryEvent({ ...entryOf("folded", null), replaces: ["a", "now"] }),
  ]);
  assert.deepEqual(model.suggested?.items.map((item) => item.key), ["folded"]);
  assert.equal(model.suggested?.current, "folded");
  assert.equal(renamed(null, ["a"], "b"), null);
});

test("every reason that the rules know has words in both languages", () => {
  const source = readFileSync(new URL("../../src/tijdlijn/domain/relevance/reasons.py", import.meta.url), "utf8");
  const codes = [...source.matchAll(/^ {4}[A-Z_]+ = "([a-z-]+)"$/gm)].map((found) => found[1] ?? "");
  assert.ok(codes.length > 20);
  for (const language of LANGUAGES) {
    const says = suggestionWords(language);
    for (const code of codes) assert.notEqual(reasonInWords(reason(code, 1, 14), says, language), code);
    assert.deepEqual(Object.keys(says.reasons).toSorted(), codes.toSorted());
  }
  assert.equal(reasonInWords(reason("of-a-later-version"), suggestionWords("nl"), "nl"), "of-a-later-version");
});

test("a suggestion says region, side, age and what else speaks most for it", () => {
  const one: Chosen = {
    entry: entryOf("a", "2025-09-11"), score: 1,
    reasons: [reason("region-same"), reason("side-same"), reason("age"), reason("latest"), reason("reported")],
  };
  const says = suggestionWords("nl");
  assert.equal(shortReasons(one, "2026-11-24", says, wordsOf("nl")), "zelfde regio · zelfde zijde · 14 mnd · meest recent");
  assert.equal(shortReasons({ ...one, entry: entryOf("a", null) }, "2026-11-24", says, wordsOf("nl")), "zelfde regio · zelfde zijde · meest recent");
  assert.equal(shortReasons({ ...one, reasons: [] }, null, says, wordsOf("nl")), "");
});

test("as many stand beside each other as can be read", () => {
  assert.deepEqual([1500, 1100, 900, 660, 500, 360, 359, 0].map(slotsIn), [5, 5, 4, 3, 2, 2, 1, 1]);
});
