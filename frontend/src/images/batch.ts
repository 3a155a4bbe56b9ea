// Which frames are asked for together. A holder may have to read a whole file for one frame of it, so neighbours of
// one instance come in one answer.

import type { StackImage } from "./image.ts";
import type { Place } from "./order.ts";

const MAX_FRAMES = 16;
const MAX_BYTES = 4_000_000;

/** Images by their index in the stack: `first`, and the nearest that are of its instance and may join, in ascending
 * order of frames. The one that is looked at comes alone, and so does one that may not join. */
export function batchFrom(
  first: number,
  images: readonly StackImage[],
  place: Place,
  joins: (index: number) => boolean,
): ReadonlyMap<number, StackImage> {
  const batch = new Map<number, StackImage>();
  const image = images[first];
  if (image === undefined) return batch;
  batch.set(first, image);
  const rank = place.rank(first);
  const isAlone = image.frameCount === 1 || rank === 0 || !joins(first);
  const room = isAlone ? 1 : Math.min(MAX_FRAMES, Math.floor(MAX_BYTES / image.sizeBytes));
  for (const index of place.order.slice(rank + 1, rank + 4 * room)) {
    const other = images[index];
    if (batch.size >= room) break;
    if (other?.instanceUid === image.instanceUid && joins(index)) batch.set(index, other);
  }
  return new Map([...batch].toSorted(([, a], [, b]) => a.frame - b.frame));
}
