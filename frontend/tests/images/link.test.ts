import assert from "node:assert/strict";
import test from "node:test";
import { levelOf, linkAt, partnerIndex, proposeLink, UNLINKED } from "../../src/images/link.ts";
import type { Link, LinkedStack } from "../../src/images/link.ts";
import type { DicomJson, StackImage } from "../../src/images/series.ts";
import { ct, CORONAL, element, imagesFrom, SAGITTAL } from "./datasets.ts";

/** Transverse images at these levels, sorted from head to feet. */
const stack = (levels: readonly number[], over: DicomJson = {}, studyUid = "1.2.3"): LinkedStack => ({
  studyUid,
  images: imagesFrom(...levels.map((z, at) => ct(`1.${at + 1}`, z, { "00200013": element(at + 1), ...over }))),
});

const range = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);

const OTHER_SPACE = { "00200052": element("1.2.99") };

const at = (of: LinkedStack, mm: number): StackImage => {
  const image = of.images.find((one) => levelOf(one) === mm);
  assert.ok(image, `an image at ${mm}`);
  return image;
};

/** The level that the prior shows beside this image of the current study. */
function follows(link: Link, current: LinkedStack, mm: number, prior: LinkedStack, shown = 0): number | null {
  const index = partnerIndex(link, "current", at(current, mm), prior, shown);
  const image = index === null ? undefined : prior.images[index];
  return image === undefined ? null : levelOf(image);
}

test("the reader's level links two examinations in millimetres, whatever their spacing and numbers", () => {
  const [current, prior] = [stack(range(-300, 0, 1)), stack(range(-340, -10, 1.5), OTHER_SPACE, "1.2.4")];
  const link = linkAt(at(current, -214), at(prior, -226));
  assert.deepEqual(link, { kind: "user", currentMm: -214, priorMm: -226 });
  assert.equal(follows(link, current, -214, prior), -226);
  assert.equal(follows(link, current, -211, prior), -223);
  assert.equal(follows(link, current, -210, prior), -221.5);
  const back = partnerIndex(link, "prior", at(prior, -223), current, 0);
  assert.equal(levelOf(current.images[back ?? -1] ?? at(current, 0)), -211);
});

test("a stack that was scanned the other way follows the same way", () => {
  const [current, prior] = [stack(range(0, 50, 1)), stack(range(0, 50, 1).toReversed(), OTHER_SPACE, "1.2.4")];
  const link = linkAt(at(current, 10), at(prior, 20));
  assert.equal(follows(link, current, 15, prior), 25);
});

test("beyond the end of the other examination there is no image at this level", () => {
  const [current, prior] = [stack(range(-100, 100, 1)), stack(range(0, 50, 5), OTHER_SPACE, "1.2.4")];
  const link = linkAt(at(current, 0), at(prior, 0));
  assert.equal(follows(link, current, -2, prior), 0, "within half a step of the last image");
  assert.equal(follows(link, current, -3, prior), null);
  assert.equal(follows(link, current, 52, prior), 50);
  assert.equal(follows(link, current, 53, prior), null);
});

test("in a gap of the other examination there is no image at this level", () => {
  const levels = range(0, 100, 2).filter((mm) => mm < 40 || mm > 60);
  const [current, prior] = [stack(range(0, 100, 1)), stack(levels, OTHER_SPACE, "1.2.4")];
  const link = linkAt(at(current, 0), at(prior, 0));
  assert.equal(follows(link, current, 39, prior), 38);
  assert.equal(follows(link, current, 50, prior), null);
  assert.equal(follows(link, current, 62, prior), 62);
});

test("without a level nothing follows, and nobody falls back on numbers", () => {
  const [current, prior] = [stack([0, 1, 2]), stack([0, 1, 2], OTHER_SPACE, "1.2.4")];
  assert.equal(follows(UNLINKED, current, 1, prior), null);
  const unplaced = stack([0, 1, 2], { ...OTHER_SPACE, "00200032": null }, "1.2.4");
  const [nowhere] = unplaced.images;
  assert.ok(nowhere);
  assert.deepEqual(linkAt(at(current, 1), nowhere), UNLINKED);
  assert.deepEqual(linkAt(nowhere, at(current, 1)), UNLINKED);
  assert.deepEqual(proposeLink(current, unplaced), UNLINKED);
  const link = linkAt(at(current, 1), at(prior, 1));
  assert.equal(partnerIndex(link, "current", nowhere, prior, 0), null);
  assert.equal(follows(link, current, 1, unplaced), null);
  assert.equal(follows(link, current, 1, { studyUid: "1", images: [] }), null);
});

test("planes of another direction never follow", () => {
  const current = stack(range(0, 10, 1));
  for (const orientation of [CORONAL, SAGITTAL]) {
    const other = stack(range(0, 10, 1), { ...OTHER_SPACE, "00200037": element(...orientation) }, "1.2.4");
    const [image] = other.images;
    assert.ok(image);
    assert.deepEqual(linkAt(at(current, 5), image), UNLINKED);
    assert.deepEqual(proposeLink(current, other), UNLINKED);
    assert.equal(follows({ kind: "user", currentMm: 5, priorMm: 5 }, current, 5, other), null);
  }
});

