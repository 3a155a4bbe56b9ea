import assert from "node:assert/strict";
import test from "node:test";
import type { Entry } from "../src/events.ts";
import { countsInWords, fewerInWords, quantityInFigures, quantityInWords } from "../src/quantity.ts";
import { en } from "../src/words/en.ts";
import { nl } from "../src/words/nl.ts";
import { entryOf } from "./recording.ts";

type Study = NonNullable<Entry["study"]>;
type Copy = Entry["copies"][number];

const study = (over: Partial<Study>): Study => {
  const { study: plain } = entryOf("a", "2026-11-24");
  assert.notEqual(plain, null);
  return { ...(plain as Study), series_count: 3, instance_count: 554, image_count: 553, size_bytes: 290_000_000, ...over };
};
const copy = (instance_count: number | null, image_count: number | null): Copy => ({
  custodian: "B", institution_name: "B", own: false, instance_count, image_count, images: null, about: null, subject: null,
});

test("a row says series, images and size; documents are no images", () => {
  assert.equal(quantityInFigures(study({}), nl), "3 / 553");
  assert.equal(quantityInWords(study({}), nl), "3 reeksen · 553 beelden · 290 MB");
  assert.deepEqual(countsInWords(study({ series_count: 1, image_count: 1 }), nl), ["1 reeks", "1 beeld"]);
  assert.equal(quantityInWords(study({ image_count: 1284 }), en), "3 series · 1,284 images · 290 MB");
});

test("where a holder counts documents in, the number is said to be an upper bound", () => {
  assert.equal(quantityInFigures(study({ image_count: null }), nl), "3 / ≤ 554");
  assert.equal(quantityInWords(study({ image_count: null, size_bytes: null }), nl), "3 reeksen · hoogstens 554 beelden");
});

test("what is unknown is left out in words and said in figures", () => {
  const unknown = study({ series_count: null, image_count: null, instance_count: null, size_bytes: null });
  assert.equal(quantityInFigures(unknown, nl), "aantal ?");
  assert.equal(quantityInWords(unknown, nl), "");
  assert.equal(quantityInFigures(study({ series_count: null }), nl), "? / 553");
  assert.equal(quantityInFigures(null, nl), "geen");
  assert.equal(quantityInWords(null, nl), "");
});

test("a copy with fewer images says so, and one that lacks only a document does not", () => {
  assert.equal(fewerInWords(copy(300, 300), copy(140, 140), nl), "140 van 300 beelden");
  assert.equal(fewerInWords(copy(301, 300), copy(300, 300), nl), null);
  assert.equal(fewerInWords(copy(301, 300), copy(140, null), nl), "140 van 301 beelden, documenten meegeteld");
  assert.equal(fewerInWords(copy(300, null), copy(300, null), nl), null);
  assert.equal(fewerInWords(copy(null, null), copy(140, 140), nl), null);
});
