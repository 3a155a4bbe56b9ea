import assert from "node:assert/strict";
import test from "node:test";
import { takesLong } from "../../src/images/waiting.ts";
import { ct, element, imageFrom } from "./datasets.ts";

const slice = imageFrom(ct("1", 0, { "00280010": element(512), "00280011": element(512) }));
const mammogram = imageFrom(ct("1", 0, { "00280010": element(4096), "00280011": element(3328) }));
const MBIT = 1_000_000 / 8;

test("a mammogram takes long on a line that was not measured, a slice does not", () => {
  assert.equal(takesLong(mammogram, null), true);
  assert.equal(takesLong(slice, null), false);
});

test("on a measured line its speed decides", () => {
  assert.equal(takesLong(slice, 10 * MBIT), true);
  assert.equal(takesLong(slice, 30 * MBIT), false);
  assert.equal(takesLong(mammogram, 100 * MBIT), true);
  assert.equal(takesLong(mammogram, 1000 * MBIT), false);
});
