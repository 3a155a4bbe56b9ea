// Lines over the picture: what was measured, and a bar of known length. Drawn in the picture's own pixels, so that they
// stay where they were put however it is zoomed.

import type { Point } from "../images/measure.ts";
import type { Mapping } from "./drawing/surface.ts";

const SVG = "http://www.w3.org/2000/svg";
const BAR_END = 7;
const LABEL_AWAY = 12;

export interface Line {
  readonly from: Point;
  readonly to: Point;
  readonly says: string;
}

/** A length that is written beside a bar of that length. */
export interface ScaleBar {
  readonly columns: number;
  readonly says: string;
}

export class Overlay {
  readonly element = document.createElementNS(SVG, "svg");

  constructor() {
    this.element.setAttribute("class", "over");
    this.element.setAttribute("aria-hidden", "true");
  }

  show(mapping: Mapping | null, lines: readonly Line[], bar: ScaleBar | null, width: number, height: number): void {
    if (mapping === null) {
      this.element.replaceChildren();
      return;
    }
    const drawn = lines.flatMap((line) => lineWithBars(mapping, line));
    this.element.replaceChildren(...drawn, ...(bar === null ? [] : scale(mapping, bar, width, height)));
  }
}

function path(name: string, d: string): SVGElement {
  const element = document.createElementNS(SVG, "path");
  element.setAttribute("class", name);
  element.setAttribute("d", d);
  return element;
}

function label(name: string, x: number, y: number, says: string): SVGElement {
  const element = document.createElementNS(SVG, "text");
  element.setAttribute("class", name);
  element.setAttribute("x", x.toFixed(1));
  element.setAttribute("y", y.toFixed(1));
  element.textContent = says;
  return element;
}

function lineWithBars(mapping: Mapping, { from, to, says }: Line): readonly SVGElement[] {
  const [x1, y1] = mapping.toSurface(from.x, from.y);
  const [x2, y2] = mapping.toSurface(to.x, to.y);
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [((y2 - y1) / length) * BAR_END, (-(x2 - x1) / length) * BAR_END];
  const bars = [[x1, y1], [x2, y2]].map(([x = 0, y = 0]) => `M${x + ux} ${y + uy}L${x - ux} ${y - uy}`).join("");
  const right = x2 >= x1 ? [x2, y2] : [x1, y1];
  const [x = 0, y = 0] = right;
  return [path("measure", `M${x1} ${y1}L${x2} ${y2}${bars}`), label("measured", x + LABEL_AWAY, y + 4, says)];
}

/** At the bottom, in the middle. */
function scale(mapping: Mapping, { columns, says }: ScaleBar, width: number, height: number): readonly SVGElement[] {
  const length = columns * mapping.perColumn;
  if (length < 20 || length > width * 0.6) return [];
  const [left, y] = [width / 2 - 8 - length / 2, height - 40];
  return [
    path("scale", `M${left} ${y - 4}v8M${left} ${y}h${length}M${left + length} ${y - 4}v8`),
    label("scaled", left + length + 7, y + 4, says),
  ];
}
