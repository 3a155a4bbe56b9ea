// What the filter keeps out of sight, in numbers: nothing is hidden without being counted.

import type { Entry } from "../events.ts";
import { whenOf } from "../order.ts";
import { filtered, hasPeriod, isUnknown } from "./criteria.ts";
import type { Criteria, Found } from "./criteria.ts";

export interface Sieved {
  /** What the list shows: what was chosen, and the current study always. */
  readonly shown: readonly Entry[];
  readonly total: number;
  /** Whether the current study stands there although it was not chosen. */
  readonly currentKept: boolean;
  /** Rows that stay only because their day, region or modality is not known. */
  readonly undated: number;
  readonly unplaced: number;
  readonly untyped: number;
  /** Rows outside that came after the filter was set. */
  readonly arrivedOutside: number;
  readonly selectedOutside: boolean;
  /** Whether the filter changed since it was last asked: what appears now was there before. */
  readonly isOther: boolean;
}

export interface Attention {
  readonly currentKey: string | null;
  readonly selectedKey: string | null;
  /** Keys that were there when the filter was last changed. */
  readonly known: ReadonlySet<string>;
  readonly isOther: boolean;
}

export function sieved(entries: readonly Entry[], criteria: Criteria, found: Found, attention: Attention): Sieved {
  const chosen = new Set(filtered(entries, criteria, found));
  const shown = entries.filter((entry) => chosen.has(entry) || entry.key === attention.currentKey);
  const outside = entries.filter((entry) => !chosen.has(entry) && entry.key !== attention.currentKey);
  const count = (rule: (entry: Entry) => boolean): number => shown.filter((entry) => chosen.has(entry) && rule(entry)).length;
  return {
    shown,
    total: entries.length,
    currentKept: shown.length > chosen.size,
    undated: hasPeriod(criteria) ? count((entry) => whenOf(entry).date === null) : 0,
    unplaced: unknownsKept(criteria, "region", count),
    untyped: unknownsKept(criteria, "modality", count),
    arrivedOutside: outside.filter((entry) => !attention.known.has(entry.key)).length,
    isOther: attention.isOther,
    selectedOutside: outside.some((entry) => entry.key === attention.selectedKey),
  };
}

function unknownsKept(criteria: Criteria, facet: "region" | "modality", count: (rule: (entry: Entry) => boolean) => number): number {
  const chosen = criteria.chosen[facet];
  return chosen.length === 0 || chosen.includes("?") ? 0 : count((entry) => isUnknown(entry, facet));
}
