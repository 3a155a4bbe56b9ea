// Builds the page out of nodes: text is always a text node, so nothing a holder sends is ever read as markup.
// No style attribute is ever set (the policy forbids it); looks come from classes.

type Attributes = Readonly<Record<string, string | number | boolean | null | ((event: Event) => void)>>;
export type Child = Node | string | null;

/** `el("button.btn.primary", { type: "button", click: fn }, "Opnieuw")`; null children and attributes are left out. */
export function el(kind: string, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElement {
  const [tag = "div", ...classes] = kind.split(".");
  const element = document.createElement(tag);
  if (classes.length > 0) element.classList.add(...classes);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(viewBox: string, classes: string, ...paths: readonly string[]): SVGElement {
  const element = document.createElementNS(SVG, "svg");
  element.setAttribute("viewBox", viewBox);
  element.setAttribute("class", classes);
  element.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    element.append(path);
  }
  return element;
}

/** A host whose content is built anew only when what it says changes; the focus stays on the same control. */
export class Region {
  readonly #host: HTMLElement;
  #said: string | null = null;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  show(says: unknown, build: () => readonly Child[]): void {
    const said = JSON.stringify(says);
    if (said === this.#said) return;
    this.#said = said;
    const active = document.activeElement;
    const control = active instanceof HTMLElement && this.#host.contains(active) ? active.dataset["control"] : undefined;
    this.#host.replaceChildren(...build().filter((child) => child !== null));
    if (control !== undefined) this.#host.querySelector<HTMLElement>(`[data-control="${CSS.escape(control)}"]`)?.focus();
  }
}
