import assert from "node:assert/strict";
import test from "node:test";
import { levelOf } from "../../src/images/link.ts";
import { readSeries } from "../../src/images/series.ts";
import type { DicomJson, StackImage } from "../../src/images/series.ts";
import { AXIAL, ct, element, imageFrom, imagesFrom, instanceOf, PATH, sequence, seriesOf } from "./datasets.ts";

const NOTHING = {
  "00200032": null, "00200037": null, "00280030": null, "00180050": null, "00281050": null, "00281051": null,
  "00281052": null, "00281053": null,
};

const frameAt = (z: number, over: DicomJson = {}): DicomJson => ({
  "00209113": sequence({ "00200032": element(0, 0, z) }), ...over,
});

const SHARED = {
  "00209116": sequence({ "00200037": element(...AXIAL) }),
  "00289110": sequence({ "00280030": element(0.5, 0.5), "00180050": element(2) }),
  "00289145": sequence({ "00281052": element(-1000), "00281053": element(2), "00281054": element("HU") }),
  "00289132": sequence({ "00281050": element(40), "00281051": element(400) }),
};

const enhanced = (frames: readonly DicomJson[], over: DicomJson = {}): DicomJson =>
  ct("1", 0, {
    ...NOTHING, "00280008": element(frames.length), "52009229": sequence(SHARED), "52009230": sequence(...frames), ...over,
  });

const moment = (z: number, which: number): DicomJson => frameAt(z, { "00209111": sequence({ "00209128": element(which) }) });

test("each frame of an enhanced object is an image, placed by its own group and described by the shared one", () => {
  const images = imagesFrom(enhanced([frameAt(0), frameAt(4), frameAt(2)]));
  assert.deepEqual(images.map(({ frame }) => frame), [2, 3, 1]);
  assert.deepEqual(images.map(levelOf), [4, 2, 0]);
  const [first] = images;
  assert.ok(first);
  assert.equal(first.framePath, "/dw/studies/1.2.3/series/1.2.3.4/instances/1/frames/2");
  assert.deepEqual(first.spacing, { kind: "patient", rowMm: 0.5, columnMm: 0.5 });
  assert.deepEqual([first.slope, first.intercept, first.units], [2, -1000, "HU"]);
  assert.deepEqual(first.window, { center: 40, width: 400 });
  assert.equal(first.sliceThicknessMm, 2);
});

test("a frame's own group goes before the shared one", () => {
  const own = frameAt(0, {
    "00289132": sequence({ "00281050": element(-600), "00281051": element(1500) }),
    "00289110": sequence({ "00280030": element(1, 1) }),
  });
  const [image] = imagesFrom(enhanced([own]));
  assert.deepEqual(image?.window, { center: -600, width: 1500 });
  assert.equal(image?.spacing.rowMm, 1);
});

test("moments of an enhanced object stand together at each level", () => {
  const images = imagesFrom(enhanced([moment(0, 2), moment(0, 1), moment(5, 2), moment(5, 1)]));
  assert.deepEqual(images.map(({ frame }) => frame), [4, 3, 2, 1]);
});

test("frames whose group was cut off are still images, without a place", () => {
  const images = imagesFrom(enhanced([frameAt(0), frameAt(1)], { "00280008": element(4) }));
  assert.deepEqual(images.map(({ frame }) => frame), [2, 1, 3, 4]);
  assert.deepEqual(images.map(levelOf), [1, 0, null, null]);
});

test("a clip is so many frames in their order, with the time of each", () => {
  const clip = ct("1", 0, { ...NOTHING, "00080060": element("US"), "00280008": element(3), "00181063": element(40) });
  const images = imagesFrom(clip);
  assert.deepEqual(images.map(({ frame, frameTimeMs, plane }) => [frame, frameTimeMs, plane]), [[1, 40, null], [2, 40, null], [3, 40, null]]);
  const rated = (over: DicomJson): number | null => imageFrom({ ...clip, "00280008": element(1), "00181063": element(0), ...over }).frameTimeMs;
  assert.equal(rated({ "00180040": element(25) }), 40);
  assert.equal(rated({ "00180040": element(25), "00082144": element(50) }), 20);
  for (const none of [element(0), element(-3), element("x"), element(1e9), element(0.01), null]) assert.equal(rated({ "00180040": none }), null);
});

test("the position of a multi-frame object without groups is that of no frame in particular", () => {
  const images = imagesFrom(ct("1", 7, { "00280008": element(2) }));
  assert.deepEqual(images.map(levelOf), [null, null]);
  assert.equal(images[0]?.spacing.kind, "patient");
});

test("what pixels need to be drawn is read, with what the standard says of absent values", () => {
  const image = imageFrom(ct("1", 0, {
    "00280103": element(1), "20500020": element("INVERSE"),
  }));
  assert.deepEqual(
    [image.rows, image.columns, image.bitsAllocated, image.bitsStored, image.isSigned, image.samplesPerPixel],
    [512, 512, 16, 12, true, 1],
  );
  assert.deepEqual([image.isInverse, image.isForService], [true, false]);
  assert.equal(image.sizeBytes, 512 * 512 * 2);
  const bare = imageFrom(ct("1", 0, {
    "00280101": null, "00280102": null, "00280103": null, "00280002": null, "00280004": null, ...NOTHING,
  }));
  assert.deepEqual(
    [bare.bitsStored, bare.isForService, bare.isSigned, bare.samplesPerPixel, bare.photometric, bare.slope, bare.intercept, bare.units],
    [16, false, false, 1, "MONOCHROME2", 1, 0, null],
  );
});

