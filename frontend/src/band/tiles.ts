// The tiles of a mark: letters of the modality, which carry it, and how many of each.

import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Mark } from "./marks.ts";

const COLOURED = new Set(["CT", "MR", "DX", "US", "NM", "PT", "XA", "RF", "MG"]);

/** With spaces between, which are not drawn, so that what is read stays apart for whoever does not look. */
export const tilesOf = (mark: Mark): readonly Child[] =>
  mark.cells.flatMap(([kind, n], i) => [i === 0 ? null : " ", kind === null
    ? el("span.tile.more", {}, `+${n}`)
    : el("span.tile", { "data-modality": COLOURED.has(kind) ? kind : "other" }, kind === "OT" ? otherOf(mark) : kind, ...(n > 1 ? [" ", el("span.c", {}, String(n))] : []))]);

/** What the tiles say: `CT DX 3`. A mark's name holds it, for who speaks to the page (WCAG 2.5.3). */
export const seenOf = (mark: Mark): string => tilesOf(mark).map((part) => (part instanceof Node ? part.textContent : (part ?? ""))).join("");

/** Another modality by its own letters, where all of the mark have the same; a question mark where none is known. */
function otherOf(mark: Mark): string {
  const said = new Set(mark.entries.map((entry) => entry.study?.modalities[0] ?? "?").filter((one) => !COLOURED.has(one)));
  const [only] = said;
  return said.size === 1 && only !== undefined && only.length <= 2 ? only : "OT";
}
