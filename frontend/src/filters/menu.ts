// One choice of the filter bar: a button that opens a list of values with their counts. Several can be chosen by
// mouse or keyboard (Space); it stays open until Esc, or until the focus goes elsewhere.

import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import { icon } from "../icons.ts";

export class Menu {
  readonly element: HTMLElement;
  readonly #button: HTMLElement;
  readonly #panel: HTMLElement;
  readonly #says: Region;
  readonly #content: Region;

  constructor(name: string, label: string) {
    this.#button = el("button.chip", { type: "button", "aria-expanded": "false", "data-menu": name, click: () => this.toggle() });
    this.#panel = el("div.choices", { role: "group", "aria-label": label, hidden: true });
    this.#says = new Region(this.#button);
    this.#content = new Region(this.#panel);
    this.element = el("div.menu", {
      focusout: (event) => event instanceof FocusEvent && event.relatedTarget instanceof Node && !this.element.contains(event.relatedTarget) && this.close(),
    }, this.#button, this.#panel);
  }

  get isOpen(): boolean {
    return !this.#panel.hidden;
  }

  show(says: unknown, button: () => readonly Child[], content: () => readonly Child[]): void {
    this.#says.show(says, () => [...button(), icon("chevron")]);
    this.#content.show([says, this.isOpen], () => (this.isOpen ? content() : []));
  }

  toggle(): void {
    if (this.isOpen) {
      this.close();
      return;
    }
    this.#panel.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    this.element.dispatchEvent(new Event("opened", { bubbles: true }));
    this.#panel.querySelector<HTMLElement>("button, input")?.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.#panel.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
  }

  focus(): void {
    this.#button.focus();
  }

  /** Closes, and gives the focus back to its button. */
  leave(): void {
    this.close();
    this.focus();
  }
}
