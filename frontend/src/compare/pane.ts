// One side of the comparison: from a row of the list to images on the screen, or to a sentence that says why not. Each
// step may be overtaken by another choice; what comes late is dropped.

import type { Child } from "../dom.ts";
import type { Copy, Entry } from "../events.ts";
import { grouped } from "../format.ts";
import { chooseSeries, imageCount } from "../images/choice.ts";
import type { ClosedStudy, OpenSeries, OpenStudy } from "../images/opening.ts";
import type { SeriesImages } from "../images/series.ts";
import type { Trouble } from "../words/words.ts";
import { Counting } from "./counting.ts";
import type { Surface } from "./drawing/surface.ts";
import { Frame } from "./frame.ts";
import { showHead } from "./heading.ts";
import { Instead } from "./instead.ts";
import { Others } from "./others.ts";
import { listenTo } from "./pointer.ts";
import type { PointerActions } from "./pointer.ts";
import { whatIsShown } from "./roles.ts";
import type { PaneState } from "./roles.ts";
import type { Shared } from "./shared.ts";
import { showSeriesChoice } from "./series_choice.ts";
import { Viewing } from "./viewing.ts";
import type { FrameTrouble } from "./words/words.ts";

export interface PaneListener {
  touched(pane: Pane): void;
  /** Images are there, or no longer, or another series. */
  changed(pane: Pane): void;
  meant(pane: Pane): void;
  /** The first image stands there, or it is said why there is none. */
  settled(pane: Pane): void;
  drawn(pane: Pane): void;
}

export class Pane {
  readonly frame: Frame;
  readonly #shared: Shared;
  readonly #surface: Surface;
  readonly #listener: PaneListener;
  readonly #others: Others;
  readonly #instead: Instead;
  readonly #counting: Counting;
  #state: PaneState | null = null;
  #copy: Copy | null = null;
  #study: OpenStudy | null = null;
  #series: OpenSeries | null = null;
  #viewing: Viewing | null = null;
  #isSettled = true;
  /** Its row names the copy that is shown. */
  #isListed = true;
  #beside: () => OpenSeries | null = () => null;
  /** Grows with every choice; an answer to an older one is dropped. */
  #choice = 0;

