// What a study holds besides images: each object with its name in plain words and the reader that fits it, or none.
// Nothing is left out; a class that nobody knows is an object like any other.

import type { OpenInstance, OpenSeries, OpenStudy } from "../images/opened.ts";
import type { OtherInstance } from "../images/series.ts";
import type { CompareWords } from "./words/words.ts";

export type Reader = "page" | "pdf" | "drawing" | "film";

export interface OtherObject {
  readonly series: OpenSeries;
  readonly instance: OpenInstance;
  readonly name: string;
  /** Null: it is named, and its file can be had. */
  readonly reader: Reader | null;
}

const STORAGE = "1.2.840.10008.5.1.4.1.1.";
const PDF = `${STORAGE}104.1`;
const ECG = `${STORAGE}9.1.`;

export function othersOf(study: OpenStudy, words: CompareWords): readonly OtherObject[] {
  return study.series.flatMap((series) =>
    series.instances.filter(({ kind }) => kind !== null && kind !== "image").map((instance) => otherOf(series, instance, words)));
}

/** What only the headers of a series told to be no image: a film, where the manifest does not say how it is stored, or
 * an object that came since. */
export function othersFound(series: OpenSeries, found: readonly OtherInstance[], words: CompareWords): readonly OtherObject[] {
  return found
    .filter(({ why, kind }) => why === "another-kind" && (kind === null || kind === "image"))
    .map((instance) => otherOf(series, { ...instance, kind: instance.kind === "image" ? "video" : "other" }, words));
}

const otherOf = (series: OpenSeries, instance: OpenInstance, words: CompareWords): OtherObject =>
  ({ series, instance, name: nameOf(instance, words), reader: readerOf(instance) });

export function readerOf({ kind, sopClass }: OpenInstance): Reader | null {
  switch (kind) {
    case "report":
    case "key-objects": return "page";
    case "document": return sopClass === PDF ? "pdf" : null;
    case "waveform": return sopClass.startsWith(ECG) ? "drawing" : null;
    case "video": return "film";
    default: return null;
  }
}

/** By its class where we have a word for it, else by its kind, with the standard's own name. */
export function nameOf({ kind, sopClass, name }: OpenInstance, words: CompareWords): string {
  const known = sopClass.startsWith(STORAGE) ? words.others.objects[sopClass.slice(STORAGE.length)] : undefined;
  if (known !== undefined) return known;
  const byKind = words.kinds[kind ?? ""] ?? words.kindUnknown;
  if (kind !== "other" && words.kinds[kind ?? ""] !== undefined) return byKind;
  return name ?? words.others.unknown(sopClass);
}

/** `ECG, stralingsdosis (2)` */
export function namesOf(objects: readonly OtherObject[]): string {
  const counts = new Map<string, number>();
  for (const { name } of objects) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, n]) => (n === 1 ? name : `${name} (${n})`)).join(", ");
}
