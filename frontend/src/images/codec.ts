// Whether frames are asked for as they are stored or as HTJ2K, which is smaller and must be made first. Over a slow
// line that pays; over a quick one, or with a server that has its hands full, it costs. So it is measured.

import { Rate } from "./rate.ts";

export type Codec = "stored" | "htj2k";

export const HTJ2K_LOSSLESS = "1.2.840.10008.1.2.4.201";
const AS_STORED = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';

/** Accept for a frame. A server that cannot make HTJ2K sends what is stored. */
export const acceptFor = (codec: Codec): string =>
  codec === "stored"
    ? AS_STORED
    : `multipart/related; type="image/jphc"; transfer-syntax=${HTJ2K_LOSSLESS}, ${AS_STORED}; q=0.5`;

const SLOW_BYTES_PER_S = 50_000_000; // 0.4 Gbit/s
const QUICK_AGAIN = 1.5;
/** Less says nothing of a line. */
const LEAST_SEEN_BYTES = 1_000_000;
/** Of pixels that came as HTJ2K, before the two ways are compared. */
const LEAST_TRIED_BYTES = 8_000_000;
/** What was measured longer ago counts half. */
const FADE_BYTES = 32_000_000;

const UNCOMPRESSED = new Set([
  "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2",
]);

export const isUncompressed = (transferSyntax: string): boolean => UNCOMPRESSED.has(transferSyntax);

export class CodecChoice {
  /** Bytes of bodies, while they come in. */
  readonly line: Rate;
  /** Bytes of pixels, from the question to the answer, for each way. */
  readonly pixels: Readonly<Record<Codec, Rate>>;
  #isSlow = false;
  #isWorse = false;
  #nextFade = FADE_BYTES;

  constructor(now: () => number) {
    this.line = new Rate(now);
    this.pixels = { stored: new Rate(now), htj2k: new Rate(now) };
  }

  /** How to ask for a frame that is stored so (null: nobody knows). */
  choose(transferSyntax: string | null): Codec {
    this.#judge();
    return transferSyntax !== null && isUncompressed(transferSyntax) && this.#isSlow && !this.#isWorse ? "htj2k" : "stored";
  }

  #judge(): void {
    const perSecond = this.line.perSecond;
    if (perSecond === null || this.line.amount < LEAST_SEEN_BYTES) return;
    this.#isSlow = perSecond < SLOW_BYTES_PER_S * (this.#isSlow ? QUICK_AGAIN : 1);
    const { stored, htj2k } = this.pixels;
    const isTried = htj2k.amount >= LEAST_TRIED_BYTES && stored.perSecond !== null && htj2k.perSecond !== null;
    this.#isWorse = isTried && (htj2k.perSecond ?? 0) < (stored.perSecond ?? 0);
    if (this.line.amount < this.#nextFade) return;
    for (const rate of [this.line, stored, htj2k]) rate.fade();
    this.#nextFade = this.line.amount + FADE_BYTES / 2;
  }
}