test("a tilted gantry still follows, along its own normal", () => {
  const [cos, sin] = [Math.cos(0.3), Math.sin(0.3)];
  const tilted = stack(range(0, 20, 1), { ...OTHER_SPACE, "00200037": element(1, 0, 0, 0, cos, sin) }, "1.2.4");
  const current = stack(range(0, 20, 1));
  const [, , image] = tilted.images;
  assert.ok(image);
  const link = linkAt(at(current, 10), image);
  assert.equal(link.kind, "user");
  assert.equal(partnerIndex(link, "current", at(current, 10), tilted, 0), 2);
});

test("of several images at one level, the one nearest to what is shown stays", () => {
  const phases = stack([5, 5, 5, 4, 4, 4], OTHER_SPACE, "1.2.4");
  const current = stack([4, 5]);
  const link: Link = { kind: "user", currentMm: 0, priorMm: 0 };
  for (const [shown, expected] of [[0, 3], [3, 3], [4, 4], [5, 5]] as const)
    assert.equal(partnerIndex(link, "current", at(current, 4), phases, shown), expected);
});

test("within one study and frame of reference the link is exact", () => {
  const [arterial, venous] = [stack(range(0, 50, 1)), stack(range(10, 60, 5))];
  const link = proposeLink(arterial, venous);
  assert.deepEqual(link, { kind: "same" });
  assert.equal(follows(link, arterial, 22, venous), 20);
  assert.equal(follows(link, arterial, 5, venous), null);
});

test("the same frame of reference in another study links nothing by itself", () => {
  const [current, copied] = [stack(range(0, 50, 1)), stack(range(100, 150, 1), {}, "1.2.4")];
  assert.deepEqual(proposeLink(current, copied), { kind: "proposed", currentMm: 25, priorMm: 125, approximate: true });
});

test("one image of another frame of reference spoils exactness", () => {
  const mixed = { studyUid: "1.2.3", images: imagesFrom(ct("1", 0, OTHER_SPACE), ct("2", 1), ct("3", 2)) };
  assert.equal(proposeLink(stack(range(0, 2, 1)), mixed).kind, "proposed");
  assert.equal(proposeLink(mixed, stack(range(0, 2, 1))).kind, "proposed");
  assert.equal(proposeLink(stack([0, 1], { "00200052": null }), stack([0, 1], { "00200052": null })).kind, "proposed");
});

test("a proposal lays the middles on each other and says that it is approximate", () => {
  const [current, prior] = [stack(range(-100, 100, 1)), stack(range(500, 700, 5), OTHER_SPACE, "1.2.4")];
  const link = proposeLink(current, prior);
  assert.deepEqual(link, { kind: "proposed", currentMm: 0, priorMm: 600, approximate: true });
  assert.equal(follows(link, current, 50, prior), 650);
});

test("examinations of very different length, or of one level, get no proposal", () => {
  const current = stack(range(0, 100, 1));
  assert.equal(proposeLink(current, stack(range(0, 60, 1), OTHER_SPACE, "1.2.4")).kind, "proposed");
  assert.equal(proposeLink(current, stack(range(0, 59, 1), OTHER_SPACE, "1.2.4")).kind, "unlinked");
  assert.equal(proposeLink(stack(range(0, 59, 1), OTHER_SPACE, "1.2.4"), current).kind, "unlinked");
  assert.equal(proposeLink(stack([5]), stack([5, 5], OTHER_SPACE, "1.2.4")).kind, "unlinked");
});

test("how far an image speaks for its surroundings is the usual step, not the first or the largest", () => {
  const [current, prior] = [stack(range(-50, 50, 1)), stack([0, 2, 4, 6, 8, 40], OTHER_SPACE, "1.2.4")];
  const link: Link = { kind: "user", currentMm: 0, priorMm: 0 };
  assert.equal(follows(link, current, -1, prior), 0);
  assert.equal(follows(link, current, -2, prior), null);
  assert.equal(follows(link, current, 10, prior), null);
  assert.equal(follows(link, current, 40, prior), 40);
});

const leaning = (degrees: number): DicomJson => {
  const radians = (degrees * Math.PI) / 180;
  return { ...OTHER_SPACE, "00200037": element(1, 0, 0, 0, Math.cos(radians), Math.sin(radians)) };
};

test("planes at the border between two directions do not follow, though they are nearly parallel", () => {
  const [a] = stack([0], leaning(44)).images;
  const [b] = stack([0], leaning(46), "1.2.4").images;
  assert.ok(a && b);
  assert.deepEqual(linkAt(a, b), UNLINKED);
});

test("a stack of one level speaks for its own thickness", () => {
  const link: Link = { kind: "user", currentMm: 0, priorMm: 0 };
  const current = stack(range(0, 10, 1));
  const one = (over: DicomJson): LinkedStack => stack([0], { ...OTHER_SPACE, ...over }, "1.2.4");
  assert.equal(follows(link, current, 2, one({ "00180050": element(4) })), 0);
  assert.equal(follows(link, current, 3, one({ "00180050": element(4) })), null);
  for (const none of [null, element(0), element(-4), element("NaN")]) {
    assert.equal(follows(link, current, 2, one({ "00180050": none })), 0);
    assert.equal(follows(link, current, 3, one({ "00180050": none })), null);
  }
});
