// The question what is wrong, and with which part of the row: a form over the page that sends nothing by itself.

import type { Failure } from "../asked.ts";
import { el } from "../dom.ts";
import type { Holder } from "../events.ts";
import { icon } from "../icons.ts";
import { key, note } from "../views/note.ts";
import type { Words } from "../words/words.ts";
import type { Subject } from "./subjects.ts";
import { KINDS } from "./telling.ts";
import type { ConcernKind } from "./telling.ts";
import type { ConcernWords } from "./words/words.ts";

const MAX_CHARACTERS = 2000;

export interface DialogHost {
  readonly words: Words;
  readonly concernWords: ConcernWords;
  send(subject: Subject, kind: ConcernKind, says: string): Promise<Exclude<Failure, "no-session"> | null>;
  close(): void;
}

export class ConcernDialog {
  readonly element: HTMLElement;
  readonly #host: DialogHost;
  readonly #form = el("form");

  constructor(host: DialogHost) {
    this.#host = host;
    const { words, concernWords } = host;
    this.element = el("div.popover.concern", { role: "dialog", "aria-label": concernWords.title, tabindex: -1, hidden: true },
      el("div.title", {}, el("h2", {}, concernWords.title),
        el("button.button.quiet", { type: "button", click: host.close }, words.close, key("Esc"))),
      this.#form);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  #subjects: readonly Subject[] = [];

  /** Asks about these, with nothing filled in. */
  ask(subjects: readonly Subject[], holders: ReadonlyMap<string, Holder>): void {
    this.#subjects = subjects;
    const { concernWords: words } = this.#host;
    const goesTo = el("p.meta", { "aria-live": "polite" });
    const phone = el("p.meta");
    const chosen = (): void => {
      const subject = this.#chosen();
      const holder = subject === null ? undefined : holders.get(subject.custodian);
      goesTo.textContent = subject === null ? "" : words.goesTo(holder?.short_name ?? subject.institution);
      const number = holder?.phone ?? null;
      phone.replaceChildren(...(number === null ? [] : [words.urgent, " ",
        el("a.link", { href: `tel:${number.replaceAll(/[^+\d]/g, "")}`, "aria-label": this.#host.words.call(holder?.name ?? "", number) }, icon("phone"), number)]));
    };
    const about = el("select", { name: "about", change: chosen },
      ...subjects.map((subject, i) => el("option", { value: i },
        subject.kind === "images" ? words.images(subject.institution) : words.report(subject.title, subject.institution))));
    this.#form.replaceChildren(
      el("label.about", {}, words.about, about),
      el("fieldset", {}, el("legend", {}, words.what), ...KINDS.map((kind) =>
        el("label", {}, el("input", { type: "radio", name: "kind", value: kind, required: true }), words.kinds[kind]))),
      el("label.explain", {}, words.explain, el("textarea", { name: "text", rows: 3, maxlength: MAX_CHARACTERS })),
      goesTo, phone,
      el("div.says", { role: "status" }),
      el("div.todo", {},
        el("button.button.primary", { type: "submit" }, words.send),
        el("button.button", { type: "button", click: this.#host.close }, words.cancel)));
    chosen();
  }

  #chosen(): Subject | null {
    const about = this.#form.querySelector("select");
    return this.#subjects[Number(about?.value ?? 0)] ?? null;
  }

  async #send(): Promise<void> {
    const { concernWords: words } = this.#host;
    const subject = this.#chosen();
    const kind = KINDS.find((one) => one === this.#form.querySelector<HTMLInputElement>("input:checked")?.value);
    const says = this.#form.querySelector("textarea")?.value ?? "";
    const button = this.#form.querySelector<HTMLButtonElement>("[type=submit]");
    if (subject === null || kind === undefined || button === null || button.disabled) return;
    button.disabled = true;
    button.textContent = words.sending;
    const failure = await this.#host.send(subject, kind, says);
    button.disabled = false;
    button.textContent = words.send;
    if (failure !== null) this.#form.querySelector(".says")?.replaceChildren(note("danger", words.failures[failure]));
  }
}
