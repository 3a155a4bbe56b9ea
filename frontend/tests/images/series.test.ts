import assert from "node:assert/strict";
import test from "node:test";
import { readSeries } from "../../src/images/series.ts";
import type { OpenInstance } from "../../src/images/opening.ts";
import type { DicomJson } from "../../src/images/series.ts";
import { ct, CORONAL, element, imageFrom, imagesFrom, instanceOf, PATH, seriesOf } from "./datasets.ts";

const uids = (...datasets: readonly DicomJson[]): string =>
  imagesFrom(...datasets).map(({ instanceUid }) => instanceUid).join(" ");

const at = (y: number, number?: number): DicomJson => ({
  "00200032": element(0, y, 0), "00200037": element(...CORONAL), "00200013": element(number),
});
const numbered = (number: number): DicomJson => ({ "00200013": element(number) });
const moment = (which: number, number: number): DicomJson => ({ "00200100": element(which), ...numbered(number) });
const unplaced = (number: unknown): DicomJson => ({ "00200032": null, "00200013": element(number) });
const unsaid = (uid: string): OpenInstance => instanceOf(uid, { kind: null });

test("images stand along the slice normal, from head to feet, whatever their numbers say", () => {
  const scan = [ct("1", 10, numbered(1)), ct("2", 30, numbered(2)), ct("3", 20, numbered(3))];
  assert.equal(uids(...scan), "2 3 1");
  assert.equal(uids(...scan.toReversed()), "2 3 1");
});

test("a coronal series runs from front to back", () => {
  assert.equal(uids(ct("1", 0, at(5)), ct("2", 0, at(-5)), ct("3", 0, at(0))), "2 3 1");
});

test("images at one level stand by moment, then by number, always the same", () => {
  const scan = [ct("1", 10, moment(2, 1)), ct("2", 10, moment(1, 9)), ct("3", 10.001, moment(1, 3)), ct("4", 5)];
  assert.equal(uids(...scan), "3 2 1 4");
  assert.equal(uids(...scan.toReversed()), "3 2 1 4");
});

test("without geometry the number decides, and without a number the UID", () => {
  assert.equal(uids(ct("1", 0, unplaced(3)), ct("2", 0, unplaced(null)), ct("3", 0, unplaced("2")), ct("0", 0, unplaced("x"))), "3 1 0 2");
});

test("placed images come before those that do not say where they lie", () => {
  assert.equal(uids(ct("1", 0, { "00200032": null, "00200013": element(1) }), ct("2", 10), ct("3", 20)), "3 2 1");
});

test("two directions in one series are two stacks, one after the other", () => {
  assert.equal(uids(ct("1", 1, numbered(2)), ct("2", 0, at(4, 1)), ct("3", 9, numbered(4)), ct("4", 0, at(-4, 3))), "4 2 3 1");
});

test("what the manifest names and the metadata lacks is missing, and what came since is shown", () => {
  const read = readSeries(seriesOf(["1", "2", "3"]), [ct("1", 0), ct("9", 1)], PATH);
  assert.equal(read.missing, 2);
  assert.equal(read.added, 1);
  assert.deepEqual(read.images.map(({ instanceUid }) => instanceUid), ["9", "1"]);
});

test("an object of another study or series in the answer is not taken, and is missing", () => {
  for (const over of [{ "0020000D": element("1.2.99") }, { "0020000E": element("1.2.99") }, { "0020000D": null }]) {
    const read = readSeries(seriesOf(["1"]), [ct("1", 0, over)], PATH);
    assert.equal(read.images.length, 0);
    assert.equal(read.missing, 1);
  }
});

test("what the service read incompletely is handed on as that, and is no image", () => {
  const told = { "009700EF": { vr: "LO", Value: ["TIJDLIJN"] }, "0097EF01": { vr: "CS", Value: ["INCOMPLETE"] } };
  const read = readSeries(seriesOf(["1", "2"]), [ct("1", 10), ct("2", 20, told)], PATH);
  assert.deepEqual(read.images.map(({ instanceUid }) => instanceUid), ["1"]);
  assert.deepEqual(read.others.map(({ uid, why }) => [uid, why]), [["2", "incomplete"]]);
  assert.equal(read.missing, 0);
});

test("an instance that the answer has twice is one image", () => {
  assert.equal(imagesFrom(ct("1", 0), ct("1", 5)).length, 1);
});

test("what is no image is handed on by name", () => {
  const open = seriesOf([], { instances: [instanceOf("1", { kind: "report" }), instanceOf("2", { kind: "video" }), instanceOf("3")] });
  const read = readSeries(open, [ct("1", 0), ct("2", 0), ct("3", 0)], PATH);
  assert.deepEqual(read.others.map(({ uid, why }) => [uid, why]), [["1", "another-kind"], ["2", "another-kind"]]);
  assert.equal(read.images.length, 1);
});

test("a timeline that says no kind still shows no segmentation or film as an image", () => {
  const open = seriesOf([], { instances: [unsaid("1"), unsaid("2"), unsaid("3")] });
  const read = readSeries(open, [
    ct("1", 0, { "00080016": element("1.2.840.10008.5.1.4.1.1.66.4") }),
    ct("2", 0, { "00083002": element("1.2.840.10008.1.2.4.102") }),
    ct("3", 0),
  ], PATH);
  assert.deepEqual(read.images.map(({ instanceUid }) => instanceUid), ["3"]);
});

test("an image is asked for by its own address", () => {
  const image = imageFrom(ct("1.5", 0));
  assert.equal(image.framePath, "/dw/studies/1.2.3/series/1.2.3.4/instances/1.5/frames/1");
});

test("an instance whose UID is none never becomes an address", () => {
  for (const uid of ["../../x", "1/2", "1?2", "", "1".repeat(65)]) assert.equal(imagesFrom(ct(uid, 0)).length, 0);
});

const report = (uid: string, number: number | null): OpenInstance => instanceOf(uid, { kind: "report", number });

test("what is no image stands by its number, then by its UID", () => {
  const open = seriesOf([], { instances: [report("4", null), report("3", 2), report("2", 2), report("1", 9)] });
  const read = readSeries(open, ["1", "4", "3", "2"].map((uid) => ct(uid, 0)), PATH);
  assert.deepEqual(read.others.map(({ uid }) => uid), ["2", "3", "1", "4"]);
});
