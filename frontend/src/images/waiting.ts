// Whether a frame will be long in coming.

import type { StackImage } from "./image.ts";

/** The reader notices no more than this. */
const LONG_MS = 300;
/** Of a line that was not measured yet: 0.1 Gbit/s. */
const USUAL_BYTES_PER_S = 12_500_000;

/** Because it is large, as a mammogram is, or because the line is slow. `bytesPerSecond` is null before anything was
 * measured. */
export const takesLong = ({ sizeBytes }: StackImage, bytesPerSecond: number | null): boolean =>
  (sizeBytes * 1000) / (bytesPerSecond ?? USUAL_BYTES_PER_S) > LONG_MS;
