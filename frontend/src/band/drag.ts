// Dragging sideways, told apart from a click by the first few pixels.

const CLICK_PX = 4;

/** Calls `moved` with how far the pointer went since the last call, in px; the click that ends a drag is swallowed. */
export function drag(surface: HTMLElement, moved: (byPx: number) => void): void {
  let last: number | null = null;
  let isDrag = false;
  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    last = event.clientX;
    isDrag = false;
  });
  surface.addEventListener("pointermove", (event) => {
    if (last === null || (!isDrag && Math.abs(event.clientX - last) < CLICK_PX)) return;
    if (!isDrag) surface.setPointerCapture(event.pointerId);
    isDrag = true;
    moved(event.clientX - last);
    last = event.clientX;
  });
  for (const kind of ["pointerup", "pointercancel"]) surface.addEventListener(kind, () => { last = null; });
  surface.addEventListener("click", (event) => {
    if (isDrag) event.stopImmediatePropagation();
    isDrag = false;
  }, { capture: true });
}
