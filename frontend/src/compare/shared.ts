// What all panes of one comparison share.

import type { Context } from "../context.ts";
import type { FrameLoader } from "../images/loader.ts";
import type { Decoders } from "./drawing/decoders.ts";
import type { Studies } from "./studies.ts";
import type { CompareWords, Tool } from "./words/words.ts";

/** The drawing part, which is fetched by itself. */
export type Drawing = typeof import("./drawing/surface.ts");

export interface Shared {
  readonly context: Context;
  readonly words: CompareWords;
  readonly studies: Studies;
  readonly loader: FrameLoader;
  readonly decoders: Decoders;
  readonly drawing: Drawing;
  tool(): Tool | null;
}
