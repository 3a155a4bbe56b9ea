import assert from "node:assert/strict";
import test from "node:test";
import {
  areParallel, axisOf, distanceAlong, orientationLetters, patientOrientationOf, planeOf,
} from "../../src/images/geometry.ts";
import type { Plane } from "../../src/images/geometry.ts";
import { AXIAL, CORONAL, SAGITTAL } from "./datasets.ts";

const plane = (orientation: readonly number[], position: readonly number[] = [0, 0, 0]): Plane => {
  const read = planeOf(position, orientation);
  assert.ok(read);
  return read;
};

const edges = (orientation: readonly number[]): string => {
  const letters = orientationLetters(plane(orientation), null);
  assert.ok(letters);
  return `${letters.top} ${letters.bottom} ${letters.left} ${letters.right}`;
};

const turned = (degrees: number): readonly [number, number] => [
  Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180),
];

test("the letters at the edges come from the directions of rows and columns", () => {
  assert.equal(edges(AXIAL), "A P R L");
  assert.equal(edges(CORONAL), "H F R L");
  assert.equal(edges(SAGITTAL), "H F A P");
  assert.equal(edges([-1, 0, 0, 0, -1, 0]), "P A L R", "a patient lying face down is not turned to match");
  assert.equal(edges([-1, 0, 0, 0, 1, 0]), "A P L R", "a mirrored image says so");
});

test("an oblique direction has the letters of all its axes, the most telling first", () => {
  const [cos, sin] = turned(30);
  assert.equal(edges([cos, sin, 0, 0, 0, -1]), "H F RA LP");
  assert.equal(edges([sin, cos, 0, 0, 0, -1]), "H F AR PL");
});

test("a small tilt of the gantry adds no letter", () => {
  const [cos, sin] = turned(5);
  assert.equal(edges([1, 0, 0, 0, cos, -sin]), "A P R L");
  const [cos20, sin20] = turned(20);
  assert.equal(edges([1, 0, 0, 0, cos20, -sin20]), "AH PF R L");
});

test("without geometry, Patient Orientation says it, else nobody does", () => {
  assert.deepEqual(orientationLetters(null, ["L", "F"]), { top: "H", bottom: "F", left: "R", right: "L" });
  assert.deepEqual(orientationLetters(null, ["PL", "FR"]), { top: "HL", bottom: "FR", left: "AR", right: "PL" });
  assert.equal(orientationLetters(null, null), null);
  assert.equal(orientationLetters(plane(AXIAL), ["R", "F"])?.right, "L", "geometry goes before words");
});

test("Patient Orientation that is none is no orientation", () => {
  for (const values of [
    [], ["L"], ["L", ""], ["", "F"], ["L", "F", "H"], ["X", "F"], ["L", "R"], ["LR", "F"], ["LL", "F"], ["L\\F", "F"],
    ["l", "f"], ["LE", "V"], ["LPHF", "F"],
  ]) assert.equal(patientOrientationOf(values), null, JSON.stringify(values));
  assert.deepEqual(patientOrientationOf(["L", "F"]), ["L", "F"]);
  assert.deepEqual(patientOrientationOf(["PLH", "FAR"]), ["PLH", "FAR"]);
});

test("a plane needs a position and two directions of length 1 at a right angle", () => {
  for (const orientation of [
    null, [], [1, 0, 0, 0, 1], [1, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 1, 0], [1, 0, 0, 0, NaN, 0],
    [NaN, NaN, NaN, NaN, NaN, NaN], [Infinity, 0, 0, 0, 1, 0], [1, 0, 0, 0.5, 0.866, 0],
  ]) assert.equal(planeOf([0, 0, 0], orientation), null, JSON.stringify(orientation));
  for (const position of [null, [], [0, 0], [0, 0, NaN], [0, 0, Infinity], [0, 0, 1e9]])
    assert.equal(planeOf(position, AXIAL), null, JSON.stringify(position));
});

test("rounded directions are taken and brought to length 1", () => {
  const { row, normal } = plane([0.9999, 0.0001, 0, 0, 1.0004, 0]);
  assert.ok(Math.abs(Math.hypot(...row) - 1) < 1e-12);
  assert.ok(Math.abs(Math.hypot(...normal) - 1) < 1e-12);
});

test("a level is measured towards head, back or left, whichever way the rows run", () => {
  assert.equal(distanceAlong(plane(AXIAL, [5, 6, -214])), -214);
  assert.equal(distanceAlong(plane([-1, 0, 0, 0, 1, 0], [5, 6, -214])), -214);
  assert.equal(distanceAlong(plane(CORONAL, [5, 6, -214])), 6);
  assert.equal(distanceAlong(plane(SAGITTAL, [5, 6, -214])), 5);
  const [cos, sin] = turned(20);
  const tilted = plane([1, 0, 0, 0, cos, sin], [0, 0, 100]);
  assert.ok(Math.abs(distanceAlong(tilted) - 100 * cos) < 1e-9);
  assert.ok(axisOf(tilted)[2] > 0);
});

const near = (normal: readonly number[], expected: readonly number[]): void =>
  normal.forEach((part, axis) => assert.ok(Math.abs(part - (expected[axis] ?? NaN)) < 1e-9, `${normal}`));

test("the normal is the cross product of row and column", () => {
  near(plane(AXIAL).normal, [0, 0, 1]);
  near(plane(CORONAL).normal, [0, 1, 0]);
  near(plane(SAGITTAL).normal, [-1, 0, 0]);
  const [cos, sin] = turned(30);
  near(plane([cos, sin, 0, 0, 0, -1]).normal, [-sin, cos, 0]);
  near(plane([cos, 0, sin, 0, 1, 0]).normal, [-sin, 0, cos]);
  near(plane([0, cos, sin, 1, 0, 0]).normal, [0, sin, -cos]);
});

test("planes are parallel within degrees, mirrored ones too", () => {
  const [cos, sin] = turned(3);
  const tilted = plane([1, 0, 0, 0, cos, sin]);
  assert.ok(areParallel(plane(AXIAL), tilted, 4));
  assert.ok(!areParallel(plane(AXIAL), tilted, 2));
  assert.ok(areParallel(plane(AXIAL), plane([-1, 0, 0, 0, 1, 0]), 1));
  assert.ok(!areParallel(plane(AXIAL), plane(CORONAL), 80));
});
