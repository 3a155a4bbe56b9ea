// Where an image lies in the patient: millimetres in DICOM's patient coordinates, x to the left, y to the back,
// z to the head (PS3.3 §C.7.6.2.1.1). What the header does not say is null, never guessed, and nothing is turned
// or mirrored to match.

export type Vector = readonly [x: number, y: number, z: number];

/** The plane of one image. `row` runs along a row, to the right on the screen; `column` downwards; `normal` is
 * their cross product. All three have length 1. */
export interface Plane {
  readonly position: Vector;
  readonly row: Vector;
  readonly column: Vector;
  readonly normal: Vector;
}

/** The directions at the edges of an image: `L R A P H F`, an oblique one has two or three letters, the most
 * telling first. */
export interface Letters {
  readonly top: string;
  readonly bottom: string;
  readonly left: string;
  readonly right: string;
}

/** Far more than any scanner's reach, and still exact in a double. */
const MAX_MM = 1e6;
const LENGTH_TOLERANCE = 0.01;
const RIGHT_ANGLE_TOLERANCE = 0.01;
/** A direction within this of an axis has that axis' letter alone: a tilt of six degrees. */
const LETTER_FROM = 0.1;

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const scaled = (a: Vector, by: number): Vector => [a[0] * by, a[1] * by, a[2] * by];

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** The plane that the header describes; null unless both directions have length 1 and a right angle between. */
export function planeOf(position: readonly number[] | null, orientation: readonly number[] | null): Plane | null {
  if (position === null || orientation === null) return null;
  const [x, y, z] = position;
  const [rowX, rowY, rowZ, columnX, columnY, columnZ] = orientation;
  if (x === undefined || y === undefined || z === undefined || rowX === undefined || rowY === undefined) return null;
  if (rowZ === undefined || columnX === undefined || columnY === undefined || columnZ === undefined) return null;
  if (![x, y, z].every((mm) => Math.abs(mm) <= MAX_MM)) return null;
  const row = unit([rowX, rowY, rowZ]);
  const column = unit([columnX, columnY, columnZ]);
  if (row === null || column === null || !(Math.abs(dot(row, column)) <= RIGHT_ANGLE_TOLERANCE)) return null;
  const normal = unit(cross(row, column));
  return normal === null ? null : { position: [x, y, z], row, column, normal };
}

function unit(vector: Vector): Vector | null {
  const length = Math.hypot(...vector);
  return Math.abs(length - 1) <= LENGTH_TOLERANCE ? scaled(vector, 1 / length) : null;
}

/** The axis to which a direction lies nearest: 0 left–right, 1 front–back, 2 head–foot. */
export function mainAxis(direction: Vector): 0 | 1 | 2 {
  const [x, y, z] = [Math.abs(direction[0]), Math.abs(direction[1]), Math.abs(direction[2])];
  if (z >= x && z >= y) return 2;
  return y >= x ? 1 : 0;
}

/** The slice normal in the sense of the axis, whichever way the rows run: towards the head, the back or the left. */
export const axisOf = (plane: Plane): Vector =>
  plane.normal[mainAxis(plane.normal)] < 0 ? scaled(plane.normal, -1) : plane.normal;

/** Where the plane lies along its axis, in mm; of a transverse image that is z, growing towards the head. */
export const distanceAlong = (plane: Plane, axis: Vector = axisOf(plane)): number => dot(plane.position, axis);

/** Whether two planes lie in the same direction, whichever way their rows run, within so many degrees. */
export const areParallel = (a: Plane, b: Plane, degrees: number): boolean =>
  Math.abs(dot(a.normal, b.normal)) >= Math.cos((degrees * Math.PI) / 180);

/** The letters at the edges, from the geometry, else from Patient Orientation (0020,0020); null is "orientation
 * unknown". */
export function orientationLetters(
  plane: Plane | null,
  patientOrientation: readonly [row: string, column: string] | null,
): Letters | null {
  const right = plane === null ? (patientOrientation?.[0] ?? null) : lettersOf(plane.row);
  const bottom = plane === null ? (patientOrientation?.[1] ?? null) : lettersOf(plane.column);
  if (right === null || bottom === null) return null;
  return { top: opposite(bottom), bottom, left: opposite(right), right };
}

function lettersOf(direction: Vector): string {
  const parts: readonly (readonly [number, string])[] = [
    [direction[0], direction[0] > 0 ? "L" : "R"],
    [direction[1], direction[1] > 0 ? "P" : "A"],
    [direction[2], direction[2] > 0 ? "H" : "F"],
  ];
  return parts
    .filter(([part]) => Math.abs(part) >= LETTER_FROM)
    .toSorted(([a], [b]) => Math.abs(b) - Math.abs(a))
    .map(([, letter]) => letter)
    .join("");
}

const OPPOSITES: Readonly<Record<string, string>> = { L: "R", R: "L", A: "P", P: "A", H: "F", F: "H" };

const opposite = (letters: string): string => [...letters].map((letter) => OPPOSITES[letter] ?? "").join("");

/** Patient Orientation as a header has it: two values of one to three letters for different axes (PS3.3 §C.7.6.1.1.1);
 * else null. Words for animals are none of ours. */
export function patientOrientationOf(values: readonly string[]): readonly [string, string] | null {
  const [row, column] = values;
  if (values.length !== 2 || row === undefined || column === undefined) return null;
  if (!isDirection(row) || !isDirection(column) || axisOfLetter(row) === axisOfLetter(column)) return null;
  return [row, column];
}

const isDirection = (letters: string): boolean =>
  /^[LRAPHF]{1,3}$/.test(letters) && new Set([...letters].map(axisOfLetter)).size === letters.length;

const axisOfLetter = (letters: string): number => ["LR", "AP", "HF"].findIndex((axis) => axis.includes(letters.charAt(0)));
