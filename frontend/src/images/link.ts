// Scrolling two examinations together, in millimetres. Two examinations share no coordinates: the reader says which
// level of the one is which of the other, or takes a proposal that is marked as approximate. Image numbers never
// link anything.

import { areParallel, axisOf, distanceAlong, mainAxis } from "./geometry.ts";
import type { Plane } from "./geometry.ts";
import type { StackImage } from "./image.ts";

export type Side = "current" | "prior";

/** `user` and `proposed` say which level in the one is which in the other, in mm along each one's own axis. `same`
 * is one study's own coordinates, exact without anybody's help. */
export type Link =
  | { readonly kind: "unlinked" }
  | { readonly kind: "user"; readonly currentMm: number; readonly priorMm: number }
  | { readonly kind: "proposed"; readonly currentMm: number; readonly priorMm: number; readonly approximate: true }
  | { readonly kind: "same" };

export const UNLINKED: Link = { kind: "unlinked" };

export interface LinkedStack {
  readonly studyUid: string;
  readonly images: readonly StackImage[];
}

/** Gantries tilt; beyond this two planes show something else. */
const MAX_TILT_DEGREES = 25;
const EXACT_DEGREES = 5;
/** For a stack whose spacing cannot be seen, because it has one level and no slice thickness. */
const FALLBACK_SPACING_MM = 5;

/** The level of an image in mm along its own axis, as it is written on the image; null if it does not say. */
export const levelOf = (image: StackImage): number | null => (image.plane === null ? null : distanceAlong(image.plane));

/** The link that the reader sets from what both sides show; `unlinked` if one of them has no level, or they are
 * planes of another direction. */
export function linkAt(current: StackImage, prior: StackImage): Link {
  const [currentMm, priorMm] = [levelOf(current), levelOf(prior)];
  if (currentMm === null || priorMm === null || !canFollow(current, prior)) return UNLINKED;
  return { kind: "user", currentMm, priorMm };
}

/** Exact within one study and frame of reference; else the middles of both stacks on each other, if they are about
 * as long; else `unlinked`. */
export function proposeLink(current: LinkedStack, prior: LinkedStack): Link {
  if (isSameSpace(current, prior)) return { kind: "same" };
  const [ours, theirs] = [extentOf(current.images), extentOf(prior.images)];
  if (ours === null || theirs === null || !canFollow(ours.image, theirs.image)) return UNLINKED;
  const [shorter, longer] = [Math.min(ours.lengthMm, theirs.lengthMm), Math.max(ours.lengthMm, theirs.lengthMm)];
  if (shorter < longer * LEAST_ALIKE) return UNLINKED;
  return { kind: "proposed", currentMm: ours.middleMm, priorMm: theirs.middleMm, approximate: true };
}

const LEAST_ALIKE = 0.6;

function isSameSpace(a: LinkedStack, b: LinkedStack): boolean {
  const [ours, theirs] = [a.images[0]?.frameOfReference ?? null, b.images[0]?.frameOfReference ?? null];
  if (a.studyUid !== b.studyUid || ours === null || ours !== theirs) return false;
  return [...a.images, ...b.images].every((image) => image.frameOfReference === ours);
}

const canFollow = (a: StackImage, b: StackImage): boolean =>
  a.plane !== null && b.plane !== null && isAlike(a.plane, b.plane, MAX_TILT_DEGREES);

const isAlike = (a: Plane, b: Plane, degrees: number): boolean =>
  mainAxis(a.normal) === mainAxis(b.normal) && areParallel(a, b, degrees);

interface Extent {
  readonly image: StackImage;
  readonly middleMm: number;
  readonly lengthMm: number;
}

/** Of the images that lie as the first one does. */
function extentOf(images: readonly StackImage[]): Extent | null {
  const image = images.find(({ plane }) => plane !== null);
  if (image === undefined) return null;
  const levels = images.filter((one) => canFollow(one, image)).map(levelOf).filter((mm) => mm !== null);
  const [low, high] = [levels.reduce((a, b) => Math.min(a, b)), levels.reduce((a, b) => Math.max(a, b))];
  return high > low ? { image, middleMm: (low + high) / 2, lengthMm: high - low } : null;
}

/** The image of the other side at the level of `image`, which `side` shows; null: no image at this level, or no
 * link. Among several at one level the one nearest to `shown`, what the other side shows now, so that a moment or
 * phase stays. */
export function partnerIndex(link: Link, side: Side, image: StackImage, partner: LinkedStack, shown: number): number | null {
  const { plane } = image;
  if (link.kind === "unlinked" || plane === null) return null;
  const axis = axisOf(plane);
  const isExact = link.kind === "same";
  const wanted = link.kind === "same" ? distanceAlong(plane) : wantedLevel(link, side, distanceAlong(plane));
  const levels = partner.images.map((other) =>
    other.plane !== null && isAlike(other.plane, plane, isExact ? EXACT_DEGREES : MAX_TILT_DEGREES)
      ? distanceAlong(other.plane, isExact ? axis : axisOf(other.plane))
      : null,
  );
  const nearest = levels.reduce<number | null>((best, mm) =>
    mm !== null && (best === null || Math.abs(mm - wanted) < Math.abs(best - wanted)) ? mm : best, null);
  if (nearest === null || Math.abs(nearest - wanted) > reachMm(levels, partner.images)) return null;
  return nearestIndex(levels, nearest, shown);
}

const wantedLevel = (link: Extract<Link, { readonly currentMm: number }>, side: Side, mm: number): number =>
  side === "current" ? mm - link.currentMm + link.priorMm : mm - link.priorMm + link.currentMm;

const ONE_LEVEL_MM = 0.01;

/** How far an image speaks for its surroundings: half the usual step between levels. */
function reachMm(levels: readonly (number | null)[], images: readonly StackImage[]): number {
  return (spacingBetween(levels) ?? images[0]?.sliceThicknessMm ?? FALLBACK_SPACING_MM) / 2 + ONE_LEVEL_MM;
}

/** The usual distance between neighbouring levels: their median; null for fewer than two levels. */
export function spacingBetween(levels: readonly (number | null)[]): number | null {
  const sorted = levels.filter((mm) => mm !== null).toSorted((a, b) => a - b);
  const steps = sorted
    .map((mm, at) => mm - (sorted[at - 1] ?? mm))
    .filter((step) => step > ONE_LEVEL_MM)
    .toSorted((a, b) => a - b);
  return steps[Math.floor((steps.length - 1) / 2)] ?? null;
}

function nearestIndex(levels: readonly (number | null)[], level: number, shown: number): number | null {
  let found: number | null = null;
  for (const [index, mm] of levels.entries()) {
    if (mm === null || Math.abs(mm - level) > ONE_LEVEL_MM) continue;
    if (found === null || Math.abs(index - shown) < Math.abs(found - shown)) found = index;
  }
  return found;
}
