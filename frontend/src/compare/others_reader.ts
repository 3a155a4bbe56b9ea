// The reader of one pane: it stands over the picture, with the name of what is read and the way back.

import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import { icon } from "../icons.ts";
import { key, note } from "../views/note.ts";
import { plays, readerView } from "../views/reader.ts";
import type { Trouble } from "../words/words.ts";
import { fetchReadable } from "./others_fetch.ts";
import type { OtherObject } from "./others_listing.ts";
import type { Shared } from "./shared.ts";

export interface ReaderHost {
  readonly picture: HTMLElement;
  institution(): string;
  download(object: OtherObject): HTMLElement;
  closed(): void;
}

export class ObjectReader {
  readonly element = el("div.reader", { hidden: true });
  readonly #content = el("div.content");
  readonly #shared: Shared;
  readonly #host: ReaderHost;
  #control = new AbortController();
  #url: string | null = null;

  constructor(shared: Shared, host: ReaderHost) {
    [this.#shared, this.#host] = [shared, host];
    // Letters and arrows act on pictures, and none is in sight here.
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.#leave();
    });
  }

  /** Shows an object in place of the pictures. */
  async open(path: string, object: OtherObject): Promise<void> {
    this.close();
    if (object.reader === null) return;
    const { signal } = this.#control;
    const words = this.#shared.words.others;
    this.#begin(object);
    this.#say(el("p.waiting", { role: "status" }, words.fetching(object.name)));
    try {
      await this.#shared.studies.opening.ready();
      const answer = await fetchReadable(path, object, object.reader, signal);
      if ("failed" in answer) this.#trouble(words[answer.failed](this.#host.institution()), () => void this.open(path, object));
      else if (object.reader === "film" && !plays(answer.blob.type)) this.#trouble(words.notPlayable);
      else {
        this.#url = URL.createObjectURL(answer.blob);
        this.#say(readerView(object.reader, this.#url, object.name, () => this.#trouble(words.notPlayable)));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Takes away what is read, and lets go of it. */
  close(): void {
    this.#control.abort();
    this.#control = new AbortController();
    if (this.#url !== null) URL.revokeObjectURL(this.#url);
    this.#url = null;
    this.#content.replaceChildren();
    this.element.replaceChildren();
    this.element.hidden = true;
    this.#host.picture.inert = false;
  }

  #leave(): void {
    this.close();
    this.#host.closed();
  }

  #begin(object: OtherObject): void {
    const { words } = this.#shared;
    const description = object.series.description;
    const back = el("button.button.quiet", { type: "button", "data-control": "reader-back", click: () => this.#leave() }, icon("back"), words.others.back, key("Esc"));
    this.element.replaceChildren(
      el("div.reading", {}, back,
        el("b.cut", {}, description === null ? object.name : `${object.name} · ${description}`),
        this.#host.download(object)),
      this.#content);
    this.element.hidden = false;
    this.#host.picture.inert = true;
    back.focus();
  }

  #say(content: HTMLElement): void {
    this.#content.replaceChildren(content);
  }

  #trouble(trouble: Trouble, again?: () => void): void {
    const doing: Child = again === undefined ? null : el("button.button", { type: "button", "data-control": "again", click: again }, this.#shared.words.again);
    this.#say(el("div.trouble", { role: "status" }, note("plain", trouble, "info", doing)));
  }
}
