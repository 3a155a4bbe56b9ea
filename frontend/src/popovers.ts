// Panels that open over the page: one at a time, focus goes in and comes back to where it was.

export class Popovers {
  readonly #all: readonly HTMLElement[];
  #opener: HTMLElement | null = null;

  constructor(all: readonly HTMLElement[]) {
    this.#all = all;
  }

  toggle(popover: HTMLElement): void {
    const opening = popover.hidden;
    for (const one of this.#all) one.hidden = true;
    popover.hidden = !opening;
    if (opening) {
      this.#opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      popover.focus();
    } else if (this.#opener?.isConnected === true) this.#opener.focus();
  }

  /** Closes what is open; false if nothing was. */
  close(): boolean {
    const open = this.#all.find((one) => !one.hidden);
    if (open !== undefined) this.toggle(open);
    return open !== undefined;
  }
}
