// What matters for the question at hand: the button, and beside the row who marked it. A mark hides nothing. Marks are
// asked for when the answer is complete, and after every change.

import type { Failure } from "../asked.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Entry } from "../events.ts";
import { dayMonthYear, localMoment, momentInWords } from "../format.ts";
import { icon } from "../icons.ts";
import { key, note } from "../views/note.ts";
import type { Language } from "../words/language.ts";
import type { Words } from "../words/words.ts";
import { marksOf, setMark } from "./marking.ts";
import type { Mark } from "./marking.ts";
import { en } from "./words/en.ts";
import { nl } from "./words/nl.ts";
import type { MarkWords } from "./words/words.ts";

export interface MarkHost {
  readonly words: Words;
  readonly language: Language;
  session(): string;
  sessionLost(): void;
  /** Marks came, changed, or went. */
  changed(): void;
}

export class Marks {
  /** Who marked the selected row. */
  readonly notes = el("div.marks", { role: "status" });
  readonly button = el("button.button.mark", { type: "button", "data-control": "mark", hidden: true, click: () => this.toggle() });
  readonly #host: MarkHost;
  readonly #words: MarkWords;
  readonly #region = new Region(this.notes);
  readonly #label = new Region(this.button);
  #entry: Entry | null = null;
  #all: readonly Mark[] = [];
  #failed: Exclude<Failure, "no-session"> | "not-fetched" | null = null;
  #turn = 0;

  constructor(host: MarkHost) {
    this.#host = host;
    this.#words = host.language === "en" ? en : nl;
    this.button.title = this.#words.title;
  }

  update(entry: Entry | null): void {
    if (entry?.key !== this.#entry?.key && this.#failed !== "not-fetched") this.#failed = null;
    this.#entry = entry;
    this.#draw();
  }

  /** In words what stands on a row, the user's own first; empty when nothing does. */
  readonly onRow = (entry: Entry): readonly string[] => {
    const marks = this.#on(entry);
    const others = marks.filter((mark) => !mark.own).map((mark) => this.#words.onRowBy(mark.by));
    return marks.some((mark) => mark.own) ? [this.#words.onRow, ...others] : others;
  };

  /** Marks the selected row, or takes the own mark away; false if there is none to mark. */
  toggle(): boolean {
    const { about, own } = this.#selected;
    if (about === null) return false;
    void this.#ask((session) => setMark(session, about, own === null, false), "failed");
    return true;
  }

  /** Asks which marks there are. */
  look(): Promise<void> {
    return this.#ask(marksOf, "not-fetched");
  }

  letGo(): void {
    this.#turn += 1;
  }

  async #ask(ask: (session: string) => Promise<readonly Mark[] | Failure>, lacking: "failed" | "not-fetched"): Promise<void> {
    const turn = ++this.#turn;
    const answer = await ask(this.#host.session());
    if (turn !== this.#turn) return;
    if (answer === "no-session") {
      this.#host.sessionLost();
      return;
    }
    this.#failed = typeof answer !== "string" ? null : lacking === "failed" ? answer : lacking;
    if (typeof answer !== "string") this.#all = answer;
    this.#draw();
    this.#host.changed();
  }

  #on(entry: Entry): readonly Mark[] {
    return this.#all.filter((mark) => entry.marked_as.includes(mark.marked_as));
  }

  /** Under which the selected row is marked, and the user's own mark on it. */
  get #selected(): { readonly about: string | null; readonly own: Mark | null } {
    const entry = this.#entry;
    if (entry === null || entry.marked_as.length === 0) return { about: null, own: null };
    const copy = entry.copies[0];
    const about = copy === undefined ? entry.reports[0]?.key : (copy.images ?? copy.about);
    return { about: about ?? null, own: this.#on(entry).find((mark) => mark.own) ?? null };
  }

  #draw(): void {
    const { about, own } = this.#selected;
    this.button.hidden = about === null;
    this.button.setAttribute("aria-pressed", String(own !== null));
    this.#label.show([own !== null], () => [icon("mark"), own === null ? this.#words.mark : this.#words.marked, key("M")]);
    const marks = this.#entry === null ? [] : this.#on(this.#entry);
    const failed = this.#entry === null ? null : this.#failed;
    this.#region.show([marks, failed, about], () => [
      failed === null ? null : note("warn", failed === "not-fetched" ? this.#words.notFetched : this.#words.failures[failed]),
      ...marks.map((mark) => this.#line(mark, about)),
    ]);
  }

  #line(mark: Mark, about: string | null): HTMLElement {
    const words = this.#words;
    const moment = momentInWords(mark.marked_at, this.#host.words);
    const says = mark.own ? words.own(moment, mark.situation) : words.by(mark.by, mark.role, moment, mark.situation);
    const until = words.until(dayMonthYear(localMoment(mark.ends_at).date));
    return el("p.marked", {}, icon("mark"), el("span", {}, [says, until, mark.own ? this.#seenBy(mark) : ""].join(" "), " ",
      mark.own && about !== null ? this.#sharing(about, mark.shared) : null));
  }

  #seenBy(mark: Mark): string {
    return mark.shared ? this.#words.seenByTeam : this.#words.seenByYou;
  }

  #sharing(about: string, isShared: boolean): Child {
    return el("button.link", {
      type: "button", "data-control": "share-mark", click: () => void this.#ask((session) => setMark(session, about, true, !isShared), "failed"),
    }, isShared ? this.#words.unshare : this.#words.share);
  }
}
