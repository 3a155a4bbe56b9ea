import assert from "node:assert/strict";
import test from "node:test";
import { lengthOf } from "../../src/images/measure.ts";
import type { DicomJson, StackImage } from "../../src/images/series.ts";
import { ct, element, imageFrom, sequence } from "./datasets.ts";

const image = (over: DicomJson = {}): StackImage => imageFrom(ct("1", 0, over));

const ORIGIN = { x: 0, y: 0 };

const length = (of: StackImage, x: number, y: number): string => {
  const read = lengthOf(of, ORIGIN, { x, y }, true);
  if (read === null) return "none";
  return read.unit === "mm" ? `${Math.round(read.mm * 1000) / 1000} mm ${read.at}` : `${read.pixels} px`;
};

/** A projection radiograph: no plane. */
const radiograph = (modality: string, over: DicomJson): StackImage =>
  image({ "00080060": element(modality), "00200032": null, "00200037": null, "00280030": null, ...over });

test("millimetres in the body, down by the row spacing and across by the column spacing", () => {
  const uneven = image({ "00280030": element(2, 0.5) });
  assert.equal(length(uneven, 0, 10), "20 mm patient");
  assert.equal(length(uneven, 10, 0), "5 mm patient");
  assert.equal(length(image({ "00280030": element(0.5, 0.5) }), 30, 40), "25 mm patient");
});

test("a line may begin anywhere and run any way", () => {
  const lengths = [[10, 20, 40, 60], [40, 60, 10, 20], [40, 20, 10, 60], [500, 500, 470, 460]] as const;
  for (const [fromX, fromY, toX, toY] of lengths) {
    const read = lengthOf(image({ "00280030": element(0.5, 0.5) }), { x: fromX, y: fromY }, { x: toX, y: toY }, true);
    assert.deepEqual(read, { unit: "mm", mm: 25, at: "patient" });
  }
});

const shape = (over: DicomJson): readonly number[] => {
  const { kind, rowMm, columnMm } = image({ "00280030": null, ...over }).spacing;
  assert.equal(kind, "none");
  return [rowMm, columnMm];
};

test("an unknown spacing may still have a shape, so that nothing is drawn squeezed", () => {
  assert.deepEqual(shape({ "00280034": element(6, 4) }), [1.5, 1]);
  for (const none of [null, element(6), element(0, 4), element(6, 0), element(-6, 4), element(6, -4), element("x", 4)])
    assert.deepEqual(shape({ "00280034": none }), [1, 1], JSON.stringify(none));
});

test("unknown spacing gives pixels, never millimetres", () => {
  for (const spacing of [
    null, element(), element(0.5), element(0.5, 0.5, 0.5), element("NaN", 0.5), element(0, 0.5), element(-0.5, 0.5),
    element(null, null), element("a", "b"), element(1e9, 1), element(1e-9, 1e-9), "0.5", { vr: "DS" }, element({}),
  ]) assert.equal(length(image({ "00280030": spacing }), 30, 40), "50 px", JSON.stringify(spacing));
});

test("spacing as text is read as a number", () => {
  assert.equal(length(image({ "00280030": element("0.5", " 0.5 ") }), 30, 40), "25 mm patient");
});

test("of a radiograph, millimetres are on the detector and said to be", () => {
  for (const modality of ["CR", "DX", "MG", "XA", "RF", "PX", "IO"]) {
    assert.equal(length(radiograph(modality, { "00181164": element(0.1, 0.1) }), 30, 40), "5 mm detector");
    assert.equal(length(radiograph(modality, { "00181164": element(0.1, 0.1), "00280030": element(0.1, 0.1) }), 30, 40), "5 mm detector");
    assert.equal(length(radiograph(modality, { "00280030": element(0.1, 0.1) }), 30, 40), "5 mm detector", "alone it says no more");
  }
});

test("a radiograph that was calibrated is corrected", () => {
  assert.equal(length(radiograph("DX", { "00181164": element(0.1, 0.1), "00280030": element(0.08, 0.08) }), 30, 40), "4 mm corrected");
  assert.equal(length(radiograph("XA", { "00280030": element(0.08, 0.08), "00280A02": element("FIDUCIAL") }), 30, 40), "4 mm corrected");
});

const kind = (inPixels: readonly number[]): string =>
  radiograph("DX", { "00181164": element(0.1, 0.1), "00280030": element(...inPixels) }).spacing.kind;

test("one axis that differs is enough to be calibrated, rounding is not", () => {
  assert.equal(kind([0.1, 0.08]), "corrected");
  assert.equal(kind([0.08, 0.1]), "corrected");
  assert.equal(kind([0.100_01, 0.099_99]), "detector");
});

test("a calibrated ultrasound without regions is corrected", () => {
  assert.equal(length(radiograph("US", { "00280030": element(0.5, 0.5), "00280A02": element("GEOMETRY") }), 30, 40), "25 mm corrected");
});

test("a secondary capture without geometry has pixels, whatever spacing it claims", () => {
  const capture = (over: DicomJson): StackImage => radiograph("OT", { "00280030": element(0.5, 0.5), ...over });
  assert.equal(length(capture({}), 30, 40), "50 px");
  assert.equal(length(capture({ "00280A02": element("FIDUCIAL") }), 30, 40), "25 mm corrected");
  assert.equal(length(radiograph("OT", { "00182010": element(0.5, 0.5) }), 30, 40), "50 px", "of a scanned film");
});

