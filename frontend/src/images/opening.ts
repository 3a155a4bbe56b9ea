// Opens studies at their holders (`POST /images`) and keeps the browser's ticket alive for what is still shown.
// The ticket is a cookie that this code never sees; the holder decides anew each time it is renewed.

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

/** `not-given`: the holder does not give it (any more). `unreachable`: asking again may help. */
export interface ClosedStudy {
  readonly key: string;
  readonly state: "not-given" | "unreachable";
  readonly studyUid: string | null;
}

export type OpenedStudy = OpenStudy | ClosedStudy;

export interface OpeningListener {
  /** The page's session is over: everything is to be closed. */
  ended(why: "no-session"): void;
  /** A study that is still shown is no longer given: its images are to be taken away. */
  lost(study: ClosedStudy): void;
}

export const MAX_KEYS = 12;
/** A ticket is renewed when this part of its life is over, so that one failed renewal may be repeated in time. */
const RENEW_AFTER = 0.6;
const RENEW_AGAIN_MS = 5_000;
/** Towards the end of a session each ticket is shorter than the last. */
const SOONEST_MS = 1_000;
const DEADLINE_MS = 30_000;

const UID = /^[0-9.]{1,64}$/;

const instance = record({
  uid: matching(UID, "UID"),
  sop_class: text,
  number: orNull(wholeNumber),
  frames: orNull(count),
  size_bytes: orNull(count),
  transfer_syntax: orNull(text),
  kind: orNull(text),
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
  state: oneOf("open", "not-given", "unreachable"),
  study_uid: matching(UID, "UID"),
  /** Our own origin only, and below the ticket's path. */
  path: orNull(matching(/^\/dw\/studies\/[0-9.]{1,64}$/, "path of a study")),
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
});

export class Opening {
  readonly #context: () => string;
  readonly #listener: OpeningListener;
  /** What is shown, oldest first, by key. */
  readonly #held = new Map<string, OpenStudy>();
  readonly #underWay = new Map<string, Promise<OpenedStudy>>();
  #control = new AbortController();
  /** What the browser's ticket opens by now, newest first, and until when. */
  #ticketed: readonly string[] = [];
  #overAt = 0;
  #version = 0;
  #renewing: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `context` is the session that this page was opened for, as its element names it. */
  constructor(context: () => string, listener: OpeningListener) {
    this.#context = context;
    this.#listener = listener;
  }

  /** The studies of these keys in their order, each from memory if it is open, else asked of its holder. A study
   * that is being asked for is not asked for twice. Never rejects: trouble is `unreachable`. */
  async open(keys: readonly string[]): Promise<readonly OpenedStudy[]> {
    const fresh = [...new Set(keys)].filter((key) => !this.#held.has(key) && !this.#underWay.has(key));
    for (let at = 0; at < fresh.length; at += MAX_KEYS) this.#ask(fresh.slice(at, at + MAX_KEYS));
    return Promise.all(keys.map((key) => this.#held.get(key) ?? this.#underWay.get(key) ?? closed(key)));
  }

  /** Resolves when the ticket opens all that is held, at once if it does; renews it first when it is over (the
   * machine slept). The number is another one each time there is a new ticket: a frame that was refused under an
   * older one may be asked for once more. */
  async ready(): Promise<number> {
    if (this.#isShort()) await this.#renew();
    return this.#version;
  }

  /** Forgets all but these; only these are renewed. */
  keepOnly(keys: Iterable<string>): void {
    const kept = new Set(keys);
    for (const key of this.#held.keys()) if (!kept.has(key)) this.#held.delete(key);
    if (this.#held.size === 0) clearTimeout(this.#timer);
  }

  /** Forgets everything and stops what is under way. */
  letGo(): void {
    this.#control.abort();
    this.#control = new AbortController();
    this.#underWay.clear();
    this.#renewing = null;
    this.keepOnly([]);
  }

  #isShort(): boolean {
    const isOver = Date.now() >= this.#overAt;
    return [...this.#held.keys()].some((key) => isOver || !this.#ticketed.includes(key));
  }

  #ask(keys: readonly string[]): void {
    const { signal } = this.#control;
    const asked = this.#post(keys, signal);
    for (const key of keys) {
      const one = asked
        .then((studies) => studies.get(key) ?? closed(key))
        .finally(() => {
          if (this.#underWay.get(key) === one) this.#underWay.delete(key);
        });
      this.#underWay.set(key, one);
    }
  }

  #renew(): Promise<void> {
    if (this.#renewing !== null) return this.#renewing;
    const renewing = this.#renewal(this.#control.signal).finally(() => {
      if (this.#renewing === renewing) this.#renewing = null;
    });
    this.#renewing = renewing;
    return renewing;
  }

  async #renewal(letGo: AbortSignal): Promise<void> {
    const keys = [...this.#held.keys()];
    if (keys.length === 0) return;
    const studies = await this.#post(keys, letGo);
    if (letGo.aborted) return;
    for (const renewed of studies.values()) {
      if (renewed.state === "not-given" && this.#held.delete(renewed.key)) this.#listener.lost(renewed);
    }
    if (studies.size === 0 || this.#isShort()) this.#renewIn(RENEW_AGAIN_MS);
  }

  #renewIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#renew(), Math.max(delayMs, SOONEST_MS));
  }

  /** What was answered, by key; empty when there was no usable answer. */
  async #post(keys: readonly string[], letGo: AbortSignal): Promise<ReadonlyMap<string, OpenedStudy>> {
    const before = this.#ticketed;
    try {
      const response = await fetch("/images", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Tijdlijn": "1", "X-Tijdlijn-Context": this.#context() },
        body: JSON.stringify({ keys }),
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.any([letGo, AbortSignal.timeout(DEADLINE_MS)]),
      });
      if (response.status === 401 && !letGo.aborted) this.#listener.ended("no-session");
      if (!response.ok) return new Map();
      const { studies, lastsMs } = decodeOpened(await response.json());
      if (letGo.aborted) return new Map();
      const opened = studies.filter(({ key }) => keys.includes(key));
      this.#ticketGiven(opened, before, lastsMs);
      return new Map(opened.map((one) => [one.key, one]));
    } catch (error) {
      // fetch and abort speak the first two, a body that is no JSON the third.
      if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError) return new Map();
      if (error instanceof Undecodable) return new Map();
      throw error;
    }
  }

  /** A new ticket opens what was given now and, while there is room, what the one opened that went with the
   * question. Of two questions at the same time the later answer therefore lacks what the other one brought: what
   * is held and missing is asked for at once. */
  #ticketGiven(opened: readonly OpenedStudy[], before: readonly string[], lastsMs: number): void {
    const given = opened.filter((one) => one.state === "open");
    this.#ticketed = [...new Set([...given.map(({ key }) => key), ...before])].slice(0, MAX_KEYS);
    this.#overAt = Date.now() + lastsMs;
    this.#version += 1;
    for (const one of given) this.#hold(one);
    this.#renewIn(this.#isShort() ? 0 : lastsMs * RENEW_AFTER);
  }

  #hold(opened: OpenStudy): void {
    // One that is held already stays the very same object, so that nobody need draw anew.
    if (!this.#held.has(opened.key)) this.#held.set(opened.key, opened);
    for (const key of this.#held.keys()) {
      if (this.#held.size <= MAX_KEYS) break;
      this.#held.delete(key);
    }
  }
}

const closed = (key: string): ClosedStudy => ({ key, state: "unreachable", studyUid: null });
