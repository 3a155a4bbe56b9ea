// What every view needs beside the model: the language, today's date and what the user can set in motion.

import { localMoment } from "./format.ts";
import type { Layout } from "./layout.ts";
import type { Language } from "./words/language.ts";
import type { Words } from "./words/words.ts";

export interface Actions {
  askAll(): void;
  /** Asks these holders again; null asks everybody. */
  askAgain(custodians: readonly string[] | null): void;
  /** The rows that were added are counted no longer. */
  seen(): void;
  select(key: string): void;
  /** Shows the images of this row beside those of the current study. */
  showBeside(key: string): void;
  /** Opens the images of this row in the full viewer, beside those of the current study. */
  openViewer(key: string): void;
  /** Brings the report into view where it lies over the list. */
  openReport(): void;
  leaveReport(): void;
  /** Closes the row of these images, report and all: what its holder gave is another person's. */
  closeRow(images: string): void;
  /** Puts the rows that may be the same as this one together, or takes them apart again. */
  turnFold(key: string): void;
  /** Selects a suggested row, brings it into sight in the list and its report where it can be read. */
  openSuggested(key: string): void;
  /** Shows the suggestions, or plain chronology. */
  toggleSuggestions(): void;
  togglePopover(popover: HTMLElement): void;
  togglePanel(): void;
  toggleKeys(): void;
  speak(language: Language): void;
  useLetters(on: boolean): void;
  /** Lays the page out anew; what is not named stays as it is. */
  arrange(change: Partial<Layout>): void;
}

export interface Context {
  readonly words: Words;
  readonly language: Language;
  readonly actions: Actions;
  /** Whether the full viewer is installed. */
  readonly hasViewer: boolean;
}

/** Today in the Netherlands, as `2026-11-24`. */
export const today = (): string => localMoment(new Date().toISOString()).date;
