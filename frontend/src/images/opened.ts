// What `POST /images` answers: which studies are open, and what they consist of. Types and the check of the wire.

import { count, flag, list, matching, oneOf, orNull, record, text, Undecodable } from "../decode.ts";

export interface OpenInstance {
  readonly uid: string;
  readonly sopClass: string;
  readonly number: number | null;
  readonly frames: number | null;
  readonly sizeBytes: number | null;
  readonly transferSyntax: string | null;
  /** `image`, `video`, `document`, `report`, `waveform`, …; null from a timeline that does not say. */
  readonly kind: string | null;
  /** The standard's name of what is no picture, in English; null where it has none. */
  readonly name: string | null;
}

export interface OpenSeries {
  readonly uid: string;
  readonly modality: string | null;
  readonly number: number | null;
  readonly description: string | null;
  readonly instances: readonly OpenInstance[];
}

export interface OpenStudy {
  readonly key: string;
  readonly state: "open";
  readonly studyUid: string;
  readonly path: string;
  readonly series: readonly OpenSeries[];
  readonly seriesCount: number;
  readonly instanceCount: number;
  readonly sizeBytes: number | null;
  /** False: the holder's manifest itself says that it lists less than there is. */
  readonly listsAll: boolean;
}

/** `not-given`: the holder does not give it (any more). `other-person`: it is another person's by birth date or sex.
 * `unreachable`: asking again may help. */
export interface ClosedStudy {
  readonly key: string;
  readonly state: "not-given" | "other-person" | "unreachable";
  readonly studyUid: string | null;
}

export type OpenedStudy = OpenStudy | ClosedStudy;

const UID = /^[0-9.]{1,64}$/;

const instance = record({
  uid: matching(UID, "UID"),
  sop_class: text,
  number: orNull(wholeNumber),
  frames: orNull(count),
  size_bytes: orNull(count),
  transfer_syntax: orNull(text),
  kind: orNull(text),
  name: orNull(text),
});

const series = record({
  uid: matching(UID, "UID"),
  modality: orNull(text),
  number: orNull(wholeNumber),
  description: orNull(text),
  instances: list(instance),
});

const study = record({
  key: text,
  state: oneOf("open", "not-given", "other-person", "unreachable"),
  study_uid: matching(UID, "UID"),
  /** Our own origin only, and below the ticket's path. */
  path: orNull(matching(/^\/dw(\/copies\/[0-9a-f]{16})?\/studies\/[0-9.]{1,64}$/, "path of a study")),
  series: orNull(list(series)),
  series_count: orNull(count),
  instance_count: orNull(count),
  size_bytes: orNull(count),
  lists_all: orNull(flag),
});

const answer = record({ studies: list(study), expires_in_s: count });

/** IS may be negative (PS3.5 §6.2). */
function wholeNumber(value: unknown, path: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new Undecodable(`${path}: whole number expected`);
}

/** The answer of `POST /images`. Throws `Undecodable`. */
export function decodeOpened(value: unknown): { readonly studies: readonly OpenedStudy[]; readonly lastsMs: number } {
  const { studies, expires_in_s } = answer(value, "images");
  return { studies: studies.map(openedOf), lastsMs: expires_in_s * 1000 };
}

function openedOf(read: ReturnType<typeof study>): OpenedStudy {
  const { key, state, study_uid: studyUid, path } = read;
  if (state !== "open") return { key, state, studyUid };
  if (path === null || read.series === null) throw new Undecodable("images: an open study has a path and series");
  const opened = read.series.map((one) => ({ ...one, instances: one.instances.map(instanceOf) }));
  return {
    key,
    state,
    studyUid,
    path,
    series: opened,
    seriesCount: read.series_count ?? opened.length,
    instanceCount: read.instance_count ?? opened.reduce((sum, one) => sum + one.instances.length, 0),
    sizeBytes: read.size_bytes,
    listsAll: read.lists_all ?? true,
  };
}

const instanceOf = (read: ReturnType<typeof instance>): OpenInstance => ({
  uid: read.uid,
  sopClass: read.sop_class,
  number: read.number,
  frames: read.frames,
  sizeBytes: read.size_bytes,
  transferSyntax: read.transfer_syntax,
  kind: read.kind,
  name: read.name,
});
