// What is said of the objects of a study that are no pictures, once per language. Names go by the class: the part of
// its UID behind `1.2.840.10008.5.1.4.1.1.`; what has none here goes by its kind.

import type { Trouble } from "../../../words/words.ts";

export interface OtherWords {
  readonly objects: Readonly<Record<string, string>>;
  readonly unknown: (uid: string) => string;
  readonly notShown: (n: string, one: boolean, names: string) => string;
  readonly more: (n: string) => string;
  readonly open: string;
  readonly download: string;
  readonly back: string;
  readonly fetching: (name: string) => string;
  readonly downloading: string;
  readonly gone: (institution: string) => Trouble;
  readonly unreachable: (institution: string) => Trouble;
  readonly unreadable: (institution: string) => Trouble;
  /** Its own header names another person than the record. */
  readonly anotherPerson: (institution: string) => Trouble;
  readonly notPlayable: Trouble;
}
