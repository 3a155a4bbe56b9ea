// Where the marks of the band stand, as a pure function of the rows, the width and the span of time in sight. Within
// one row, from the newest on, two marks nearer than 2 px become one at the mean of their dates, until none touch:
// so the newest stands alone longest. The current study never merges and stands right of the line "now", which nothing
// of the past crosses.

import type { Entry } from "../events.ts";
import type { Layout } from "../layout.ts";
import { whenOf } from "../order.ts";
import { kindOf, KINDS, laneOf, lanesBy } from "./lanes.ts";
import type { Kind, Lane } from "./lanes.ts";
import { dayOf, pixelOf } from "./scale.ts";
import type { Day, Span } from "./scale.ts";

/** One tile of a mark: a modality, or all the others (`null`), and how many. */
export type Cell = readonly [Kind | null, number];

export interface Mark {
  /** Newest first; the newest gives the mark its name. */
  readonly entries: readonly [Entry, ...Entry[]];
  readonly cells: readonly Cell[];
  /** Middle of the mark, in px from the left of the plot; what has no date stands far left of it. */
  readonly x: number;
  readonly widthPx: number;
  /** Which of the lines of its lane it stands on, from above. */
  readonly line: number;
  readonly isCurrent: boolean;
  /** With date and description: there is room for it. */
  readonly isCard: boolean;
  /** How many of its studies only other institutions hold. */
  readonly outside: number;
}

export interface LaneOfMarks {
  readonly lane: Lane;
  readonly count: number;
  /** Newest first. */
  readonly marks: readonly Mark[];
  /** Those whose date is not known, in a bin of their own. */
  readonly undated: Mark | null;
}

export interface Plot {
  readonly by: Layout["lanes"];
  readonly span: Span;
  readonly widthPx: number;
  readonly now: Day;
  readonly currentKey: string | null;
  /** How many marks may stand above each other in one lane. */
  readonly lines: number;
  /** The width of a mark with date and description; null where marks are tiles only. */
  readonly cardPx: number | null;
}

export interface LaidOut {
  readonly lanes: readonly LaneOfMarks[];
  /** How many studies lie before and after the span in sight. */
  readonly before: number;
  readonly after: number;
}

const GAP_PX = 2;
const TILE_PX = 24;
const COUNTED_PX = 33;
const FRAME_PX = 7;

interface Spot {
  readonly entries: readonly [Entry, ...Entry[]];
  readonly x: number;
}

export function laidOut(entries: readonly Entry[], plot: Plot): LaidOut {
  const byLane = new Map<Lane, Entry[]>(lanesBy(plot.by).map((lane) => [lane, []]));
  for (const entry of entries) byLane.get(laneOf(entry, plot.by))?.push(entry);
  let [before, after] = [0, 0];
  const lanes = [...byLane].map(([lane, within]): LaneOfMarks => {
    const spots: Spot[] = [];
    const undated: Entry[] = [];
    for (const entry of within) {
      const day = dayOfEntry(entry);
      const x = day === null ? null : pixelOf(day, plot.span, plot.widthPx);
      if (x === null) undated.push(entry);
      else if (x < 0) before += 1;
      else if (x > plot.widthPx) after += 1;
      else spots.push({ entries: [entry], x });
    }
    const [first, ...rest] = undated;
    return {
      lane,
      count: within.length,
      marks: marksOf(spots, plot),
      undated: first === undefined ? null : markOf({ entries: [first, ...rest], x: -plot.widthPx }, 0, false, plot),
    };
  });
  return { lanes, before, after };
}

export function dayOfEntry(entry: Entry): Day | null {
  const { date, time } = whenOf(entry);
  return date === null ? null : dayOf(date, time);
}

function marksOf(spots: readonly Spot[], plot: Plot): readonly Mark[] {
  const isCurrent = (spot: Spot): boolean => spot.entries[0].key === plot.currentKey;
  const now = pixelOf(plot.now, plot.span, plot.widthPx);
  const current = spots.filter(isCurrent).map(({ entries, x }) => ({ entries, x: Math.max(x, now + (TILE_PX + FRAME_PX) / 2 + 2) }));
  const past = spots.filter((spot) => !isCurrent(spot)).toSorted((a, b) => b.x - a.x);
  const cardPx = plot.cardPx ?? 0;
  // A card ends at its date and says its words left of it, so that nothing of the past crosses "now".
  const cards = past.map(({ entries, x }) => ({ entries, x: x + (TILE_PX - cardPx) / 2 }));
  const asCards = plot.cardPx === null ? null : stacked(cards, plot, now, () => cardPx);
  const areCards = asCards !== null && asCards.every((line) => line.every((spot) => spot.entries.length === 1));
  const lines = areCards ? asCards : stacked(past, plot, now, (spot) => widthOf(cellsOf(spot.entries)));
  return [
    ...current.map((spot) => markOf(spot, 0, false, plot)),
    ...lines.flatMap((line, i) => line.map((spot) => markOf(spot, i, areCards, plot))),
  ].toSorted((a, b) => b.x - a.x);
}

