// Keeps what is being read where it is while rows come in above it, or what stands above the list grows: the selected
// row while it is in sight, else the first line in sight once somebody has scrolled. At rest at the top, new rows
// simply push the others down.

/** The column heads that lie over the first row once scrolled. */
const HEAD_PX = 26;

export class Place {
  readonly #scroller: HTMLElement;
  readonly #rows: HTMLElement;
  /** Where the list began when it was last looked at, and in what it scrolls; null while it is out of sight. */
  #began: { readonly frame: Element; readonly at: number } | null = null;

  constructor(scroller: HTMLElement, rows: HTMLElement) {
    this.#scroller = scroller;
    this.#rows = rows;
  }

  keep(selected: HTMLElement | null, change: () => void): void {
    const anchor = this.#anchor(selected);
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (anchor?.isConnected === true) this.#scrollBy(anchor.getBoundingClientRect().top - before);
    this.#began = this.#beginning();
  }

  /** Makes good what the list as a whole was moved since it was last looked at. */
  settle(selected: HTMLElement | null): void {
    const [before, now] = [this.#began, this.#beginning()];
    this.#began = now;
    if (before === null || now === null || before.frame !== now.frame) return;
    if (this.#anchor(selected) !== null) this.#scrollBy(now.at - before.at);
  }

  /** Its top edge, in px from that of what scrolls. */
  #beginning(): { readonly frame: Element; readonly at: number } | null {
    if (this.#scroller.offsetParent === null) return null;
    const frame = this.#frame();
    const { top } = this.#scroller.getBoundingClientRect();
    return { frame, at: frame === this.#scroller ? top : top + frame.scrollTop };
  }

  /** A list that fits as a whole has nothing to scroll by, and hides no row to keep another in its place. */
  #scrollBy(px: number): void {
    if (Math.abs(px) >= 1) this.#frame().scrollTop += px;
  }

  /** How many rows lie out of sight above and below. */
  outOfSight(): { readonly above: number; readonly below: number } {
    const frame = this.#scroller.getBoundingClientRect();
    const rows = this.#rows.children;
    const above = firstWhere(rows, (row) => row.bottom > frame.top + HEAD_PX + 4);
    const below = firstWhere(rows, (row) => row.top >= frame.bottom - 4);
    return { above, below: rows.length - below };
  }

  #anchor(selected: HTMLElement | null): HTMLElement | null {
    const frame = this.#scroller.getBoundingClientRect();
    const inSight = (element: Element): boolean => {
      const { top, bottom } = element.getBoundingClientRect();
      return bottom > Math.max(frame.top + HEAD_PX, 0) && top < Math.min(frame.bottom, window.innerHeight);
    };
    if (selected !== null && inSight(selected)) return selected;
    if (this.#frame().scrollTop === 0) return null;
    const first = this.#rows.children.item(this.outOfSight().above);
    return first instanceof HTMLElement && inSight(first) ? first : null;
  }

  /** On a small screen the page itself scrolls, elsewhere the list does. */
  #frame(): Element {
    const listScrolls = getComputedStyle(this.#scroller).overflowY !== "visible";
    return listScrolls ? this.#scroller : (document.scrollingElement ?? this.#scroller);
  }
}

/** How many rows stand before the first of which this is true; below it, it is true of all. */
function firstWhere(rows: HTMLCollection, isTrue: (row: DOMRect) => boolean): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const row = rows.item(middle);
    if (row !== null && isTrue(row.getBoundingClientRect())) to = middle;
    else from = middle + 1;
  }
  return from;
}
