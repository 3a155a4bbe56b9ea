// Images of two studies side by side: holds both panes, what links them, and what the reader sets in motion. What a pane
// shows is the pane's; how two go together is decided here.

import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Entry } from "../events.ts";
import { FrameLoader } from "../images/loader.ts";
import { imagesKey } from "../order.ts";
import { Reports } from "../reports.ts";
import { key } from "../views/note.ts";
import type { Language } from "../words/language.ts";
import { Bar } from "./bar.ts";
import { Chosen } from "./chosen.ts";
import { Decoders } from "./drawing/decoders.ts";
import { shareFirstWindow } from "./greys.ts";
import { Hand } from "./hand.ts";
import { hintsOf } from "./hints.ts";
import { actOnImages } from "./keys.ts";
import { Linking } from "./linking.ts";
import { Pane } from "./pane.ts";
import { pointerOf } from "./pointing.ts";
import type { Context } from "../context.ts";
import { entryOf, NOTHING, statesOf } from "./roles.ts";
import type { Shown } from "./roles.ts";
import type { Drawing, Shared } from "./shared.ts";
import { ReportSide } from "./side.ts";
import { Studies } from "./studies.ts";
import { en } from "./words/en.ts";
import { nl } from "./words/nl.ts";
import type { CompareWords } from "./words/words.ts";
import "../styles/compare.css";

const WORDS: Readonly<Record<Language, CompareWords>> = { nl, en };

export interface ComparisonHost {
  readonly context: Context;
  /** The session that this page was opened for. */
  session(): string;
  back(): void;
  sessionLost(): void;
}

export class Comparison {
  readonly element: HTMLElement;
  /** The keys of the images, for the foot of the page. */
  readonly hints: HTMLElement;
  readonly #words: CompareWords;
  readonly #shared: Shared;
  readonly #views = el("div.views");
  readonly #reference: Pane;
  readonly #prior: Pane;
  readonly #bar: Bar;
  readonly #linking: Linking;
  readonly #side: ReportSide;
  readonly #reports: Reports;
  readonly #hand = new Hand(() => this.#panes, () => this.#showBar());
  readonly #chosen = new Chosen();
  #isOpen = false;

