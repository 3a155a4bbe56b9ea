// What this user says is wrong: the button, the form, and beside the row what the holders did. What was told is asked
// for when the page opens, after every answer, and once a minute while something is not settled yet.

import { el, Region } from "../dom.ts";
import type { Entry, Holder } from "../events.ts";
import { momentInWords } from "../format.ts";
import { icon } from "../icons.ts";
import { key, note } from "../views/note.ts";
import type { Words } from "../words/words.ts";
import type { Language } from "../words/language.ts";
import { ConcernDialog } from "./dialog.ts";
import { subjectsOf } from "./subjects.ts";
import type { Subject } from "./subjects.ts";
import { tell, told } from "./telling.ts";
import type { Concern } from "./telling.ts";
import { en } from "./words/en.ts";
import { nl } from "./words/nl.ts";
import type { ConcernWords } from "./words/words.ts";

const EVERY_MS = 60_000;

export interface ConcernHost {
  readonly words: Words;
  readonly language: Language;
  session(): string;
  sessionLost(): void;
  toggle(popover: HTMLElement): void;
}

export class Concerns {
  readonly dialog: HTMLElement;
  /** What was told about the selected row. */
  readonly notes = el("div.told");
  readonly button: HTMLElement;
  readonly #host: ConcernHost;
  readonly #words: ConcernWords;
  readonly #form: ConcernDialog;
  readonly #region = new Region(this.notes);
  #entry: Entry | null = null;
  #holders: ReadonlyMap<string, Holder> = new Map();
  #told: readonly Concern[] = [];
  #failed = false;
  #timer = 0;
  #turn = 0;

  constructor(host: ConcernHost) {
    this.#host = host;
    this.#words = host.language === "en" ? en : nl;
    this.#form = new ConcernDialog({
      words: host.words,
      concernWords: this.#words,
      send: async (subject, kind, says) => {
        const answer = await tell(host.session(), subject.about, kind, says);
        if (answer === "no-session") {
          host.sessionLost();
          return null;
        }
        if (typeof answer === "string") return answer;
        this.#told = [answer, ...this.#told];
        this.#failed = false;
        if (!this.dialog.hidden) host.toggle(this.dialog);
        this.#draw();
        this.#lookLater();
        return null;
      },
      close: () => host.toggle(this.dialog),
    });
    this.dialog = this.#form.element;
    this.button = el("button.link.something-wrong", { type: "button", "data-control": "concern", hidden: true, click: () => this.open() },
      icon("alert"), this.#words.button, key("W"));
  }

  update(entry: Entry | null, holders: ReadonlyMap<string, Holder>): void {
    [this.#entry, this.#holders] = [entry, holders];
    this.button.hidden = this.#subjects.length === 0;
    this.#draw();
  }

  /** Asks what is wrong with the selected row; false if there is none. */
  open(): boolean {
    if (this.dialog.hidden) {
      if (this.#subjects.length === 0) return false;
      this.#form.ask(this.#subjects, this.#holders);
    }
    this.#host.toggle(this.dialog);
    return true;
  }

  /** Asks the holders what they did. */
  async look(): Promise<void> {
    const turn = ++this.#turn;
    const answer = await told(this.#host.session());
    if (turn !== this.#turn) return;
    if (answer === "no-session") {
      this.#host.sessionLost();
      return;
    }
    this.#failed = typeof answer === "string";
    if (typeof answer !== "string") this.#told = answer;
    this.#draw();
    this.#lookLater();
  }

  letGo(): void {
    this.#turn += 1;
    window.clearTimeout(this.#timer);
  }

  get #subjects(): readonly Subject[] {
    return this.#entry === null ? [] : subjectsOf(this.#entry);
  }

  #lookLater(): void {
    window.clearTimeout(this.#timer);
    const unsettled = this.#failed || this.#told.some((one) => one.state !== "corrected" && one.state !== "no-fault");
    if (unsettled) this.#timer = window.setTimeout(() => void this.look(), EVERY_MS);
  }

  #draw(): void {
    const names = new Map(this.#subjects.map((subject) => [subject.subject, this.#holders.get(subject.custodian)?.short_name ?? subject.institution]));
    const here = this.#told.filter((one) => names.has(one.subject));
    const failed = this.#failed && this.#entry !== null;
    this.#region.show([here, [...names], failed], () => [
      failed ? note("plain", this.#words.notFetched) : null,
      ...here.map((one) => note(one.state === "waiting" ? "warn" : "info", {
        what: this.#words.told(this.#words.kinds[one.kind].toLowerCase(), names.get(one.subject) ?? "", momentInWords(one.told_at, this.#host.words)),
        missing: this.#words.states[one.state],
      }, one.state === "corrected" ? "check" : "info", one.answer === null ? null : el("q", {}, one.answer))),
    ]);
  }
}
