import assert from "node:assert/strict";
import test from "node:test";
import type { DicomJson } from "../../src/images/series.ts";
import { firstWindow, presetsFor, sharesWindow, windowOfRange } from "../../src/images/windows.ts";
import { ct, element, imageFrom, sequence } from "./datasets.ts";

const image = (over: DicomJson = {}) => imageFrom(ct("1", 0, over));
const padding = (over: DicomJson) => image(over).padding;
const table = (...descriptor: readonly unknown[]) =>
  image({ "00281050": null, "00281051": null, "00283010": sequence({ "00283002": element(...descriptor) }) });

test("a CT whose header promises Hounsfield units has presets, soft tissue first", () => {
  assert.deepEqual(presetsFor(image()).map(({ name }) => name), ["soft-tissue", "vessels", "lung", "bone"]);
  assert.equal(presetsFor(image({ "00281054": element("HU") })).length, 4);
});

test("no other image has presets in Hounsfield units", () => {
  for (const over of [
    { "00080060": element("MR") }, { "00080060": element("PT") }, { "00080060": element("MR"), "00281054": element("HU") },
    { "00080060": null }, { "00281054": element("US") }, { "00281054": element("hu?") },
    { "00281053": null }, { "00281052": null }, { "00281053": element("x") }, { "00281053": element(0) },
    { "00080008": element("ORIGINAL", "PRIMARY", "LOCALIZER") }, { "00189361": element("YES") },
  ]) assert.deepEqual(presetsFor(image(over)), [], JSON.stringify(over));
});

test("one window goes for two examinations only if both are CT in Hounsfield units", () => {
  const [hu, mr, scout] = [image(), image({ "00080060": element("MR") }), image({ "00281054": element("US") })];
  assert.ok(sharesWindow(hu, image({ "00280030": null })));
  for (const [a, b] of [[hu, mr], [mr, hu], [mr, mr], [hu, scout], [scout, scout]] as const) assert.ok(!sharesWindow(a, b));
});

test("the header's first window comes first", () => {
  assert.deepEqual(firstWindow(image({ "00281050": element(40, -600), "00281051": element(400, 1500) })), { center: 40, width: 400 });
});

test("a window that is none leaves it to the pixels", () => {
  for (const over of [
    { "00281050": null }, { "00281051": null }, { "00281051": element(0) }, { "00281051": element(-5) },
    { "00281051": element("NaN") }, { "00281050": element(null) }, { "00281051": element(0.5) }, { "00281050": 40 },
  ]) assert.equal(firstWindow(image(over)), null, JSON.stringify(over));
  const exact = { "00281051": element(0.5), "00281056": element("LINEAR_EXACT") };
  assert.deepEqual(firstWindow(image(exact)), { center: 40, width: 0.5, isExact: true });
  assert.equal(firstWindow(image({ "00281051": element(0), "00281056": element("SIGMOID") })), null);
});

test("a curve that is not drawn is known, and its window is the nearest to it", () => {
  const sigmoid = image({ "00281056": element("SIGMOID") });
  assert.deepEqual([sigmoid.curve, firstWindow(sigmoid)], ["sigmoid", { center: 40, width: 400 }]);
  assert.equal(image({ "00281056": element("LINEAR_EXACT") }).curve, null);
  assert.equal(image().curve, null);
});

test("a table of greys without a window is shown from its first to its last value", () => {
  assert.deepEqual([table(256, -100, 8).curve, firstWindow(table(256, -100, 8))], ["table", { center: 28, width: 256 }]);
  assert.deepEqual(firstWindow(table(0, 0, 16)), { center: 32_768, width: 65_536 });
  for (const none of [table(), table("x", 0, 8), table(256, 0)]) assert.deepEqual([none.curve, firstWindow(none)], [null, null]);
});

test("of a window and a table the window is taken, and nothing is amiss", () => {
  const both = image({ "00283010": sequence({ "00283002": element(256, 0, 8) }) });
  assert.deepEqual([both.curve, firstWindow(both)], [null, { center: 40, width: 400 }]);
});

test("padding is known by its value or its range, whichever way the sign is written", () => {
  assert.equal(padding({}), null);
  assert.deepEqual(padding({ "00280120": element(0) }), { least: 0, most: 0 });
  assert.deepEqual(padding({ "00280120": element(0), "00280121": element(-5) }), { least: -5, most: 0 });
  assert.deepEqual(padding({ "00280103": element(1), "00280120": element(63_536) }), { least: -2000, most: -2000 });
  assert.deepEqual(padding({ "00280103": element(1), "00280120": element(-2000) }), { least: -2000, most: -2000 });
  assert.equal(padding({ "00280120": element("x") }), null);
});

test("an image in colour has no window", () => {
  assert.equal(firstWindow(image({ "00280002": element(3), "00280004": element("RGB"), "00280100": element(8) })), null);
});

test("the window of a range begins at its smallest and ends at its largest value", () => {
  for (const [min, max] of [[0, 255], [-1024, 3071], [7, 7]] as const) {
    const { center, width } = windowOfRange(min, max);
    assert.equal(center - 0.5 - (width - 1) / 2, min);
    assert.equal(center - 0.5 + (width - 1) / 2, max);
  }
});

test("a range that is none still gives a window", () => {
  for (const [min, max] of [[NaN, 1], [0, Infinity], [5, 4]] as const) assert.deepEqual(windowOfRange(min, max), { center: 0.5, width: 1 });
});
