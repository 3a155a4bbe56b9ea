// The frame of one pane: head, remarks, picture with its words, and the place where trouble is said. It shows what it is
// told; what happens is the pane's.

import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Letters } from "../images/geometry.ts";
import { Overlay } from "./overlay.ts";
import { Rail } from "./rail.ts";
import type { CompareWords } from "./words/words.ts";

const CAPTIONS = ["facts", "place", "level", "window", "placing", "preview", "lossy", "loaded", "awaited"] as const;
type Caption = (typeof CAPTIONS)[number];
const EDGES = ["top", "bottom", "left", "right"] as const;

const ANNOUNCE_MS = 600;

export class Frame {
  readonly element: HTMLElement;
  readonly picture: HTMLElement;
  readonly overlay = new Overlay();
  readonly rail: Rail;
  readonly choice = el("select.series") as HTMLSelectElement;
  readonly #captions: Readonly<Record<Caption, HTMLElement>>;
  readonly #edges: Readonly<Record<(typeof EDGES)[number], HTMLElement>>;
  readonly #unknown: HTMLElement;
  readonly #bar = el("u", {}, el("i"));
  readonly #head: Region;
  readonly #remarks: Region;
  readonly #trouble: Region;
  readonly #troubleHost = el("div.instead");
  readonly #live = el("p.vh", { role: "status" });
  #announcing = 0;

  constructor(surface: HTMLElement, words: CompareWords, go: (index: number) => void) {
    const head = el("header");
    const remarks = el("div.remarks");
    [this.#head, this.#remarks, this.#trouble] = [new Region(head), new Region(remarks), new Region(this.#troubleHost)];
    this.#captions = Object.fromEntries(CAPTIONS.map((name) => [name, el(`span.${name}`)])) as Record<Caption, HTMLElement>;
    this.#edges = Object.fromEntries(EDGES.map((name) => [name, el(`span.or.at-${name}`)])) as Record<(typeof EDGES)[number], HTMLElement>;
    this.#unknown = el("span.or.unknown", { hidden: true }, words.orientationUnknown);
    this.rail = new Rail(words.railLabel, go);
    this.choice.setAttribute("aria-label", words.seriesChoice);
    const { facts, place, level, window, placing, preview, lossy, loaded, awaited } = this.#captions;
    this.picture = el("div.pic", {}, surface, this.overlay.element,
      el("div.ov.tl", {}, this.choice, facts), el("div.ov.tr", {}, place, level),
      el("div.ov.bl", {}, preview, lossy, window, placing), el("div.ov.br", {}, awaited, el("span.load", {}, this.#bar, loaded)),
      ...Object.values(this.#edges), this.#unknown, this.rail.element, this.#troubleHost);
    this.element = el("section.view", { tabindex: -1 }, head, remarks, this.picture, this.#live);
  }

  /** A line between remarks and picture, and what covers the picture when it is asked for. */
  beside(line: HTMLElement, cover: HTMLElement): void {
    this.picture.before(line);
    this.picture.after(cover);
  }

  name(says: string, isOutside: boolean): void {
    this.element.setAttribute("aria-label", says);
    this.element.classList.toggle("outside", isOutside);
  }

  head(says: unknown, build: () => readonly Child[]): void {
    this.#head.show(says, build);
  }

  /** `todo` is what can be done about the last of them. */
  remarks(lines: readonly string[], todo: (() => Child) | null = null): void {
    this.#remarks.show([lines, todo !== null], () =>
      lines.map((line, at) => el("p", {}, line, todo !== null && at === lines.length - 1 ? todo() : null)));
  }

  captions(says: Readonly<Partial<Record<Caption, string | null>>>): void {
    for (const name of CAPTIONS) if (says[name] !== undefined) this.caption(name, says[name]);
  }

  /** No words about an image that is not there; of what is awaited and loaded they stay. */
  forgetImage(): void {
    this.captions({ facts: null, place: null, level: null, window: null, placing: null, preview: null, lossy: null });
    this.orientation(undefined);
  }

  caption(name: Caption, says: string | null): void {
    const element = this.#captions[name];
    const said = says ?? "";
    if (element.textContent !== said) element.textContent = said;
    element.hidden = said === "";
  }

  /** Null: the header does not say; `undefined`: there is no image to say it of. */
  orientation(letters: Letters | null | undefined): void {
    for (const edge of EDGES) this.#edges[edge].textContent = letters?.[edge] ?? "";
    this.#unknown.hidden = letters !== null;
  }

  /** On the stack where there is one, until then on the whole. */
  focus(): void {
    (this.rail.element.hidden ? this.element : this.rail.element).focus({ preventScroll: true });
  }

  /** The part that is here, from 0 to 1; the bar goes when everything is. */
  loadedPart(part: number): void {
    this.#bar.hidden = part >= 1;
    const filled = this.#bar.firstElementChild;
    if (filled instanceof HTMLElement) filled.style.width = `${Math.round(100 * part)}%`;
  }

  /** In the picture's place; nothing of an image stays in sight beside it. */
  instead(says: unknown, build: () => readonly Child[]): void {
    this.#trouble.show(says, build);
    this.picture.classList.toggle("no-picture", this.#troubleHost.childElementCount > 0);
  }

  /** No image, no words about one. */
  blank(): void {
    for (const name of CAPTIONS) this.caption(name, null);
    this.choice.hidden = true;
    this.rail.element.hidden = true;
    this.#bar.hidden = true;
    this.orientation(undefined);
  }

  /** Said to a screen reader once the reader has come to rest. */
  announce(says: string): void {
    window.clearTimeout(this.#announcing);
    this.#announcing = window.setTimeout(() => {
      this.#live.textContent = says;
    }, ANNOUNCE_MS);
  }

  letGo(): void {
    window.clearTimeout(this.#announcing);
  }
}
