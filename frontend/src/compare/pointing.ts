// What a pointer does to one pane's picture.

import type { Point } from "../images/measure.ts";
import type { Pane } from "./pane.ts";
import { moved, WHOLE, zoomed } from "./placing.ts";
import type { PointerActions } from "./pointer.ts";
import { dragged } from "./scene.ts";
import type { Tool } from "./words/words.ts";

export interface Pointing {
  tool(): Tool | null;
  touched(): void;
  /** The grey values were changed by hand. */
  windowed(): void;
}

export function pointerOf(pane: Pane, { tool, touched, windowed }: Pointing): PointerActions {
  let from: Point | null = null;
  const inImage = (x: number, y: number): Point | null => {
    const [mapping, image] = [pane.viewing?.mapping ?? null, pane.viewing?.drawnImage ?? null];
    if (mapping === null || image === null) return null;
    const [column, row] = mapping.toImage(x, y);
    return { x: Math.min(Math.max(column, 0), image.columns), y: Math.min(Math.max(row, 0), image.rows) };
  };
  return {
    tool,
    touched,
    scroll: (step) => {
      touched();
      const viewing = pane.viewing;
      viewing?.go(viewing.index + step);
    },
    zoom: (by, x, y) => {
      const [viewing, at] = [pane.viewing, inImage(x, y)];
      const image = viewing?.drawnImage ?? null;
      if (viewing === null || image === null || at === null) return;
      viewing.place(zoomed(viewing.placing, by, at.x / image.columns, at.y / image.rows));
    },
    pan: (dx, dy) => {
      const viewing = pane.viewing;
      const [mapping, image] = [viewing?.mapping ?? null, viewing?.drawnImage ?? null];
      if (viewing === null || mapping === null || image === null) return;
      viewing.place(moved(viewing.placing, -dx / (mapping.perColumn * image.columns), -dy / (mapping.perRow * image.rows)));
    },
    window: (dx, dy) => {
      const viewing = pane.viewing;
      const window = viewing?.window ?? null;
      if (viewing === null || window === null || (dx === 0 && dy === 0)) return;
      viewing.setWindow(dragged(window, dx, dy));
      windowed();
    },
    measureFrom: (x, y) => {
      from = inImage(x, y);
    },
    measureTo: (x, y, isDone) => {
      const to = inImage(x, y);
      if (from !== null && to !== null) pane.viewing?.measure(from, to);
      if (isDone) from = null;
    },
    reset: () => pane.viewing?.place(WHOLE),
  };
}
