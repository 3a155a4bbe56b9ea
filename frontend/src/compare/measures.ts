// The lines that the reader drew over one series. Each belongs to the image on which it was drawn, and one that was drawn
// on a preview goes with the preview: its ends were set on other pixels than those that are measured.

import type { Point } from "../images/measure.ts";

/** What stands on the screen. */
export interface Seen {
  readonly index: number;
  readonly isPreview: boolean;
}

interface Measured extends Seen {
  readonly from: Point;
  readonly to: Point;
}

export class Measures {
  #lines: readonly Measured[] = [];

  /** Until it is done a line is drawn anew with each move; one of no length is none. */
  draw({ index, isPreview }: Seen, from: Point, to: Point): void {
    const isLong = Math.hypot(to.x - from.x, to.y - from.y) > 1;
    this.#lines = [...this.#lines.filter((one) => one.from !== from), ...(isLong ? [{ index, isPreview, from, to }] : [])];
  }

  /** Forgets the last line on what is seen; false if there is none. */
  forget(seen: Seen): boolean {
    const last = this.on(seen).at(-1);
    this.#lines = this.#lines.filter((one) => one !== last);
    return last !== undefined;
  }

  on({ index, isPreview }: Seen): readonly { readonly from: Point; readonly to: Point }[] {
    return this.#lines.filter((one) => one.index === index && one.isPreview === isPreview);
  }
}
