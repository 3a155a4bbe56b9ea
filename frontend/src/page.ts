// <tijdlijn-page>: holds the model, feeds it from the stream and lets the views draw it. It decides nothing about
// what is shown; that is the model's, and how it looks is the views'.

import { Beside } from "./beside.ts";
import { askedOf } from "./completeness.ts";
import type { Actions, Context } from "./context.ts";
import type { StreamEvent } from "./events.ts";
import { Filters } from "./filters/filters.ts";
import { Freshness } from "./freshness.ts";
import { actOn } from "./keys.ts";
import { FIRST_LAYOUT } from "./layout.ts";
import { Folds } from "./likely/folds.ts";
import { EMPTY, holdersOf, reduce, replacedIn } from "./model.ts";
import type { Change, Model } from "./model.ts";
import { currentKey, ordered, rowsOf } from "./order.ts";
import { laidOut, letGoOf, makeViews } from "./page_views.ts";
import type { Views } from "./page_views.ts";
import { Questions } from "./questions.ts";
import { readablePaths, Reports } from "./reports.ts";
import { closedView } from "./views/closed.ts";
import { viewerButton } from "./views/viewer.ts";
import { chooseLanguage, languageOf, wordsOf } from "./words/language.ts";
import type { Language } from "./words/language.ts";

const TICK_MS = 200;
/** Below this width the report lies over the list. */
const BESIDE = "(min-width: 1180px)";

export class TijdlijnPage extends HTMLElement {
  #known: Model = EMPTY;
  #views: Views | null = null;
  #language: Language = "nl";
  #selected: string | null = null;
  #rowGone = false;
  #lettersOn = true;
  #layout = FIRST_LAYOUT;
  readonly #filters = new Filters(() => this.#draw());
  #askedAt = 0;
  #drawn = false;
  readonly #folds = new Folds();
  readonly #questions = new Questions((change) => this.#change(change));
  readonly #freshness = new Freshness(() => this.#actions.askAll());
  readonly #hasPaneBeside = window.matchMedia(BESIDE);
  readonly #reports = new Reports(() => this.#views?.pane.redraw(), () => this.#change({ type: "ended", ending: "no-session", again: null }));
  #timer = 0;
  #beside: Beside | null = null;
  #scrolled = 0;

