// The report beside the list: it follows the selection and says at every moment what it shows or lacks.

import type { Context } from "../context.ts";
import { today } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Entry, Patient, Report } from "../events.ts";
import { dayMonthYear, localMoment, studyAge, whenInWords } from "../format.ts";
import { icon } from "../icons.ts";
import { hasImages, whenOf } from "../order.ts";
import type { Fetched, Reports } from "../reports.ts";
import { chainsOf, pdfForm, textForm } from "../versions.ts";
import { sexInWords } from "./corner.ts";
import { key, note } from "./note.ts";
import { originalFrame } from "./original.ts";
import { chainView, earlierKey } from "./report.ts";
import type { ReportSource } from "./report.ts";
import { conclusionIn } from "./text.ts";
import { viewerButton } from "./viewer.ts";
import { descriptionOf, institutionOf, isOwn, modalityTiles } from "./row.ts";

export interface PaneState {
  readonly entry: Entry | null;
  /** Whether the selected row went while it was open. */
  readonly rowGone: boolean;
  readonly patient: Patient | null;
}

/** What was said of the selected row, and the button with which to say more. */
export interface RowSayings {
  readonly notes: HTMLElement;
  readonly button: HTMLElement;
}

export class PaneView {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #reports: Reports;
  readonly #head: Region;
  readonly #body: Region;
  readonly #foot: Region;
  readonly #scroller: HTMLElement;
  readonly #mark: HTMLElement | null;
  readonly #unfolded = new Set<string>();
  #shownKey: string | null = null;
  #original: string | null = null;
  #state: PaneState = { entry: null, rowGone: false, patient: null };