  constructor(host: ComparisonHost, drawing: Drawing) {
    const { context } = host;
    const words = WORDS[context.language];
    this.#words = words;
    const studies = new Studies(host.session, {
      ended: host.sessionLost,
      lost: (study) => this.#panes.filter((pane) => pane.study?.key === study.key).forEach((pane) => pane.lost(study)),
    });
    const decoders = new Decoders();
    const loader = new FrameLoader({ ready: () => studies.opening.ready() });
    this.#shared = { context, words, studies, loader, decoders, drawing, tool: () => this.#hand.tool };
    this.#reports = new Reports(() => this.#side.redraw(), host.sessionLost);
    const listener = {
      touched: (pane: Pane) => this.#hand.touch(pane),
      changed: () => this.#imagesChanged(),
      settled: () => this.#settled(),
      meant: (pane: Pane) => this.#lead(pane),
      drawn: () => this.#drawn(),
    };
    const pointer = (pane: Pane): ReturnType<typeof pointerOf> => pointerOf(pane, { tool: () => this.#hand.tool, touched: () => this.#hand.touch(pane), windowed: () => this.#hand.windowed(pane) });
    this.#reference = new Pane(this.#shared, pointer, listener);
    this.#prior = new Pane(this.#shared, pointer, listener);
    this.#bar = new Bar(context, words, {
      back: host.back,
      preset: (at) => this.#hand.preset(at),
      choose: (tool) => this.#hand.choose(tool),
      invert: () => this.#hand.invert(),
      play: () => this.#hand.play(),
      reset: () => this.#hand.reset(),
      swap: () => this.#swap(),
      prior: (chosen) => this.#choosePrior(chosen),
      step: (by) => this.#otherPrior(by),
    });
    this.#linking = new Linking(context, words, {
      setLevel: () => this.#setLevel(),
      toggle: () => this.#linking.toggle(this.#reference, this.#prior),
    });
    this.#side = new ReportSide(context, words, this.#reports);
    this.#hand.touch(this.#prior);
    this.#views.append(this.#reference.frame.element, this.#prior.frame.element);
    this.element = el("section.compare", { role: "main", "aria-label": words.viewLabel },
      this.#bar.element, this.#views, this.#side.element, this.#linking.element);
    this.hints = hintsOf(words);
  }

  get #panes(): readonly Pane[] {
    return [this.#reference, this.#prior];
  }

  /** Where the way to the full viewer has its place, and which studies it would open. */
  get viewerPlace(): HTMLElement {
    return this.#bar.viewerPlace;
  }

  get inSight(): readonly string[] {
    return this.#chosen.keys;
  }

  /** Asks for the studies of these rows before anybody asks to see them. */
  prepare(entries: readonly (Entry | null)[]): void {
    const keys = entries.flatMap((entry) => imagesKey(entry) ?? []);
    this.#shared.decoders.warm();
    this.#shared.studies.keepOnly(new Set([...this.#keysInUse(), ...keys]));
    void this.#shared.studies.prepare(keys);
  }

  open(chosen: string, shown: Shown): void {
    this.#isOpen = true;
    this.#chosen.shown = shown;
    this.#chosen.begin(chosen);
    // In one question, so that one ticket opens both.
    void this.#shared.studies.opening.open(this.#chosen.entries.flatMap((entry) => imagesKey(entry) ?? []));
    this.#draw();
    (this.#chosen.prior === null ? this.#reference : this.#prior).focus();
  }

  /** The list changed. */
  update(shown: Shown): void {
    this.#chosen.shown = shown;
    this.#reports.keepOnly(shown.readable);
    if (this.#isOpen) this.#draw();
  }

  /** A row goes by another key now. */
  rename(from: string, to: string): void {
    this.#chosen.rename(from, to);
  }

  keydown(event: KeyboardEvent, lettersOn: boolean): boolean {
    const hand = this.#hand;
    return actOnImages(event, lettersOn, {
      step: (by) => hand.step(by),
      first: () => hand.viewing?.go(0),
      last: () => hand.viewing?.go(Number.POSITIVE_INFINITY),
      otherPrior: (by) => this.#otherPrior(by),
      swap: () => this.#swap(),
      setLevel: () => this.#setLevel(),
      toggleLink: () => this.#linking.toggle(this.#reference, this.#prior),
      preset: (at) => hand.preset(at),
      measure: () => hand.choose("measure"),
      forgetMeasure: () => hand.viewing?.forgetMeasure() ?? false,
      invert: () => hand.invert(),
      play: () => hand.play(),
      zoom: (by) => hand.zoom(by),
      reset: () => hand.reset(),
      report: () => this.#side.focus(),
    });
  }

  /** Back to the list: images leave the screen and the memory; what was opened is let go. */
  close(): void {
    this.#isOpen = false;
    this.#hand.cine.stop();
    this.#chosen.clear();
    this.#draw();
    this.#reports.letGo();
    this.#shared.studies.keepOnly(new Set());
  }

  /** For good: nothing of the patient stays. */
  letGo(): void {
    this.#hand.cine.stop();
    this.#panes.forEach((pane) => pane.letGo());
    this.#shared.loader.close();
    this.#shared.decoders.letGo();
    this.#shared.studies.letGo();
    this.#reports.letGo();
    this.#reports.keepOnly(new Set());
    this.#chosen.shown = NOTHING;
    this.element.replaceChildren();
  }

  #draw(): void {
    const { shown } = this.#chosen;
    const { context, words } = this.#shared;
    const { reference, prior } = statesOf(shown, this.#chosen.reference, this.#chosen.prior, () => this.#pinButton(), context, words);
    this.#reference.show(reference, () => null);
    this.#prior.show(prior, () => this.#reference.series);
    this.#side.show(reference.entry, prior.entry, shown.patient);
    this.#shared.studies.keepOnly(this.#keysInUse());
    this.#showBar();
  }

  #pinButton(): Child {
    return el("button.button", { type: "button", "data-control": "pin", click: () => this.#swap() }, this.#words.pin, key("X"));
  }

  #keysInUse(): ReadonlySet<string> {
    return new Set(this.#panes.flatMap((pane) => pane.asked ?? []));
  }

  #showBar(): void {
    const viewing = this.#hand.viewing;
    this.#views.dataset["tool"] = this.#hand.tool ?? "";
    this.#bar.show({
      image: viewing?.drawnImage ?? viewing?.image ?? null,
      window: viewing?.window ?? null,
      tool: this.#hand.tool,
      inverted: viewing?.inverted ?? false,
      playing: this.#hand.cine.playing !== null,
      priors: this.#chosen.priors,
      current: entryOf(this.#chosen.shown, this.#chosen.shown.currentKey),
      chosen: this.#chosen.prior,
    });
  }

  #imagesChanged(): void {
    if (this.#hand.cine.playing !== null && !this.#panes.some((pane) => pane.viewing === this.#hand.cine.playing)) this.#hand.cine.stop();
    this.#linking.renew(this.#reference, this.#prior);
    if (this.#reference.viewing !== null && this.#prior.viewing !== null) this.#lead(this.#reference);
    this.#showBar();
  }

  /** Both first images come before anything else. */
  #settled(): void {
    if (this.#panes.every((pane) => pane.isSettled)) this.#panes.forEach((pane) => pane.readRest());
  }

  #drawn(): void {
    shareFirstWindow(this.#reference, this.#prior);
    this.#linking.show(this.#reference, this.#prior);
    this.#showBar();
  }

  #setLevel(): void {
    this.#linking.setLevel(this.#reference, this.#prior);
    this.#lead(this.#hand.active ?? this.#prior);
  }

  #lead(pane: Pane): void {
    this.#linking.lead(pane, this.#reference, this.#prior);
  }

  #swap(): void {
    if (this.#chosen.pin()) {
      this.#draw();
      return;
    }
    const [first] = this.#views.children;
    const focused = document.activeElement;
    if (first !== undefined) this.#views.append(first);
    if (focused instanceof HTMLElement && this.#views.contains(focused)) focused.focus();
  }

  #choosePrior(chosen: string): void {
    if (this.#chosen.choosePrior(chosen)) this.#draw();
  }

  #otherPrior(by: -1 | 1): void {
    if (this.#chosen.otherPrior(by)) this.#draw();
  }
}
