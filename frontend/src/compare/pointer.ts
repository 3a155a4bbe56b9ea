// What mouse, pen and finger do on a picture. Left: the tool that is chosen, else the window; middle: pan; right: zoom;
// wheel: another image, with Ctrl zoom; two clicks: the whole image again.

import type { Tool } from "./words/words.ts";

export interface PointerActions {
  tool(): Tool | null;
  touched(): void;
  scroll(step: -1 | 1): void;
  /** Where on the surface, in CSS pixels, and how far since the last time. */
  zoom(by: number, x: number, y: number): void;
  pan(dx: number, dy: number): void;
  window(dx: number, dy: number): void;
  measureFrom(x: number, y: number): void;
  measureTo(x: number, y: number, done: boolean): void;
  reset(): void;
}

type Doing = Tool | "window";

/** A mouse's notch is one image; a pad's small movements are gathered. */
const NOTCH_PX = 50;
const LINE_PX = 40;
const ZOOM_PER_PX = 1.006;

export function listenTo(element: HTMLElement, actions: PointerActions): void {
  let doing: Doing | null = null;
  let last: readonly [number, number] = [0, 0];
  let grabbed: readonly [number, number] = [0, 0];
  let gathered = 0;
  const place = (event: MouseEvent): readonly [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Element && event.target.closest("select, button, a, .rail, .note") !== null) return;
    actions.touched();
    doing = event.button === 1 ? "pan" : event.button === 2 ? "zoom" : (actions.tool() ?? "window");
    [last, grabbed] = [place(event), place(event)];
    element.setPointerCapture(event.pointerId);
    if (doing === "measure") actions.measureFrom(...last);
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => {
    if (doing === null || !element.hasPointerCapture(event.pointerId)) return;
    const now = place(event);
    const [dx, dy] = [now[0] - last[0], now[1] - last[1]];
    if (doing === "window") actions.window(dx, dy);
    else if (doing === "pan") actions.pan(dx, dy);
    else if (doing === "zoom") actions.zoom(ZOOM_PER_PX ** -dy, ...grabbed);
    else actions.measureTo(...now, false);
    last = now;
  });
  const end = (event: PointerEvent): void => {
    if (doing === "measure") actions.measureTo(...place(event), true);
    doing = null;
  };
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  element.addEventListener("contextmenu", (event) => event.preventDefault());
  element.addEventListener("dblclick", (event) => {
    if (event.target instanceof Element && event.target.closest("select, button, .note") === null) actions.reset();
  });
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const amount = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
    if (amount === 0) return;
    if (event.ctrlKey) {
      actions.zoom(ZOOM_PER_PX ** -amount, ...place(event));
      return;
    }
    gathered = Math.abs(amount) >= NOTCH_PX ? amount : gathered + amount;
    if (Math.abs(gathered) < NOTCH_PX) return;
    actions.scroll(gathered < 0 ? -1 : 1);
    gathered = 0;
  }, { passive: false });
}
