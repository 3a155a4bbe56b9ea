// Every word on the screen, once per language. Both objects have this type, so a sentence that one language
// lacks fails `tsc`. Plain words, u-form, no codes; a sentence of trouble says what is there, what may be
// missing and what can be done.

import type { BandWords } from "../band/words.ts";
import type { OutcomeKind, ReportState } from "../events.ts";
import type { Direction } from "../order.ts";

type Sentence = (value: string) => string;
type Counted = (n: number) => string;

/** A sentence of trouble in its parts; what can be done stands beside it as buttons. */
export interface Trouble {
  readonly what: string;
  readonly missing: string;
}

export interface Words {
  readonly thousands: string;
  readonly decimal: string;
  readonly weekdays: readonly string[];
  readonly and: string;

  // time
  readonly dateUnknown: string;
  readonly timeUnknown: string;
  readonly today: string;
  readonly daysAgo: Sentence;
  readonly weeksAgo: Sentence;
  readonly monthsAgo: Sentence;
  readonly yearsAgo: Sentence;
  readonly days: Counted;
  readonly months: Counted;
  readonly years: Counted;

  // patient corner
  readonly sexes: Readonly<Record<string, string>>;
  readonly nameUnknown: string;
  readonly sexUnknown: string;
  readonly birthDateUnknown: string;
  readonly bsnUnknown: string;
  readonly loggedIn: (name: string, role: string) => string;
  readonly title: string;
  readonly opening: string;
  readonly patientLabel: string;

  // completeness corner
  readonly completenessLabel: string;
  readonly askingIndex: string;
  readonly askingIndexSub: string;
  readonly assembling: string;
  readonly answered: (answered: number, asked: number) => string;
  readonly partly: (n: number) => string;
  readonly ownOnly: string;
  readonly waitingFor: Sentence;
  readonly allReceived: string;
  readonly notComplete: string;
  readonly failed: Readonly<Record<Exclude<OutcomeKind, "Answered">, (names: string, n: number) => string>>;
  readonly mixed: Sentence;
  /** Not asked now, because no answer came since that time. */
  readonly leftAlone: (names: string, since: string, n: number) => string;
  readonly addedAfterLooking: Counted;
  readonly addedSeen: string;
  readonly listIsOld: (at: string) => string;
  readonly institutions: Counted;
  readonly unnamed: Counted;
  readonly indexDownShort: string;
  readonly nothingAsked: string;
  readonly noBsnShort: string;
  readonly brokenShort: string;
  readonly nationally: string;
  readonly ofConnected: (connected: number, all: number) => string;
  readonly connectedWord: string;
  readonly notConnected: Counted;
  readonly directoryUnknown: string;
  readonly directoryUnknownMore: string;
  readonly everyoneConnected: string;
  readonly again: string;
  readonly askAgain: string;
  readonly call: (name: string, phone: string) => string;

  // current study
  readonly stripLabel: string;
  readonly current: string;
  readonly noCurrent: Sentence;
  readonly waitingForCurrent: string;

  // list
  readonly listLabel: Readonly<Record<Direction, string>>;
  readonly turn: Readonly<Record<Direction, string>>;
  readonly columns: Readonly<
    Record<"state" | "date" | "modality" | "description" | "region" | "institution" | "quantity" | "size" | "report", string>
  >;
  readonly studies: Counted;
  readonly soFar: string;
  readonly descriptionMissing: string;
  readonly regionUnknown: string;
  readonly sides: Readonly<Record<"left" | "right" | "both", string>>;
  readonly ownInstitution: string;
  readonly noImages: string;
  readonly countsUnknown: string;
  readonly alsoAt: Sentence;
  /** The name that an institution had then, and who holds the study now. */
  readonly heldBy: (then: string, today: string) => string;
  readonly imagesOf: (there: string, here: string) => string;
  readonly withDocuments: Sentence;
  readonly atMost: Sentence;
  readonly images: (n: string, one: boolean) => string;
  readonly series: (n: string, one: boolean) => string;
  readonly unreadable: string;
  readonly offline: string;
  readonly nearline: string;
  readonly reportAlone: string;
  readonly locked: string;
  readonly closedState: string;
  readonly reportStates: Readonly<Record<ReportState, string>>;
  readonly justIn: string;
  readonly moreAbove: Readonly<Record<Direction, Counted>>;
  readonly moreBelow: Readonly<Record<Direction, (n: number, until: string | null) => string>>;
  readonly rowsArrived: Counted;

