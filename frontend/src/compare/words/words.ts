// Every word of the side-by-side view, once per language; fetched with the view itself. Rules as in words/words.ts.

import type { GreyCurve } from "../../images/greys.ts";
import type { PresetName } from "../../images/windows.ts";
import type { Trouble } from "../../words/words.ts";
import type { Undrawable } from "../drawing/raster.ts";
import type { Quality } from "../preview.ts";
import type { OtherWords } from "./others/words.ts";

export type FrameTrouble = "gone" | "unreachable" | Undrawable;
export type Tool = "zoom" | "pan" | "measure";

export interface CompareWords {
  readonly viewLabel: string;
  readonly backToList: string;

  // head of a pane
  readonly current: string;
  readonly currentPane: string;
  readonly priorPane: (outside: boolean) => string;
  readonly prior: (age: string | null) => string;
  readonly later: (age: string | null) => string;
  readonly outside: string;
  /** The age of a study in few signs: `14 mnd`. */
  readonly ages: {
    readonly today: string;
    readonly daysAgo: (n: string) => string;
    readonly weeksAgo: (n: string) => string;
    readonly monthsAgo: (n: string) => string;
    readonly yearsAgo: (n: string) => string;
  };
  /** In place of `today`, where ages are counted from the current study. */
  readonly sameDay: string;
  readonly sameDayAsCurrent: string;
  readonly beforeCurrent: (age: string) => string;
  readonly afterCurrent: (age: string) => string;

  // bar
  readonly presetsLabel: string;
  readonly presets: Readonly<Record<PresetName, string>>;
  readonly toolsLabel: string;
  readonly tools: Readonly<Record<Tool, string>>;
  readonly invert: string;
  readonly play: string;
  readonly pause: string;
  readonly reset: string;
  readonly swap: string;
  readonly pin: string;
  readonly priorsLabel: string;
  readonly morePriors: (n: number) => string;
  readonly newer: string;
  readonly older: string;

  // on the picture
  readonly seriesOf: (n: number, of: number) => string;
  readonly seriesChoice: string;
  readonly seriesUnnamed: string;
  readonly imageOf: (n: string, of: string) => string;
  readonly frameOf: (n: string, of: string) => string;
  readonly level: (axis: string, mm: string) => string;
  readonly levelUnknown: string;
  readonly thickness: (mm: string) => string;
  readonly images: (n: string, one: boolean) => string;
  readonly window: (width: string, center: string, units: string) => string;
  readonly curves: Readonly<Record<GreyCurve, string>>;
  readonly wholeImage: string;
  readonly zoomed: (percent: string) => string;
  readonly inverted: string;
  readonly lossy: (ratio: string | null) => string;
  readonly previews: Readonly<Record<Exclude<Quality, "full">, string>>;
  readonly loaded: (n: string, of: string) => string;
  readonly failedFrames: (n: string, one: boolean) => string;
  readonly fetchingImage: (n: string) => string;
  readonly orientationUnknown: string;
  readonly railLabel: string;
  readonly measured: (mm: string) => string;
  readonly onDetector: (mm: string) => string;
  readonly inPixels: (n: string) => string;
  readonly notMeasurable: string;

  // the pane in trouble, and what is beside the picture
  readonly opening: (institution: string) => string;
  readonly reading: string;
  readonly noCurrent: Trouble;
  readonly choosePrior: Trouble;
  readonly locked: Trouble;
  readonly rowGone: Trouble;
  readonly notGiven: (institution: string) => Trouble;
  readonly unreachable: (institution: string) => Trouble;
  readonly unreadable: (institution: string) => Trouble;
  readonly nothingToOpen: (institution: string) => Trouble;
  readonly nothingToShow: Trouble;
  readonly frames: Readonly<Record<FrameTrouble, (n: string) => Trouble>>;
  /** The holder of a series does not answer in the middle of it. */
  readonly stalled: (loaded: string, of: string, institution: string) => string;
  readonly again: string;
  readonly otherCopy: (institution: string) => string;
  readonly fewer: (got: string, of: string, institution: string) => string;
  readonly added: (n: string, one: boolean) => string;
  /** Instances that could not be read as a whole. */
  readonly incomplete: (n: string, one: boolean, institution: string) => string;
  readonly notDrawable: (n: string, one: boolean) => string;
  readonly inOtherSeries: (says: string) => string;
  readonly unreadSeries: (n: string, one: boolean) => string;
  readonly listsLess: (institution: string) => string;
  readonly alsoHere: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly kindUnknown: string;
  readonly others: OtherWords;

  // link bar
  readonly linkLabel: string;
  readonly linked: string;
  readonly linkedApproximately: string;
  readonly notLinked: string;
  readonly bySet: (current: string, prior: string) => string;
  readonly byProposal: string;
  readonly byStudy: string;
  readonly whyNotLinked: Readonly<Record<"other-direction" | "no-level" | "different-length" | "unlinked" | "waiting", string>>;
  readonly setLevel: string;
  readonly setLevelAgain: string;
  readonly unlink: string;
  readonly linkAgain: string;
  readonly noImageAtLevel: string;
  readonly sameWindow: string;
  readonly ownWindow: string;

  // report and keys
  readonly reportsLabel: string;
  readonly reportCurrent: string;
  readonly reportPrior: string;
  readonly keys: Readonly<
    Record<"image" | "otherPrior" | "swap" | "level" | "unlink" | "window" | "measure" | "invert" | "play" | "reset", string>
  >;
}
