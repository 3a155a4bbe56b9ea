// How a user has the page laid out. Nothing of a patient stands in it, so that it may be kept from one to the next.

import type { Direction } from "./order.ts";

export interface Layout {
  readonly direction: Direction;
  /** The list with a band above it, or one large timeline. */
  readonly view: "table" | "timeline";
  /** By what the rows of the band are told apart. */
  readonly lanes: "region" | "modality";
  /** Null: where there is room for it. */
  readonly band: boolean | null;
  /** Whether suggestions stand beside the current study; the list is in order of time either way. */
  readonly suggestions: boolean;
}

export const FIRST_LAYOUT: Layout = { direction: "newest", view: "table", lanes: "region", band: null, suggestions: true };