  // report pane
  readonly paneLabel: string;
  readonly chooseStudy: string;
  readonly chooseStudyHow: string;
  readonly outside: string;
  readonly fetchingReport: string;
  readonly noReport: Trouble;
  readonly lockedReport: Trouble;
  readonly reportFailed: (institution: string) => Trouble;
  readonly reportGone: (institution: string) => Trouble;
  readonly rowGone: Trouble;
  readonly version: (n: number, of: number) => string;
  readonly earlierVersion: (n: number, date: string) => string;
  readonly earlierVersionHead: string;
  readonly alsoReported: string;
  readonly reportStatuses: Readonly<Record<Exclude<ReportState, "none">, string>>;
  readonly withAddendum: string;
  readonly addendum: string;
  readonly preliminaryBanner: Trouble;
  readonly withdrawnBanner: Trouble;
  readonly authorUnknown: string;
  readonly conclusion: string;
  readonly print: string;
  readonly original: string;
  readonly backToText: string;
  readonly asReceived: string;
  readonly formUnknown: string;
  readonly close: string;

  // images, before their own view is here
  readonly showImages: string;
  /** On the amounts of a row: how many are opened, empty where that is unknown. */
  readonly openImages: (counts: string) => string;
  readonly imagesOpening: string;
  readonly imagesFailed: Trouble;
  readonly backToList: string;

  // the full viewer
  readonly fullViewer: string;
  readonly fullViewerAbsent: string;
  readonly openFullViewer: string;
  readonly viewerBlocked: Trouble;
  readonly viewerNotGiven: Trouble;
  readonly viewerUnreachable: Trouble;
  readonly viewerPartly: Trouble;
  readonly viewerOneCopy: Trouble;

  // trouble above the list
  readonly indexDown: (since: string | null, own: string) => Trouble;
  readonly noBsn: (own: string) => Trouble;
  readonly noBsnAtAll: (own: string) => Trouble;
  readonly broken: Trouble;
  readonly brokenLate: Trouble;
  readonly malformed: (n: number) => Trouble;
  readonly nothingFound: (connected: number, all: number) => string;
  readonly nothingFoundYet: string;
  /** Where no institution was asked, nothing is known; "none found" would be untrue. */
  readonly nobodyAsked: string;
  readonly nothingAtOwn: Sentence;
  readonly factNotConnected: (n: number) => Trouble;
  readonly factFailed: (names: string) => Trouble;
  readonly factAnswered: Sentence;
  readonly whichInstitutions: string;
  readonly firstRows: string;

  // closed page
  readonly closedPage: Readonly<Record<"patient-switched" | "session-ended" | "withdrawn" | "no-session", Trouble>>;
  readonly toOpenPatient: string;
  readonly reopenRecord: string;

  // completeness panel and keys
  readonly panelTitle: string;
  readonly panelColumns: Readonly<Record<"institution" | "outcome" | "asked" | "took", string>>;
  readonly panelFound: (n: number) => string;
  readonly panelOutcomes: Readonly<Record<Exclude<OutcomeKind, "Answered">, string>>;
  readonly panelWaiting: string;
  readonly panelLeftAlone: (since: string) => string;
  readonly panelUnnamed: string;
  readonly panelMissing: (names: string) => string;
  readonly helpdesk: string;
  readonly useLetters: string;
  readonly keysTitle: string;
  readonly keys: Readonly<Record<"rows" | "images" | "viewer" | "report" | "conclusion" | "fold" | "mark" | "again" | "reverse" | "band" | "view" | "completeness" | "seen" | "wrong" | "help" | "back" | "imageAndPrior" | "sides" | "look" | "imageTools", string>>;

  readonly band: BandWords;

  // foot
  readonly shielded: string;
  readonly themes: Readonly<Record<"light" | "dark" | "dim", string>>;
  readonly themeLabel: string;
  readonly languageLabel: string;
}
