// Which studies can be shown beside: all rows with images that are not closed, in the order of the list.

import type { Entry } from "../events.ts";
import { hasImages } from "../order.ts";

/** How many stand in the bar at once. */
const IN_SIGHT = 4;

export const priorsOf = (entries: readonly Entry[], reference: string | null): readonly Entry[] =>
  entries.filter((entry) => hasImages(entry) && entry.key !== reference);

/** The one `step` further (1 is older), or null at the end. Without a chosen one the first. */
export function neighbour(priors: readonly Entry[], chosen: string | null, step: -1 | 1): Entry | null {
  const at = priors.findIndex((entry) => entry.key === chosen);
  return at === -1 ? (priors[0] ?? null) : (priors[at + step] ?? null);
}

/** A few around the chosen one, and how many are left out before and after. */
export function inSight(priors: readonly Entry[], chosen: string | null): { readonly before: number; readonly shown: readonly Entry[]; readonly after: number } {
  const at = Math.max(priors.findIndex((entry) => entry.key === chosen), 0);
  const before = Math.min(Math.max(at - 1, 0), Math.max(priors.length - IN_SIGHT, 0));
  const shown = priors.slice(before, before + IN_SIGHT);
  return { before, shown, after: priors.length - before - shown.length };
}