/** Spreads spots over the lines of a lane; where there is room on none, they merge on the line with most of it. */
function stacked(spots: readonly Spot[], plot: Plot, now: number, widthOfSpot: (spot: Spot) => number): readonly (readonly Spot[])[] {
  const lines: Spot[][] = Array.from({ length: plot.lines }, () => []);
  const left = (spot: Spot): number => clamped(spot, widthOfSpot(spot), now, plot).x - widthOfSpot(spot) / 2;
  for (const spot of spots) {
    const placed = clamped(spot, widthOfSpot(spot), now, plot);
    const right = placed.x + widthOfSpot(placed) / 2;
    const edges = lines.map((line) => line.at(-1)).map((last) => (last === undefined ? Number.POSITIVE_INFINITY : left(last)));
    const free = edges.findIndex((edge) => right + GAP_PX <= edge);
    const line = lines[free === -1 ? edges.indexOf(Math.max(...edges)) : free] ?? [];
    line.push(placed);
    settle(line, (one) => clamped(one, widthOfSpot(one), now, plot), widthOfSpot);
  }
  return lines;
}

/** Merges the last two of a line for as long as they touch. */
function settle(line: Spot[], clamp: (spot: Spot) => Spot, widthOfSpot: (spot: Spot) => number): void {
  for (;;) {
    const [newer, older] = line.slice(-2);
    if (newer === undefined || older === undefined) return;
    if (newer.x - widthOfSpot(newer) / 2 >= older.x + widthOfSpot(older) / 2 + GAP_PX) return;
    const [n, k] = [newer.entries.length, older.entries.length];
    const merged: Spot = { entries: [...newer.entries, ...older.entries], x: (newer.x * n + older.x * k) / (n + k) };
    line.splice(-2, 2, clamp(merged));
  }
}

/** Within the plot, and left of now for all that is not later than now. */
function clamped(spot: Spot, widthPx: number, now: number, plot: Plot): Spot {
  const isPast = spot.x <= now + 1;
  const rightmost = (isPast && now <= plot.widthPx ? now - 4 : plot.widthPx) - widthPx / 2;
  return { ...spot, x: Math.max(Math.min(spot.x, rightmost), widthPx / 2) };
}

function markOf(spot: Spot, line: number, isCard: boolean, plot: Plot): Mark {
  const entries = spot.entries.toSorted(byDay) as unknown as readonly [Entry, ...Entry[]];
  const isCurrent = entries[0].key === plot.currentKey;
  const cells = cellsOf(entries);
  return {
    entries,
    cells,
    x: spot.x,
    widthPx: isCard ? (plot.cardPx ?? 0) : widthOf(cells) + (isCurrent ? FRAME_PX : 0),
    line,
    isCurrent,
    isCard,
    outside: entries.filter((entry) => !entry.copies.some((copy) => copy.own)).length,
  };
}

/** Rows come newest first; a merge keeps that but for days that lie on both sides of "now". */
const byDay = (a: Entry, b: Entry): number => (dayOfEntry(b) ?? 0) - (dayOfEntry(a) ?? 0);

/** What a mark says: letters and number per modality, beyond two the first and how many others. */
export function cellsOf(entries: readonly Entry[]): readonly Cell[] {
  const counts = new Map<Kind, number>();
  for (const entry of entries) counts.set(kindOf(entry), (counts.get(kindOf(entry)) ?? 0) + 1);
  const cells = KINDS.flatMap((kind): readonly Cell[] => (counts.has(kind) ? [[kind, counts.get(kind) ?? 0]] : []));
  const [first] = cells;
  if (cells.length <= 2 || first === undefined) return cells;
  return [first, [null, entries.length - first[1]]];
}

const widthOf = (cells: readonly Cell[]): number =>
  cells.reduce((width, [kind, n]) => width + (n > 1 || kind === null ? COUNTED_PX : TILE_PX), 0) + cells.length - 1;