test("one bit a pixel and colour have their own sizes", () => {
  assert.equal(imageFrom(ct("1", 0, { "00280010": element(3), "00280011": element(3), "00280100": element(1) })).sizeBytes, 2);
  const colour = { "00280002": element(3), "00280100": element(8), "00280004": element("RGB") };
  assert.equal(imageFrom(ct("1", 0, colour)).sizeBytes, 512 * 512 * 3);
  assert.equal(imageFrom(ct("1", 0, { ...colour, "00280004": element("YBR_FULL_422") })).sizeBytes, 512 * 512 * 2);
  const jpeg = { "00280004": element("YBR_FULL_422"), "00083002": element("1.2.840.10008.1.2.4.50") };
  assert.equal(imageFrom(ct("1", 0, { ...colour, ...jpeg })).sizeBytes, 512 * 512 * 3);
});

test("an image that was compressed with loss says so, with its ratio if that is known", () => {
  assert.equal(imageFrom(ct("1", 0)).lossy, null);
  assert.equal(imageFrom(ct("1", 0, { "00282110": element("00") })).lossy, null);
  assert.deepEqual(imageFrom(ct("1", 0, { "00282110": element("01"), "00282112": element(12.5) })).lossy, { ratio: 12.5 });
  for (const none of [null, element(0), element("x"), element(-1)])
    assert.deepEqual(imageFrom(ct("1", 0, { "00282110": element("01"), "00282112": none })).lossy, { ratio: null });
});

const whyNot = (over: DicomJson): string | undefined => {
  const read = readSeries(seriesOf([], { instances: [instanceOf("1")] }), [ct("1", 0, over)], PATH);
  assert.equal(read.images.length, 0);
  return read.others[0]?.why;
};

test("an image larger than a browser can draw is named, and nothing is set aside for it", () => {
  assert.equal(whyNot({ "00280010": element(65535), "00280011": element(65535) }), "too-large");
  assert.equal(whyNot({ "00280008": element(2_000_000_000) }), "too-large");
  assert.equal(imagesFrom(ct("1", 0, { "00280010": element(7000), "00280011": element(5600) })).length, 1, "a mammogram");
});

test("an object without pixels that can be drawn is named", () => {
  for (const over of [
    { "00280010": null }, { "00280011": element(0) }, { "00280010": element(-5) }, { "00280010": element(1.5) },
    { "00280010": element("x") }, { "00280100": null }, { "00280100": element(12) }, { "00280002": element(7) },
    { "00280010": element(null) }, { "00280010": element(Infinity) }, { "00280010": 512 }, { "00280010": { Value: 512 } },
  ]) assert.equal(whyNot(over), "no-pixels", JSON.stringify(over));
});

/** What a hostile or broken archive may put in place of a value. */
const NONSENSE: readonly unknown[] = [
  null, undefined, 5, "x", [], {}, true, { Value: null }, { Value: 5 }, { Value: [] }, { Value: [null] }, { Value: [{}] },
  { Value: [[]] }, { Value: ["NaN"] }, { Value: [-1] }, { Value: [1e308] }, { Value: ["9".repeat(400)] }, { Value: [true] },
  { Value: Array.from({ length: 7 }, () => "x") }, { vr: "SQ", Value: [null, 5, { "00280030": { Value: 5 } }] },
];

test("whatever stands in place of a tag, the answer is an image or a name, and no number in it is endless", () => {
  const [single, multi] = [ct("1", 0), enhanced([frameAt(0), frameAt(1)])];
  for (const dataset of [single, multi]) {
    for (const tag of Object.keys(dataset)) {
      if (["00080018", "0020000D", "0020000E"].includes(tag)) continue;
      for (const value of NONSENSE) {
        const read = readSeries(seriesOf(["1"]), [{ ...dataset, [tag]: value }], PATH);
        assert.equal(read.missing, 0);
        assert.equal(read.images.length > 0, read.others.length === 0, tag);
        read.images.forEach(assertFinite);
      }
    }
  }
});

function assertFinite(image: StackImage): void {
  for (const value of Object.values(image).flatMap((one: unknown) => (typeof one === "object" && one !== null ? Object.values(one) : [one])))
    if (typeof value === "number") assert.ok(Number.isFinite(value));
  assert.ok(image.rows > 0 && image.columns > 0 && image.sizeBytes > 0 && image.slope !== 0);
}

test("whatever stands in place of a whole answer, it is read to its end", () => {
  for (const value of NONSENSE) {
    const datasets = [value, ct("1", 0)].filter((one): one is DicomJson => typeof one === "object" && one !== null);
    assert.equal(readSeries(seriesOf(["1"]), datasets, PATH).images.length, 1);
  }
});

const planar = (value: unknown): boolean => imageFrom(ct("1", 0, { "00280006": value })).isPlanar;

const isForService = (over: DicomJson): boolean => imageFrom(ct("1", 0, over)).isForService;

test("colours plane by plane are said to be", () => {
  assert.deepEqual([planar(element(1)), planar(element(0)), planar(null)], [true, false, false]);
});

test("values behind a table, and bits that begin above the lowest, are for the service to draw", () => {
  assert.equal(isForService({ "00283000": sequence({}) }), true);
  assert.equal(isForService({ "00280102": element(15) }), true);
  // Absent, and below what the stored bits need: nothing begins above the lowest.
  for (const place of [null, element(11), element(3)]) assert.equal(isForService({ "00280102": place }), false);
});

test("two numbers and one that is none are not two numbers", () => {
  assert.equal(imageFrom(ct("1", 0, { "00280030": element(0.5, 0.5, "x") })).spacing.kind, "none");
});
