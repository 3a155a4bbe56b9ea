// The rail at the right of a picture: one line for each image of the stack, filled where it is here; gaps stay gaps. The
// knob is where the reader is. For assistive technology it is the slider of the stack.

import { el } from "../dom.ts";

const SVG = "http://www.w3.org/2000/svg";

export type Presence = "here" | "failed" | "absent";

export class Rail {
  readonly element: HTMLElement;
  readonly #drawing = document.createElementNS(SVG, "svg");
  readonly #here = document.createElementNS(SVG, "path");
  readonly #failed = document.createElementNS(SVG, "path");
  readonly #knob = el("b");
  readonly #go: (index: number) => void;
  #count = 0;

  constructor(label: string, go: (index: number) => void) {
    this.#go = go;
    this.#drawing.setAttribute("preserveAspectRatio", "none");
    this.#drawing.setAttribute("aria-hidden", "true");
    this.#here.setAttribute("class", "here");
    this.#failed.setAttribute("class", "failed");
    this.#drawing.append(this.#here, this.#failed);
    this.element = el("div.rail", {
      role: "slider", tabindex: 0, "aria-label": label, "aria-orientation": "vertical", "aria-valuemin": 1,
      pointerdown: (event) => event instanceof PointerEvent && this.#grab(event),
      pointermove: (event) => event instanceof PointerEvent && this.#drag(event),
    });
    this.element.append(this.#drawing, this.#knob);
  }

  /** How many images there are, and which of them are here. */
  show(count: number, presence: (index: number) => Presence): void {
    this.#count = count;
    this.element.hidden = count < 2;
    this.element.setAttribute("aria-valuemax", String(Math.max(count, 1)));
    this.#drawing.setAttribute("viewBox", `0 0 1 ${Math.max(count, 1)}`);
    this.#here.setAttribute("d", runs(count, (index) => presence(index) === "here"));
    this.#failed.setAttribute("d", runs(count, (index) => presence(index) === "failed"));
  }

  at(index: number, count: number, says: string): void {
    this.element.setAttribute("aria-valuenow", String(index + 1));
    this.element.setAttribute("aria-valuetext", says);
    this.#knob.style.top = `${(100 * (index + 0.5)) / Math.max(count, 1)}%`;
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    this.#goTo(event);
  }

  #drag(event: PointerEvent): void {
    if (this.element.hasPointerCapture(event.pointerId)) this.#goTo(event);
  }

  #goTo(event: PointerEvent): void {
    const { top, height } = this.element.getBoundingClientRect();
    this.#go(Math.min(Math.max(Math.floor(((event.clientY - top) / height) * this.#count), 0), this.#count - 1));
  }
}

/** One closed shape for each run of neighbouring images. */
function runs(count: number, has: (index: number) => boolean): string {
  const shapes: string[] = [];
  for (let at = 0; at < count; at++) {
    if (!has(at)) continue;
    const from = at;
    while (at + 1 < count && has(at + 1)) at++;
    shapes.push(`M0 ${from}H1V${at + 1}H0Z`);
  }
  return shapes.join("");
}
