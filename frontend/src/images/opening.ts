// Opens studies at their holders (`POST /images`) and keeps the browser's ticket alive for what is still shown.
// The ticket is a cookie that this code never sees; the holder decides anew each time it is renewed.

import { Undecodable } from "../decode.ts";
import { decodeOpened } from "./opened.ts";
import type { ClosedStudy, OpenedStudy, OpenStudy } from "./opened.ts";

export type { ClosedStudy, OpenedStudy, OpenInstance, OpenSeries, OpenStudy } from "./opened.ts";

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

  /** Asks the holders at once whether they still give what is held; what is not given any more is told as lost. */
  confirm(): Promise<void> {
    return this.#renew();
  }

  /** Whether this study is open and still wanted. */
  keeps(key: string): boolean {
    return this.#held.has(key);
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
      if ((renewed.state === "not-given" || renewed.state === "other-person") && this.#held.delete(renewed.key)) this.#listener.lost(renewed);
    }
    if (studies.size === 0 || this.#isShort()) this.#renewIn(RENEW_AGAIN_MS);
  }

  #renewIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#renew(), Math.max(delayMs, SOONEST_MS));
  }

  /** What was answered, by key; empty when there was no usable answer. */
  async #post(keys: readonly string[], letGo: AbortSignal): Promise<ReadonlyMap<string, OpenedStudy>> {
    const [before, asked] = [this.#ticketed, this.#version];
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
      this.#ticketGiven(opened, before, asked, lastsMs);
      return new Map(opened.map((one) => [one.key, one]));
    } catch (error) {
      // fetch and abort speak the first two, a body that is no JSON the third.
      if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError) return new Map();
      if (error instanceof Undecodable) return new Map();
      throw error;
    }
  }

  /** A new ticket opens what was given now and, while there is room, what the one opened that went with the
   * question. Of two questions at the same time each answer lacks what the other one brought, and which of the two
   * tickets the browser keeps is not told here: it took them when they came, and this runs later. So only what both
   * open is sure then; what is held and not sure is asked for at once. `asked` is the version at the question. */
  #ticketGiven(opened: readonly OpenedStudy[], before: readonly string[], asked: number, lastsMs: number): void {
    const given = opened.filter((one) => one.state === "open");
    const opens = [...new Set([...given.map(({ key }) => key), ...before])].slice(0, MAX_KEYS);
    this.#ticketed = asked === this.#version ? opens : opens.filter((key) => this.#ticketed.includes(key));
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
