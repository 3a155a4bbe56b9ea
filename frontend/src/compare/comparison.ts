// Images of two studies side by side: holds both panes, what links them, and what the reader sets in motion. What a pane
// shows is the pane's; how two go together is decided here.

import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Entry } from "../events.ts";
import { FrameLoader } from "../images/loader.ts";
import type { Side } from "../images/link.ts";
import { imagesKey } from "../order.ts";
import { Reports } from "../reports.ts";
import { key } from "../views/note.ts";
import type { Language } from "../words/language.ts";
import { Bar } from "./bar.ts";
import { Cine } from "./cine.ts";
import { Decoders } from "./drawing/decoders.ts";
import { invert, setPreset, shareFirstWindow, shareWindow } from "./greys.ts";
import { hintsOf } from "./hints.ts";
import { actOnImages } from "./keys.ts";
import { Linking } from "./linking.ts";
import { Pane } from "./pane.ts";
import { WHOLE, zoomed } from "./placing.ts";
import { pointerOf } from "./pointing.ts";
import { neighbour, priorsOf } from "./priors.ts";
import type { Context } from "../context.ts";
import { entryOf, NOTHING, statesOf } from "./roles.ts";
import type { Shown } from "./roles.ts";
import type { Drawing, Shared } from "./shared.ts";
import { ReportSide } from "./side.ts";
import { Studies } from "./studies.ts";
import type { Viewing } from "./viewing.ts";
import { en } from "./words/en.ts";
import { nl } from "./words/nl.ts";
import type { CompareWords, Tool } from "./words/words.ts";
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
  readonly #cine = new Cine(() => this.#showBar());
  #shown = NOTHING;
  #referenceKey: string | null = null;
  #priorKey: string | null = null;
  #active: Pane;
  #tool: Tool | null = null;
  /** A pane that goes along with the other one does not lead it in turn. */
  #isFollowing = false;
  #isOpen = false;

  constructor(host: ComparisonHost, drawing: Drawing) {
    const { context } = host;
    const words = WORDS[context.language];
    this.#words = words;
    const studies = new Studies(host.session, {
      ended: host.sessionLost,
      lost: ({ key: lost }) => this.#panes.filter((pane) => pane.study?.key === lost).forEach((pane) => pane.lost()),
    });
    const decoders = new Decoders();
    const loader = new FrameLoader({ ready: () => studies.opening.ready() });
    this.#shared = { context, words, studies, loader, decoders, drawing, tool: () => this.#tool };
    this.#reports = new Reports(() => this.#side.redraw(), host.sessionLost);
    const listener = {
      touched: (pane: Pane) => this.#touch(pane),
      changed: () => this.#imagesChanged(),
      settled: () => this.#settled(),
      meant: (pane: Pane) => this.#lead(pane),
      drawn: () => this.#drawn(),
    };
    const pointer = (pane: Pane): ReturnType<typeof pointerOf> => pointerOf(pane, { tool: () => this.#tool, touched: () => this.#touch(pane), windowed: () => this.#shareWindow(pane) });
    this.#reference = new Pane(this.#shared, pointer, listener);
    this.#prior = new Pane(this.#shared, pointer, listener);
    this.#active = this.#prior;
    this.#bar = new Bar(context, words, {
      back: host.back,
      preset: (at) => this.#preset(at),
      choose: (tool) => this.#choose(tool),
      invert: () => this.#invert(),
      play: () => this.#cine.toggle(this.#active.viewing),
      reset: () => this.#active.viewing?.place(WHOLE),
      swap: () => this.#swap(),
      prior: (chosen) => this.#choosePrior(chosen),
      step: (by) => this.#otherPrior(by),
    });
    this.#linking = new Linking(context, words, {
      setLevel: () => this.#setLevel(),
      toggle: () => this.#linking.toggle(this.#reference, this.#prior),
    });
    this.#side = new ReportSide(context, words, this.#reports);
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
    return [this.#referenceKey, this.#priorKey].filter((one) => one !== null);
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
    this.#shown = shown;
    this.#referenceKey = shown.currentKey;
    this.#priorKey = chosen === shown.currentKey ? null : chosen;
    // In one question, so that one ticket opens both.
    void this.#shared.studies.opening.open([this.#referenceKey, this.#priorKey].flatMap((one) => imagesKey(entryOf(shown, one)) ?? []));
    this.#draw();
    (this.#priorKey === null ? this.#reference : this.#prior).focus();
  }

  /** The list changed. */
  update(shown: Shown): void {
    this.#shown = shown;
    this.#reports.keepOnly(shown.readable);
    if (this.#isOpen) this.#draw();
  }

  /** A row goes by another key now. */
  rename(from: string, to: string): void {
    if (this.#referenceKey === from) this.#referenceKey = to;
    if (this.#priorKey === from) this.#priorKey = to;
  }

  keydown(event: KeyboardEvent, lettersOn: boolean): boolean {
    const viewing = (): Viewing | null => this.#active.viewing;
    return actOnImages(event, lettersOn, {
      step: (by) => this.#step(by),
      first: () => viewing()?.go(0),
      last: () => viewing()?.go(Number.POSITIVE_INFINITY),
      otherPrior: (by) => this.#otherPrior(by),
      swap: () => this.#swap(),
      setLevel: () => this.#setLevel(),
      toggleLink: () => this.#linking.toggle(this.#reference, this.#prior),
      preset: (at) => this.#preset(at),
      measure: () => this.#choose("measure"),
      forgetMeasure: () => viewing()?.forgetMeasure() ?? false,
      invert: () => this.#invert(),
      play: () => this.#cine.toggle(viewing()),
      zoom: (by) => viewing()?.place(zoomed(viewing()?.placing ?? WHOLE, by, viewing()?.placing.x ?? 0.5, viewing()?.placing.y ?? 0.5)),
      reset: () => viewing()?.place(WHOLE),
      report: () => this.#side.focus(),
    });
  }

  /** Back to the list: images leave the screen and the memory; what was opened is let go. */
  close(): void {
    this.#isOpen = false;
    this.#cine.stop();
    [this.#referenceKey, this.#priorKey] = [null, null];
    this.#draw();
    this.#reports.letGo();
    this.#shared.studies.keepOnly(new Set());
  }

  /** For good: nothing of the patient stays. */
  letGo(): void {
    this.#cine.stop();
    this.#panes.forEach((pane) => pane.letGo());
    this.#shared.loader.close();
    this.#shared.decoders.letGo();
    this.#shared.studies.letGo();
    this.#reports.letGo();
    this.#reports.keepOnly(new Set());
    this.#shown = NOTHING;
    this.element.replaceChildren();
  }

  #draw(): void {
    const { patient } = this.#shown;
    const { context, words } = this.#shared;
    const { reference, prior } = statesOf(this.#shown, this.#referenceKey, this.#priorKey, () => this.#pinButton(), context, words);
    this.#reference.show(reference, () => null);
    this.#prior.show(prior, () => this.#reference.series);
    this.#side.show(reference.entry, prior.entry, patient);
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
    const viewing = this.#active.viewing;
    this.#bar.show({
      image: viewing?.drawnImage ?? viewing?.image ?? null,
      window: viewing?.window ?? null,
      tool: this.#tool,
      inverted: viewing?.inverted ?? false,
      playing: this.#cine.playing !== null,
      priors: priorsOf(this.#shown.entries, this.#referenceKey),
      current: entryOf(this.#shown, this.#shown.currentKey),
      chosen: this.#priorKey,
    });
  }

  #touch(pane: Pane): void {
    if (this.#active === pane) return;
    this.#active = pane;
    this.#showBar();
  }

  #imagesChanged(): void {
    if (this.#cine.playing !== null && !this.#panes.some((pane) => pane.viewing === this.#cine.playing)) this.#cine.stop();
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

  /** The other side then goes where the active one is going already. */
  #setLevel(): void {
    this.#linking.setLevel(this.#reference, this.#prior);
    this.#lead(this.#active);
  }

  #lead(pane: Pane): void {
    if (this.#isFollowing) return;
    const [side, other]: readonly [Side, Pane] = pane === this.#reference ? ["current", this.#prior] : ["prior", this.#reference];
    const index = this.#linking.follow(side, pane, other);
    if (index === null) return;
    this.#isFollowing = true;
    other.viewing?.go(index);
    this.#isFollowing = false;
  }

  #step(by: number): void {
    this.#cine.stop();
    const viewing = this.#active.viewing;
    viewing?.go(viewing.index + by);
  }

  #preset(at: number): void {
    setPreset(at, this.#active, this.#panes);
    this.#showBar();
  }

  #shareWindow(pane: Pane): void {
    shareWindow(pane, this.#panes);
    this.#showBar();
  }

  #invert(): void {
    invert(this.#active, this.#panes);
    this.#showBar();
  }

  #choose(tool: Tool): void {
    this.#tool = this.#tool === tool ? null : tool;
    this.#views.dataset["tool"] = this.#tool ?? "";
    this.#showBar();
  }

  #swap(): void {
    if (this.#referenceKey === null) {
      [this.#referenceKey, this.#priorKey] = [this.#priorKey, null];
      this.#draw();
      return;
    }
    const [first] = this.#views.children;
    const focused = document.activeElement;
    if (first !== undefined) this.#views.append(first);
    if (focused instanceof HTMLElement && this.#views.contains(focused)) focused.focus();
  }

  #choosePrior(chosen: string): void {
    if (chosen === this.#priorKey) return;
    this.#priorKey = chosen;
    this.#draw();
  }

  #otherPrior(by: -1 | 1): void {
    const next = neighbour(priorsOf(this.#shown.entries, this.#referenceKey), this.#priorKey, by);
    if (next !== null) this.#choosePrior(next.key);
  }
}