  constructor(shared: Shared, pointer: (pane: Pane) => PointerActions, listener: PaneListener) {
    [this.#shared, this.#listener] = [shared, listener];
    this.#surface = new shared.drawing.Surface(() => this.#viewing?.lay());
    this.frame = new Frame(this.#surface.element, shared.words, (index) => {
      listener.touched(this);
      this.#viewing?.go(index);
    });
    this.#instead = new Instead(this.frame, shared.words);
    this.#counting = new Counting(shared, this.frame, () => this.#instead.again(() => this.#viewing?.retry()));
    this.#others = new Others(shared, this.frame.picture, () => this.#copy?.institution_name ?? "");
    this.frame.beside(this.#others.element, this.#others.reader.element);
    this.frame.element.addEventListener("focusin", () => listener.touched(this));
    this.frame.choice.addEventListener("change", () => this.#choose(this.frame.choice.value));
    listenTo(this.frame.picture, pointer(this));
  }

  get entry(): Entry | null {
    return this.#state?.entry ?? null;
  }

  get study(): OpenStudy | null {
    return this.#study;
  }

  /** The key of the images that are being asked for or shown. */
  get asked(): string | null {
    return this.#copy?.images ?? null;
  }

  get series(): OpenSeries | null {
    return this.#series;
  }

  get viewing(): Viewing | null {
    return this.#viewing;
  }

  /** Neither an image nor trouble is still to come. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** The headers of the other series, in the background. */
  readRest(): void {
    if (this.#viewing !== null) this.#counting.readRest((series, images) => this.#others.found(series, images.others));
  }

  /** Shows this study; `beside` gives the series that the other side shows, which the first one here is to be like.
   * The same study again only brings its head up to date. */
  show(state: PaneState, beside: () => OpenSeries | null): void {
    const same = this.#state !== null && JSON.stringify(whatIsShown(this.#state)) === JSON.stringify(whatIsShown(state));
    this.#state = state;
    this.#beside = beside;
    this.#showHead();
    if (!same) void this.#open(state.entry?.copies.find((copy) => copy.images !== null) ?? state.entry?.copies[0] ?? null);
    else this.#confirm(state.entry);
  }

  focus(): void {
    this.frame.focus();
  }

  /** The holder no longer gives it, or calls the patient another. */
  lost(study: ClosedStudy): void {
    const institution = this.#holder(this.#copy);
    this.#choice++;
    this.#clear();
    if (study.state === "other-person") return this.#closeRow();
    this.#say(this.#shared.words.notGiven(institution), this.#elsewhere());
  }

  letGo(): void {
    this.#choice++;
    this.#clear();
    this.frame.letGo();
    this.#surface.letGo();
  }

  async #open(copy: Copy | null): Promise<void> {
    const { words, studies } = this.#shared;
    const choice = ++this.#choice;
    this.#copy = copy;
    this.#clear();
    this.#showHead();
    const [entry, state] = [this.#state?.entry ?? null, this.#state];
    if (state === null) return;
    if (entry === null) return this.#say(state.empty, state.todo?.() ?? null);
    if (entry.lock !== null) return this.#say(words.locked);
    if (copy === null || copy.images === null) return this.#say(words.nothingToOpen(this.#holder(copy)));
    this.#instead.wait(words.opening(this.#holder(copy)));
    const study = await studies.open(copy.images);
    if (choice !== this.#choice) return;
    if (study.state === "open") {
      this.#study = study;
      const series = chooseSeries(study, besideOf(this.#beside()));
      if (series === null) {
        this.#others.show(study);
        this.#readOthers();
      }
      else void this.#read(study, series);
    } else if (study.state === "not-given") this.#say(words.notGiven(this.#holder(copy)), this.#elsewhere());
    else if (study.state === "other-person") this.#closeRow();
    else this.#say(words.unreachable(this.#holder(copy)), this.#instead.again(() => void this.#open(copy)), this.#elsewhere());
  }

  #choose(uid: string): void {
    const series = this.#study?.series.find((one) => one.uid === uid);
    if (this.#study !== null && series !== undefined && series !== this.#series) void this.#read(this.#study, series);
  }

  async #read(study: OpenStudy, series: OpenSeries): Promise<void> {
    const { words, studies } = this.#shared;
    const choice = ++this.#choice;
    const institution = this.#holder(this.#copy);
    this.#clear();
    [this.#study, this.#series] = [study, series];
    this.#others.show(study);
    showSeriesChoice(this.frame.choice, study, series, this.#shared);
    this.#instead.wait(words.reading);
    const images = await studies.series(study, series);
    if (choice !== this.#choice) return;
    if ("failed" in images && images.failed === "other-person") return this.#closeRow();
    if ("failed" in images) {
      const says = images.failed === "gone" ? words.notGiven : images.failed === "unreadable" ? words.unreadable : words.unreachable;
      this.#say(says(institution), this.#instead.again(() => void this.#read(study, series)), this.#elsewhere());
      return;
    }
    this.#counting.begin({ study, series, images, onRow: this.entry?.study?.instance_count ?? null, institution });
    this.#others.found(series, images.others);
    if (images.images.length === 0) this.#readOthers();
    else this.#begin(images);
  }

  /** What the holder gives is another person's: not only these images close, but their row with its report. */
  #closeRow(): void {
    const { words, context } = this.#shared;
    this.#clear();
    this.#say(words.locked);
    if (this.#copy !== null && this.#copy.images !== null) context.actions.closeRow(this.#copy.images);
  }

  /** Without pictures the first thing that can be read is what was asked for. */
  #readOthers(): void {
    this.#say(this.#shared.words.nothingToShow);
    this.#others.openFirst();
  }

  #begin(images: SeriesImages): void {
    const at = Math.floor((images.images.length - 1) / 2);
    this.#viewing = new Viewing(images, images.images.length > 1 && images.images[0]?.plane === null ? 0 : at, this.frame, this.#surface, this.#shared, {
      meant: () => this.#listener.meant(this),
      drawn: () => {
        if (this.frame.element === document.activeElement) this.frame.focus();
        this.#listener.drawn(this);
        this.#settle();
      },
      progressed: (progress) => this.#counting.progressed(progress),
      failed: (index, why) => this.#sayFailed(index, why),
    });
    this.#listener.changed(this);
  }

  #sayFailed(index: number, why: FrameTrouble): void {
    const { words, context } = this.#shared;
    const again = why === "unreachable" ? this.#instead.again(() => this.#viewing?.retry()) : null;
    this.#say(words.frames[why](grouped(index + 1, context.words)), again);
  }

  #showHead(): void {
    if (this.#state !== null) showHead(this.frame, this.#state, this.#copy, this.#shared.context, this.#shared.words);
  }

  #clear(): void {
    const had = this.#viewing !== null;
    this.#viewing?.close();
    [this.#viewing, this.#study, this.#series] = [null, null, null];
    this.#surface.clear();
    this.#others.clear();
    this.#isSettled = false;
    this.#counting.clear();
    this.frame.blank();
    if (had) this.#listener.changed(this);
  }

  #say(trouble: Trouble, ...todo: readonly Child[]): void {
    this.#instead.say(trouble, ...todo);
    this.#settle();
  }

  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#listener.settled(this);
  }

  /** A row may go on with other copies than the one that is shown: whether that is still given its holder says. */
  #confirm(entry: Entry | null): void {
    const was = this.#isListed;
    this.#isListed = this.#study === null || entry === null || entry.copies.some(({ images }) => images === this.asked);
    if (was && !this.#isListed) void this.#shared.studies.opening.confirm();
  }

  /** Who has to give it: not always the institution that made it, by whose name it then goes. */
  #holder(copy: Copy | null): string {
    return copy === null ? "" : (this.#state?.holders.get(copy.custodian) ?? copy.institution_name);
  }

  #elsewhere(): Child {
    return this.#instead.elsewhere(this.entry, this.#copy, (copy) => this.#holder(copy), (other) => void this.#open(other));
  }
}

const besideOf = (series: OpenSeries | null): { readonly series: OpenSeries } | null =>
  series === null || imageCount(series) === 0 ? null : { series };
