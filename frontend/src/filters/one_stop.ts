// One stop of Tab for all chips; the arrow keys go from chip to chip (WAI-ARIA Authoring Practices, toolbar). The stop
// is the chip that had the focus last.

const nameOf = (chip: HTMLElement): string | undefined => chip.dataset["menu"] ?? chip.dataset["control"];

export class OneStop {
  readonly #bar: HTMLElement;
  #last: string | undefined;

  constructor(bar: HTMLElement) {
    this.#bar = bar;
    bar.addEventListener("focusin", ({ target }) => {
      if (!(target instanceof HTMLElement) || !target.matches(".chip")) return;
      this.#last = nameOf(target);
      this.renew();
    });
  }

  /** After chips were made anew. */
  renew(): void {
    const chips = [...this.#bar.querySelectorAll<HTMLElement>(".chip")];
    const stop = chips.find((chip) => nameOf(chip) === this.#last) ?? chips[0];
    for (const chip of chips) chip.tabIndex = chip === stop ? 0 : -1;
  }
}
