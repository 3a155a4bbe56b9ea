// From a series' metadata to the list of images that the reader scrolls through. What the manifest names and the
// metadata lacks is counted as missing; what is no image is handed on by name. Nothing disappears on the way.

import { dataSets, textOf } from "./attributes.ts";
import type { DicomJson } from "./attributes.ts";
import { areParallel, axisOf, distanceAlong, mainAxis } from "./geometry.ts";
import type { Plane } from "./geometry.ts";
import { imagesOf } from "./image.ts";
import type { NoImage, StackImage } from "./image.ts";
import type { OpenInstance, OpenSeries } from "./opening.ts";

export type { Window } from "./greys.ts";
export type { StackImage } from "./image.ts";
export type { Spacing, Region } from "./spacing.ts";
export type { DicomJson } from "./attributes.ts";

/** An instance that gives no images: another kind of object, or an image that a browser cannot draw. */
export interface OtherInstance extends OpenInstance {
  readonly why: "another-kind" | NoImage;
}

export interface SeriesImages {
  /** In the order of the body from head to feet, front to back, right to left, whichever way it was scanned;
   * images that do not say where they lie follow by their number. */
  readonly images: readonly StackImage[];
  readonly others: readonly OtherInstance[];
  /** Instances in the manifest that the metadata lacks. */
  readonly missing: number;
  /** Instances that the metadata has beyond the manifest: they came since, and are shown. */
  readonly added: number;
}

/** Why there is no metadata: not given (any more), not reachable, or nothing that can be read. */
export interface SeriesFailure {
  readonly failed: "gone" | "other-person" | "unreachable" | "unreadable" | "let-go";
}

const IMAGES = "image";
/** Objects with rows and columns that are no images of the patient, for a timeline that does not say the kind. */
const NO_IMAGES = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(66\.|481\.|30$|11\.|77\.1\.[124]\.1$)/;
/** MPEG-2, MPEG-4 and HEVC: a film, not frames. */
const FILMS = /^1\.2\.840\.10008\.1\.2\.4\.10[0-8]/;

/** The images of a series. `metadata` is what `/metadata` answered; objects of another study or series in it are
 * not taken. */
export function readSeries(open: OpenSeries, metadata: readonly DicomJson[], path: string): SeriesImages {
  const studyUid = path.split("/").at(-1);
  const byUid = new Map<string, DicomJson>();
  for (const dataset of metadata) {
    const uid = textOf(dataset, "00080018");
    const isOurs = textOf(dataset, "0020000D") === studyUid && textOf(dataset, "0020000E") === open.uid;
    if (uid !== null && /^[0-9.]{1,64}$/.test(uid) && isOurs && !byUid.has(uid)) byUid.set(uid, dataset);
  }
  const listed = new Map(open.instances.map((instance) => [instance.uid, instance]));
  const images: StackImage[] = [];
  const others: OtherInstance[] = [];
  for (const [uid, dataset] of byUid) {
    const instance = listed.get(uid) ?? addedInstance(uid, dataset);
    const read = isImage(instance, dataset) ? imagesOf(dataset, `${path}/series/${open.uid}/instances/${uid}`) : "another-kind";
    if (typeof read === "string") others.push({ ...instance, why: read });
    else images.push(...read);
  }
  return {
    images: inOrder(images),
    others: others.toSorted((a, b) => ascending(a.number, b.number) || byText(a.uid, b.uid)),
    missing: [...listed.keys()].filter((uid) => !byUid.has(uid)).length,
    added: [...byUid.keys()].filter((uid) => !listed.has(uid)).length,
  };
}

const addedInstance = (uid: string, dataset: DicomJson): OpenInstance => ({
  uid,
  sopClass: textOf(dataset, "00080016") ?? "",
  number: null,
  frames: null,
  sizeBytes: null,
  transferSyntax: textOf(dataset, "00083002"),
  kind: null,
  name: null,
});

function isImage(instance: OpenInstance, dataset: DicomJson): boolean {
  if (FILMS.test(textOf(dataset, "00083002") ?? "")) return false;
  return instance.kind === null ? !NO_IMAGES.test(textOf(dataset, "00080016") ?? "") : instance.kind === IMAGES;
}

/** Planes within this are one stack, though a scanner rounds its directions. */
const ONE_DIRECTION_DEGREES = 1;
const ONE_LEVEL_MM = 0.01;

interface Stack {
  readonly plane: Plane;
  readonly images: StackImage[];
}

/** Sorted along the normal. A series with several directions (localizers) is so many stacks, one after the other;
 * images at one level stand by moment, then by number. */
function inOrder(images: readonly StackImage[]): readonly StackImage[] {
  const byNumber = images.toSorted(
    (a, b) => ascending(a.number, b.number) || byText(a.instanceUid, b.instanceUid) || a.frame - b.frame,
  );
  const stacks: Stack[] = [];
  const unplaced: StackImage[] = [];
  for (const image of byNumber) {
    const { plane } = image;
    if (plane === null) {
      unplaced.push(image);
      continue;
    }
    const stack = stacks.find((one) => areParallel(one.plane, plane, ONE_DIRECTION_DEGREES));
    if (stack === undefined) stacks.push({ plane, images: [image] });
    else stack.images.push(image);
  }
  return [...stacks.flatMap(alongNormal), ...unplaced];
}

function alongNormal({ plane, images }: Stack): readonly StackImage[] {
  const axis = axisOf(plane);
  const sense = mainAxis(axis) === 1 || mainAxis(axis) === 0 ? 1 : -1;
  // Levels are counted in steps, not compared with a tolerance: a comparison must hold among any three.
  const level = (image: StackImage): number =>
    image.plane === null ? 0 : Math.round((sense * distanceAlong(image.plane, axis)) / ONE_LEVEL_MM);
  return images
    .map((image, at) => ({ image, at, level: level(image) }))
    .toSorted((a, b) => a.level - b.level || ascending(a.image.moment, b.image.moment) || a.at - b.at)
    .map(({ image }) => image);
}

/** What is not known stands last. */
const ascending = (a: number | null, b: number | null): number => {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : a - b;
};

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const DEADLINE_MS = 60_000;
/** The headers of a series with twenty thousand frames; more is not read. */
const MAX_BYTES = 256_000_000;

/** Fetches a series' metadata and reads it. Never rejects. Asking again makes sense when it was `unreachable`. */
export async function fetchSeries(
  path: string,
  open: OpenSeries,
  signal: AbortSignal,
): Promise<SeriesImages | SeriesFailure> {
  try {
    const response = await fetch(`${path}/series/${open.uid}/metadata`, {
      headers: { Accept: "application/dicom+json" },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    if ([401, 403, 404].includes(response.status)) return { failed: "gone" };
    if (response.status === 409) return { failed: "other-person" };
    if (response.status >= 500) return { failed: "unreachable" };
    if (!response.ok || Number(response.headers.get("Content-Length")) > MAX_BYTES) return { failed: "unreadable" };
    return readSeries(open, dataSets(await response.json()), path);
  } catch (error) {
    if (signal.aborted) return { failed: "let-go" };
    if (error instanceof SyntaxError) return { failed: "unreadable" };
    if (error instanceof TypeError || error instanceof DOMException) return { failed: "unreachable" };
    throw error;
  }
}