test("a film's radiograph with a plane is still a projection", () => {
  assert.equal(length(image({ "00080060": element("XA"), "00280030": null, "00181164": element(0.1, 0.1) }), 30, 40), "5 mm detector");
});

const region = (over: DicomJson = {}): DicomJson => ({
  "00186012": element(1), "00186018": element(0), "0018601A": element(0), "0018601C": element(199), "0018601E": element(199),
  "00186024": element(3), "00186026": element(3), "0018602C": element(0.02), "0018602E": element(0.02), ...over,
});

const ultrasound = (...regions: readonly DicomJson[]): StackImage =>
  radiograph("US", { "00280030": element(0.5, 0.5), ...(regions.length > 0 ? { "00186011": sequence(...regions) } : {}) });

test("ultrasound has millimetres within a region that is scaled in centimetres", () => {
  assert.equal(length(ultrasound(region()), 30, 40), "10 mm patient");
  assert.equal(length(ultrasound(region({ "0018602E": element(-0.04) })), 0, 10), "4 mm patient", "an axis may run upwards");
});

test("ultrasound without regions has pixels, whatever spacing it claims", () => {
  assert.equal(length(ultrasound(), 30, 40), "50 px");
});

test("a line that leaves its region, or lies between regions, has pixels", () => {
  assert.equal(length(ultrasound(region()), 300, 400), "500 px");
  const right = region({ "00186018": element(200), "0018601C": element(399) });
  assert.equal(length(ultrasound(region(), right), 300, 0), "300 px");
  assert.equal(length(ultrasound(region(), right), 200, 0), "40 mm patient", "to the very edge");
});

test("a region reaches from the outer edge of its first pixel to that of its last", () => {
  const of = ultrasound(region({ "00186018": element(10), "0018601A": element(20), "0018601C": element(19), "0018601E": element(29) }));
  const unit = (fromX: number, fromY: number, toX: number, toY: number): string | undefined =>
    lengthOf(of, { x: fromX, y: fromY }, { x: toX, y: toY }, true)?.unit;
  assert.equal(unit(10, 20, 20, 30), "mm");
  for (const [x, y] of [[9.9, 25], [20.1, 25], [15, 19.9], [15, 30.1]] as const) {
    assert.equal(unit(x, y, 15, 25), "pixels");
    assert.equal(unit(15, 25, x, y), "pixels");
  }
});

test("a region of one pixel is a region, and one that ends before it begins is none", () => {
  const one = region({ "0018601C": element(0), "0018601E": element(0) });
  assert.equal(ultrasound(one).regions.length, 1);
  for (const over of [{ "00186018": element(5), "0018601C": element(4) }, { "0018601A": element(5), "0018601E": element(4) }, { "0018601A": null }, { "0018601C": null }, { "00186018": null }])
    assert.equal(ultrasound(region(over)).regions.length, 0, JSON.stringify(over));
});

test("a region whose axes are no lengths has pixels", () => {
  for (const over of [
    { "00186024": element(4) }, { "00186026": element(0) }, { "00186012": element(3) }, { "0018602C": element(0) },
    { "0018602C": element("NaN") }, { "0018602E": null }, { "00186012": null },
  ]) assert.equal(length(ultrasound(region(over)), 30, 40), "50 px", JSON.stringify(over));
});

test("of regions over each other, the one of high priority counts, and disagreement gives pixels", () => {
  const [low, high] = [region({ "00186016": element(1), "0018602C": element(0.1), "0018602E": element(0.1) }), region({ "00186016": element(0) })];
  assert.equal(length(ultrasound(low, high), 30, 40), "10 mm patient");
  assert.equal(length(ultrasound(low), 30, 40), "50 mm patient");
  assert.equal(length(ultrasound(region(), region({ "0018602C": element(0.1) })), 30, 40), "50 px");
  assert.equal(length(ultrasound(high, region({ "00186016": element(2), "00186024": element(4) })), 30, 40), "50 px");
  assert.equal(length(ultrasound(region(), region()), 30, 40), "10 mm patient");
});

test("regions that are none are left out", () => {
  for (const broken of [{ "00186018": element(-1) }, { "0018601C": element(1.5) }, { "0018601E": null }, { "00186018": element(300) }])
    assert.equal(length(ultrasound(region(broken), region()), 30, 40), "10 mm patient", JSON.stringify(broken));
});

test("a preview has no length at all", () => {
  assert.equal(lengthOf(image(), ORIGIN, { x: 3, y: 4 }, false), null);
});

test("a point outside the image has no length", () => {
  for (const point of [{ x: -1, y: 0 }, { x: 0, y: 513 }, { x: 513, y: 0 }, { x: NaN, y: 0 }, { x: 0, y: Infinity }]) {
    assert.equal(lengthOf(image(), ORIGIN, point, true), null);
    assert.equal(lengthOf(image(), point, ORIGIN, true), null);
  }
  assert.equal(length(image(), 512, 0), "358.4 mm patient");
});
