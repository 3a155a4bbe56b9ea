// What a study holds besides images, said in its pane: what can be read here is opened over the picture, what cannot is
// named and can be had as a file. Nothing is left out unsaid.

import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import { grouped } from "../format.ts";
import type { OpenSeries, OpenStudy } from "../images/opened.ts";
import type { OtherInstance } from "../images/series.ts";
import { fetchFile, fileName, save } from "./others_fetch.ts";
import { namesOf, othersFound, othersOf } from "./others_listing.ts";
import type { OtherObject } from "./others_listing.ts";
import { ObjectReader } from "./others_reader.ts";
import type { Shared } from "./shared.ts";
import "../styles/others.css";

const MAX_LISTED = 100;

export class Others {
  readonly element = el("div.others");
  readonly reader: ObjectReader;
  readonly #shared: Shared;
  readonly #institution: () => string;
  #study: OpenStudy | null = null;
  #objects: readonly OtherObject[] = [];
  #downloads = new AbortController();

  /** `picture` is what a reader covers; `institution` gives who holds the study. */
  constructor(shared: Shared, picture: HTMLElement, institution: () => string) {
    [this.#shared, this.#institution] = [shared, institution];
    this.reader = new ObjectReader(shared, {
      picture,
      institution,
      download: (object) => this.#downloadButton(object),
      closed: () => this.element.querySelector<HTMLElement>("summary")?.focus(),
    });
  }

  show(study: OpenStudy): void {
    this.#study = study;
    this.#say(othersOf(study, this.#shared.words));
  }

  /** The headers of a series are here, and tell of objects that the manifest took for images. */
  found(series: OpenSeries, others: readonly OtherInstance[]): void {
    const found = othersFound(series, others, this.#shared.words);
    if (found.length > 0) this.#say([...this.#objects, ...found]);
  }

  #say(objects: readonly OtherObject[]): void {
    this.#objects = objects;
    this.element.replaceChildren(...this.#said().filter((child) => child !== null));
  }

  /** Opens the first object that can be read; for a study without pictures. */
  openFirst(): void {
    const first = this.#objects.find(({ reader }) => reader !== null);
    if (first !== undefined) this.#open(first);
  }

  clear(): void {
    this.#downloads.abort();
    this.#downloads = new AbortController();
    this.reader.close();
    [this.#study, this.#objects] = [null, []];
    this.element.replaceChildren();
  }

  #said(): readonly Child[] {
    const { words, context: { words: common } } = this.#shared;
    const readable = this.#objects.filter(({ reader }) => reader !== null);
    const others = this.#objects.filter(({ reader }) => reader === null);
    const [only] = others;
    const isListed = readable.length > 0 || others.length > 1;
    return [
      isListed ? el("details", {}, el("summary", {}, `${words.alsoHere}: ${namesOf(this.#objects)}`), this.#list()) : null,
      only === undefined ? null : el("p.unshown", {},
        words.others.notShown(grouped(others.length, common), others.length === 1, namesOf(others)),
        ...(others.length === 1 ? [" · ", this.#downloadButton(only)] : [])),
    ];
  }

  #list(): HTMLElement {
    const { words, context: { words: common } } = this.#shared;
    const rest = this.#objects.length - MAX_LISTED;
    return el("ul", {},
      ...this.#objects.slice(0, MAX_LISTED).map((object) => this.#row(object)),
      rest > 0 ? el("li", {}, words.others.more(grouped(rest, common))) : null);
  }

  #row(object: OtherObject): HTMLElement {
    const { words } = this.#shared;
    const { series, name, reader } = object;
    return el("li", {},
      el("span.cut", {}, series.description === null ? name : `${name} · ${series.description}`),
      reader === null ? null : el("button.link", { type: "button", click: () => this.#open(object) }, words.others.open),
      this.#downloadButton(object));
  }

  #open(object: OtherObject): void {
    if (this.#study === null) return;
    this.element.querySelector("details")?.removeAttribute("open");
    void this.reader.open(this.#study.path, object);
  }

  #downloadButton(object: OtherObject): HTMLElement {
    const { words } = this.#shared;
    const button = el("button.link", { type: "button", "data-control": `download-${object.instance.uid}` }, words.others.download) as HTMLButtonElement;
    button.addEventListener("click", () => void this.#download(object, button));
    return button;
  }

  async #download(object: OtherObject, button: HTMLButtonElement): Promise<void> {
    const [study, words, { signal }] = [this.#study, this.#shared.words.others, this.#downloads];
    if (study === null || button.disabled) return;
    [button.disabled, button.textContent] = [true, words.downloading];
    try {
      await this.#shared.studies.opening.ready();
      const answer = await fetchFile(study.path, object, signal);
      if ("failed" in answer) {
        const { what } = words[answer.failed === "unreadable" ? "unreachable" : answer.failed](this.#institution());
        button.textContent = `${words.download} – ${what}`;
      } else {
        save(answer.blob, fileName(object));
        button.textContent = words.download;
      }
      button.disabled = false;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