  /** `concerns` gives what was told of the row, and the way to tell more, `marks` the same of marks; beside images
   * there is neither. */
  constructor(context: Context, reports: Reports, concerns: RowSayings | null, marks: RowSayings | null) {
    this.#context = context;
    this.#reports = reports;
    this.#mark = marks?.button ?? null;
    const head = el("header");
    this.#scroller = el("div.body", { tabindex: 0, role: "group", "aria-label": context.words.paneLabel });
    const originals = el("div.originals");
    const foot = el("footer", {}, originals, concerns?.button ?? null);
    [this.#head, this.#body, this.#foot] = [new Region(head), new Region(this.#scroller), new Region(originals)];
    this.element = el("aside.pane", { "aria-label": context.words.paneLabel }, head, el("div.sayings", {}, marks?.notes ?? null, concerns?.notes ?? null), this.#scroller, foot);
  }

  /** Brings the conclusion into sight; the text stays as it is. False if its author marked none. */
  showConclusion(): boolean {
    const heading = conclusionIn(this.#scroller);
    if (heading === null) return false;
    heading.scrollIntoView({ block: "start" });
    this.focus();
    return true;
  }

  focus(): void {
    this.#scroller.focus({ preventScroll: true });
  }

  /** `visible` is false while the pane is put away: then nothing is fetched. */
  update(state: PaneState, visible: boolean): void {
    this.#state = state;
    const next = state.entry?.key ?? null;
    if (next !== this.#shownKey) {
      this.#shownKey = next;
      this.#original = null;
      this.#unfolded.clear();
      this.#reports.letGo();
      this.#scroller.scrollTop = 0;
    }
    if (visible) this.redraw();
  }

  redraw(): void {
    const { entry, patient, rowGone } = this.#state;
    const chains = entry === null || entry.lock !== null ? [] : chainsOf(entry.reports);
    this.#head.show([entry?.study, entry?.copies, entry?.reports[0], patient], () => this.#title(entry, patient));
    const original = this.#original === null ? null : this.#reports.get(this.#original, "pdf");
    const texts = new Map<string, Fetched>();
    const source: ReportSource = {
      text: (path) => {
        const fetched = this.#reports.get(path, "text");
        texts.set(path, fetched);
        return fetched;
      },
      original: (path) => this.#reports.get(path, "pdf"),
      retry: (path) => this.#reports.retry(path),
      unfolded: (chain) => this.#unfolded.has(earlierKey(chain)),
      unfold: (chain) => {
        this.#unfolded.add(earlierKey(chain));
        this.redraw();
      },
    };
    const built = chains.map((chain, i) => chainView(chain, i, source, this.#context));
    const says = [entry?.key, entry?.lock, entry?.report_state, rowGone, chains, original, [...texts], [...this.#unfolded],
      built.map((view) => view.says)];
    const scroll = this.#scroller.scrollTop;
    this.#body.show(says, () => this.#content(entry, rowGone, original, built.map((view) => view.build())));
    this.#scroller.classList.toggle("original", original?.state === "pdf");
    this.#scroller.scrollTop = scroll;
    const concludes = conclusionIn(this.#scroller) !== null;
    const reports = entry === null || entry.lock !== null ? [] : entry.reports;
    this.#foot.show([reports, this.#original, concludes], () => this.#actions(reports, concludes));
  }

  #title(entry: Entry | null, patient: Patient | null): readonly Child[] {
    const { words, actions } = this.#context;
    const close = el("button.button.quiet.close", {
      type: "button", "data-control": "close", click: actions.leaveReport,
    }, icon("back"), words.close, key("Esc"));
    if (entry === null) return [close];
    const when = whenOf(entry);
    const age = when.date === null ? null : studyAge(when.date, today(), words);
    return [
      close,
      el("h2", {}, ...modalityTiles(entry.study?.modalities ?? []), el("span", {}, descriptionOf(entry, words))),
      el("p.where", {}, [whenInWords(when, words), age, institutionOf(entry)].filter((part) => part !== null).join(" · "),
        isOwn(entry) ? null : el("span.tag.outside", {}, words.outside)),
      patient === null ? null : el("p.identity", {}, icon("person"),
        [patient.name ?? words.nameUnknown, patient.birth_date === null ? words.birthDateUnknown : dayMonthYear(patient.birth_date), sexInWords(patient, words)].join(" · ")),
      el("div.do", {},
        hasImages(entry) ? el("button.button.show-images", {
          type: "button", "data-control": "images", click: () => actions.showBeside(entry.key),
        }, icon("images"), words.showImages, key("↵")) : null,
        hasImages(entry) ? viewerButton(this.#context, () => actions.openViewer(entry.key)) : null,
        this.#mark),
    ];
  }

  #content(entry: Entry | null, rowGone: boolean, original: Fetched | null, chains: readonly HTMLElement[]): readonly Child[] {
    const { words } = this.#context;
    if (entry === null && rowGone) return [note("warn", words.rowGone, "info")];
    if (entry === null) {
      return [el("div.choose", {}, el("p", {}, words.chooseStudy), el("p.meta", {}, words.chooseStudyHow))];
    }
    if (entry.lock !== null) return [note("danger", words.lockedReport, "lock")];
    if (entry.reports.length === 0) return [note("plain", words.noReport, "file")];
    if (original?.state === "pdf") return [originalFrame(original.url, words.original)];
    if (original?.state === "loading") return [el("p.fetching", {}, words.fetchingReport)];
    const failed = original === null || this.#original === null ? null : this.#failedOriginal(this.#original, institutionOf(entry));
    return [failed, ...chains];
  }

  #failedOriginal(path: string, institution: string): HTMLElement {
    const { words } = this.#context;
    return note("danger", words.reportFailed(institution), "alert",
      el("button.button", { type: "button", "data-control": "retry-original", click: () => this.#reports.retry(path) }, words.again));
  }

  /** Every version that also has a text keeps its own original in reach. */
  #actions(reports: readonly Report[], concludes: boolean): readonly Child[] {
    const { words } = this.#context;
    if (reports.length === 0) return [];
    const received = el("span.received", {}, words.asReceived);
    if (this.#original !== null) return [this.#switch(null, words.backToText), received];
    const originals = reports.filter((report) => textForm(report) !== null && pdfForm(report) !== null);
    return [
      concludes ? el("button.link", { type: "button", "data-control": "conclusion", click: () => this.showConclusion() },
        icon("arrowDown"), words.conclusion, key("C")) : null,
      ...originals.map((report) =>
        this.#switch(pdfForm(report), originals.length === 1 ? words.original : this.#nameOf(report))),
      el("button.link.print", { type: "button", "data-control": "print", click: () => window.print() }, icon("printer"), words.print),
      received,
    ];
  }

  #nameOf(report: Report): string {
    const { words } = this.#context;
    const kind = report.relation === "appends" ? words.addendum : words.paneLabel;
    const date = report.authored_at === null ? words.dateUnknown : dayMonthYear(localMoment(report.authored_at).date);
    return `${kind} ${date} (pdf)`;
  }

  #switch(original: string | null, says: string): HTMLElement {
    return el("button.link", {
      type: "button",
      "data-control": `original-${original ?? "none"}`,
      click: () => {
        this.#original = original;
        this.#scroller.scrollTop = 0;
        this.redraw();
      },
    }, icon(original === null ? "back" : "file"), says);
  }
}
