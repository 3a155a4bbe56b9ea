// Where an arrow key leads among the marks of the band: along a lane to the next older or newer, or to the mark that
// lies nearest in time in the next lane that has any.

import type { LaneOfMarks, Mark } from "./marks.ts";

/** The mark to go to; null where there is none that way; undefined for a key that leads nowhere here. */
export function neighbourOf(lanes: readonly LaneOfMarks[], from: string, key: string): Mark | null | undefined {
  const rows = lanes.map((lane) => [...lane.marks, ...(lane.undated === null ? [] : [lane.undated])]);
  const row = rows.findIndex((marks) => marks.some((mark) => mark.entries[0].key === from));
  const marks = rows[row];
  if (marks === undefined) return undefined;
  const at = marks.findIndex((mark) => mark.entries[0].key === from);
  switch (key) {
    case "ArrowLeft": return marks[at + 1] ?? null;
    case "ArrowRight": return marks[at - 1] ?? null;
    case "Home": return marks.at(-1) ?? null;
    case "End": return marks[0] ?? null;
    case "ArrowUp": return nearest(rows.slice(0, row).toReversed(), marks[at]);
    case "ArrowDown": return nearest(rows.slice(row + 1), marks[at]);
    default: return undefined;
  }
}

function nearest(rows: readonly (readonly Mark[])[], from: Mark | undefined): Mark | null {
  const row = rows.find((marks) => marks.length > 0);
  if (row === undefined || from === undefined) return null;
  return row.toSorted((a, b) => Math.abs(a.x - from.x) - Math.abs(b.x - from.x))[0] ?? null;
}