  /** What is known, with one row for those that the user put together. */
  get #model(): Model {
    return this.#folds.applied(this.#known);
  }

  connectedCallback(): void {
    this.#language = languageOf(document.documentElement.lang);
    this.#build();
    this.#actions.askAll();
    document.addEventListener("keydown", this.#keydown);
    this.#hasPaneBeside.addEventListener("change", this.#draw);
    this.#timer = window.setInterval(() => this.#tick(), TICK_MS);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#keydown);
    this.#hasPaneBeside.removeEventListener("change", this.#draw);
    window.clearInterval(this.#timer);
    this.#questions.letGo();
    this.#beside?.letGo();
    this.#views?.concerns.letGo();
    this.#views?.marks.letGo();
  }

  readonly #actions: Actions = {
    askAll: () => {
      this.#askedAt = performance.now();
      this.#questions.askAll();
    },
    askAgain: (custodians) => {
      if (custodians === null || this.#model.phase === "broken") {
        this.#actions.askAll();
        return;
      }
      const idle = custodians.filter((custodian) => !this.#model.askingAgain.has(custodian));
      if (idle.length === 0) return;
      this.#askedAt = performance.now();
      this.#questions.askAgain(idle);
    },
    seen: () => this.#change({ type: "seen" }),
    select: (key) => {
      this.#selected = this.#folds.headOf(key);
      this.#rowGone = false;
      this.#draw();
      this.#beside?.attend(this.#selected === null ? null : (this.#model.entries.get(this.#selected) ?? null));
    },
    showBeside: (key) => {
      if (this.#selected !== key) this.#actions.select(key);
      this.#beside?.open(key);
    },
    openViewer: (key) => this.#openViewer([key]),
    openReport: () => {
      if (this.#hasPaneBeside.matches) return;
      this.classList.add("reading");
      this.#draw();
      this.#views?.pane.focus();
    },
    leaveReport: () => {
      this.classList.remove("reading");
      if (this.#selected !== null) this.#views?.list.focusRow(this.#selected);
    },
    closeRow: (images) => this.#change({ type: "other-person", images }),
    turnFold: (key) => {
      this.#turnFold(key);
    },
    openSuggested: (key) => {
      this.#actions.select(key);
      this.#views?.list.focusRow(this.#folds.headOf(key));
      this.#actions.openReport();
    },
    toggleSuggestions: () => this.#actions.arrange({ suggestions: !this.#layout.suggestions }),
    togglePopover: (popover) => this.#views?.popovers.toggle(popover),
    togglePanel: () => this.#views?.popovers.toggle(this.#views.panel.element),
    toggleKeys: () => this.#views?.popovers.toggle(this.#views.help),
    speak: (language) => {
      this.#language = language;
      chooseLanguage(language);
      const compared = this.#beside?.isOpen === true ? this.#selected : null;
      this.#build();
      this.#draw();
      if (compared !== null) this.#actions.showBeside(compared);
      this.querySelector<HTMLElement>(".switch [lang][aria-pressed='true']")?.focus();
    },
    useLetters: (on) => {
      this.#lettersOn = on;
    },
    arrange: (change) => {
      this.#layout = { ...this.#layout, ...change };
      this.#draw();
    },
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    const views = this.#views;
    if (views === null || this.#model.closed !== null) return;
    const comparing = this.#beside?.isOpen === true;
    const ours = this.#beside?.keydown(event, this.#lettersOn) === true || actOn(event, {
      move: (step) => !comparing && this.#move(step, views),
      showBeside: () => !comparing && this.#showSelected(views),
      openViewer: () => this.#openViewerByKey(views),
      readReport: () => {
        if (comparing) return;
        this.#actions.openReport();
        views.pane.focus();
      },
      suggestion: (number) => {
        const key = comparing ? null : views.suggestions.keyOf(number);
        if (key !== null) this.#actions.openSuggested(key);
        return key !== null;
      },
      toggleSuggestions: () => !comparing && this.#actions.toggleSuggestions(),
      arrange: (how) => !comparing && this.#arrangeByKey(how, views),
      filter: () => !comparing && views.filters.open(),
      showAll: () => this.#filters.showAll(),
      undoFilter: () => this.#filters.undo(),
      askAgain: () => this.#askFailedAgain(),
      seen: this.#actions.seen,
      togglePanel: this.#actions.togglePanel,
      showConclusion: () => !comparing && views.pane.showConclusion(),
      turnFold: () => !comparing && this.#turnFold(this.#selected),
      tellWrong: () => views.concerns.open(),
      mark: () => !comparing && views.marks.toggle(),
      toggleKeys: this.#actions.toggleKeys,
      back: () => {
        if (views.popovers.close()) return;
        if (comparing) this.#beside?.close();
        else this.#actions.leaveReport();
      },
      lettersOn: () => this.#lettersOn,
    });
    if (ours) event.preventDefault();
  };

  #move(step: -1 | 1, views: Views): boolean {
    const active = document.activeElement;
    const elsewhere = active !== null && active !== document.body && !views.list.element.contains(active);
    const key = elsewhere ? null : views.list.neighbour(step);
    if (key === null) return false;
    this.#actions.select(key);
    views.list.focusRow(key);
    return true;
  }

  /** B goes to the band, opening it, and from there puts it away. */
  #arrangeByKey(how: "direction" | "view" | "band", views: Views): boolean {
    const { direction, view } = this.#layout;
    const inBand = views.band.element.contains(document.activeElement);
    if (how === "direction") this.#actions.arrange({ direction: direction === "newest" ? "oldest" : "newest" });
    else if (how === "view") this.#actions.arrange({ view: view === "table" ? "timeline" : "table" });
    else this.#actions.arrange({ band: !inBand || view === "timeline" });
    if (how === "band" && !inBand) views.band.focus();
    else if (inBand && this.#selected !== null) views.list.focusRow(this.#selected);
    return true;
  }

  /** Enter on the row that is selected, or where its report is read; on a button it is the button's. */
  #showSelected(views: Views): boolean {
    const active = document.activeElement;
    const isOnRow = active === null || active === document.body || (active instanceof HTMLElement && active.matches(".row, .pane > .body"));
    const key = isOnRow ? (this.#selected ?? views.list.neighbour(1)) : null;
    if (key !== null) this.#actions.showBeside(key);
    return key !== null;
  }

  /** O: what is side by side, or else the row that is selected. */
  #openViewerByKey(views: Views): boolean {
    const inSight = this.#beside?.inSight ?? [];
    const keys = inSight.length > 0 ? inSight : [this.#selected ?? views.list.neighbour(1)].filter((key) => key !== null);
    this.#openViewer(keys);
    return keys.length > 0;
  }

  /** These rows in the full viewer. The current study always goes along: it stands left, and says which it is. */
  #openViewer(keys: readonly string[]): void {
    const entries = rowsOf(this.#model.entries);
    const current = currentKey(entries, this.#model.patient?.started_on ?? null);
    const priors = keys.filter((key) => key !== current).flatMap((key) => this.#model.entries.get(key) ?? []);
    void this.#views?.viewer.open(current === null ? null : (this.#model.entries.get(current) ?? null), priors);
  }

  #turnFold(key: string | null): boolean {
    const head = key === null ? null : this.#folds.turn(key, this.#model);
    if (head === null) return false;
    this.#actions.select(head);
    this.#views?.list.focusRow(head);
    return true;
  }

  #askFailedAgain(): void {
    const retryable = askedOf(this.#model).filter((one) => one.retryable);
    const named = retryable.flatMap((one) => (one.holder === null ? [] : [one.holder.custodian]));
    const some = named.length > 0 && named.length === retryable.length && this.#model.holders?.localised !== "unavailable";
    this.#actions.askAgain(some ? named : null);
  }

  #change(change: Change): void {
    const before = this.#known;
    this.#known = reduce(before, change);
    this.#freshness.heard(this.#known, Date.now());
    if (change.type === "event") this.#follow(change.event, before);
    if (change.type === "event" && change.event.event === "complete") this.#look();
    if (this.#model.closed !== null) this.#close(this.#model.closed);
    else this.#drawSoon();
  }

  /** The selection goes with a row that now stands under another key. */
  #follow(event: StreamEvent, before: Model): void {
    if (event.event !== "entry") return;
    for (const old of replacedIn(before, event.data)) {
      this.#views?.list.rename(old, event.data.key);
      this.#beside?.rename(old, event.data.key);
      this.#folds.rename(old, event.data.key);
      if (this.#selected === old) this.#selected = event.data.key;
    }
  }

  /** What was told and marked before. */
  #look(): void {
    void this.#views?.concerns.look();
    void this.#views?.marks.look();
  }

  #drawSoon(): void {
    if (this.#drawn) return;
    this.#drawn = true;
    window.requestAnimationFrame(() => {
      this.#drawn = false;
      this.#draw();
    });
  }

  readonly #draw = (): void => {
    const views = this.#views;
    if (views === null || this.#model.closed !== null) return;
    const model = this.#model;
    const entries = rowsOf(model.entries);
    const current = currentKey(entries, model.patient?.started_on ?? null);
    const selected = this.#selected === null ? null : (model.entries.get(this.#selected) ?? null);
    if (this.#selected !== null && selected === null) [this.#selected, this.#rowGone] = [null, true];
    const readable = readablePaths(model);
    this.#reports.keepOnly(readable);
    const holders = new Map(model.holders?.asked.map((holder) => [holder.custodian, holder.name]));
    this.#beside?.update({ entries, currentKey: current, patient: model.patient, holders, readable });
    views.corner.update(model, this.#freshness.oldSince);
    views.strip.update(model, entries.find((entry) => entry.key === current) ?? null);
    views.suggestions.update(model, {
      currentKey: current, selectedKey: this.#selected, shown: this.#layout.suggestions, headOf: (key) => this.#folds.headOf(key),
    });
    views.trouble.update(model);
    const sieved = this.#filters.sieve(entries, current, this.#selected);
    views.filters.update(entries, sieved, holdersOf(model));
    views.band.update({ entries, shown: sieved.shown, layout: this.#layout, currentKey: current, selectedKey: this.#selected });
    // What stands above the list comes first: the list then makes good by how much it was moved.
    views.list.update(model, {
      entries: ordered(sieved.shown, this.#layout.direction), parts: this.#folds.parts, layout: this.#layout, currentKey: current, selectedKey: this.#selected,
      isRevealed: sieved.isOther, known: model.entries, marksOn: views.marks.onRow,
    });
    views.pane.update({ entry: selected, rowGone: this.#rowGone, patient: model.patient }, this.#hasPaneBeside.matches || this.classList.contains("reading"));
    views.panel.update(model);
    views.concerns.update(selected, holdersOf(model));
    views.marks.update(selected);
  };

  #tick(): void {
    const now = performance.now();
    this.#views?.corner.tick(now - this.#askedAt);
    this.#views?.list.tick(now);
    if (this.#views !== null && this.#freshness.tick(Date.now(), document.visibilityState === "visible")) this.#drawSoon();
  }

  /** Makes the views anew in the language now chosen; what is selected stays selected. */
  #build(): void {
    const context: Context = {
      words: wordsOf(this.#language), language: this.#language, actions: this.#actions, hasViewer: this.hasAttribute("viewer"),
    };
    const session = (): string => this.getAttribute("context") ?? "";
    const sessionLost = (): void => this.#change({ type: "ended", ending: "no-session", again: null });
    if (this.#views !== null) letGoOf(this.#views);
    this.#beside?.letGo();
    this.#beside = new Beside({
      context,
      session,
      back: () => this.#beside?.close(),
      sessionLost,
      viewerButton: () => viewerButton(context, () => this.#openViewer(this.#beside?.inSight ?? [])),
    }, (view, hints) => this.#lay(view, hints));
    this.#views = makeViews(context, {
      session, sessionLost, reports: this.#reports, filters: this.#filters, lettersOn: this.#lettersOn, drawSoon: () => this.#drawSoon(),
    });
    if (this.#model.complete !== null) this.#look();
    this.replaceChildren(...laidOut(this.#views, context));
  }

  /** Puts the images over list and report, which stay where they are; null brings these back, with the focus on the
   * row that was selected. */
  #lay(view: HTMLElement | null, hints: HTMLElement | null): void {
    const views = this.#views;
    if (views === null) return;
    const before = this.querySelector(":scope > .compare");
    if (view !== null && before === null) this.#scrolled = window.scrollY;
    if (before !== view) before?.remove();
    if (view !== null && before !== view) this.insertBefore(view, views.foot);
    views.foot.querySelector(".of-images")?.remove();
    if (hints !== null) views.foot.insertBefore(hints, views.foot.querySelector(".help"));
    this.classList.toggle("comparing", view !== null);
    if (view !== null || before === null) return;
    window.scrollTo({ top: this.#scrolled, behavior: "instant" });
    if (this.#selected !== null) views.list.focusRow(this.#selected);
  }

  /** Everything of the patient leaves the screen and the memory at once. */
  #close(reason: NonNullable<Model["closed"]>): void {
    if (this.#views === null) return;
    this.#questions.letGo();
    this.#reports.letGo();
    this.#reports.keepOnly(new Set());
    this.#beside?.letGo();
    letGoOf(this.#views);
    this.#beside = null;
    this.classList.remove("comparing");
    this.#views = null;
    this.#selected = null;
    this.#filters.forget();
    const closed = closedView(reason, wordsOf(this.#language));
    this.replaceChildren(closed);
    closed.querySelector<HTMLElement>("button, [tabindex]")?.focus();
  }
}
