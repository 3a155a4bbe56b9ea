// The keys of the images, for the foot of the page.

import { el } from "../dom.ts";
import { key } from "../views/note.ts";
import type { CompareWords } from "./words/words.ts";

export const hintsOf = ({ keys }: CompareWords): HTMLElement =>
  el("div.keys.of-images", { "aria-hidden": "true" },
    hint(["↑", "↓"], keys.image), hint(["[", "]"], keys.otherPrior), hint(["L"], keys.level),
    hint(["X"], keys.swap, "wide"), hint(["D"], keys.measure, "wide"), hint(["I"], keys.invert, "wide"));

/** `wide`: only where there is room for it. */
const hint = (caps: readonly string[], says: string, when: "wide" | null = null): HTMLElement =>
  el(when === null ? "span" : "span.wide", {}, ...caps.map(key), says);
