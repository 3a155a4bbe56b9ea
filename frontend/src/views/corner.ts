// The two corners that never move: who the patient is, and how complete the list is.

import { completenessOf } from "../completeness.ts";
import type { Completeness } from "../completeness.ts";
import type { Context } from "../context.ts";
import { today } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Holders, Patient } from "../events.ts";
import { clockTime, dayMonthYear, personAge, secondsInWords } from "../format.ts";
import { icon } from "../icons.ts";
import type { Model } from "../model.ts";
import type { Words } from "../words/words.ts";
import { key } from "./note.ts";

/** What there is to say of a list that was whole before: what came later, and that it is old. */
interface Later {
  readonly added: number;
  readonly old: string | null;
}

/** `14-03-1951 · 75 jaar` */
const bornInWords = (patient: Patient, words: Words): string =>
  patient.birth_date === null
    ? words.birthDateUnknown
    : [dayMonthYear(patient.birth_date), personAge(patient.birth_date, today(), words)]
        .filter((part) => part !== null)
        .join(" · ");

export const sexInWords = (patient: Patient, words: Words): string =>
  words.sexes[patient.sex ?? ""] ?? words.sexUnknown;

export class CornerView {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #who: Region;
  readonly #complete: Region;
  readonly #seconds = el("span.seconds", { "aria-hidden": "true" });
  readonly #live = el("p.vh", { role: "status", "aria-live": "polite" });
  #announced = "";

  constructor(context: Context) {
    this.#context = context;
    const who = el("div.who", { "aria-label": context.words.patientLabel, role: "group" });
    const complete = el("div.completeness", { "aria-label": context.words.completenessLabel, role: "group" });
    this.#who = new Region(who);
    this.#complete = new Region(complete);
    this.element = el("header.corners", {}, who, complete, this.#live);
  }

  /** `oldSince` is the moment of the list once that is too long ago. */
  update(model: Model, oldSince: string | null): void {
    const { words } = this.#context;
    const opening = model.phase === "asking" ? words.opening : words.title;
    this.#who.show([model.patient, opening], () => this.#patient(model.patient, opening));
    const state = completenessOf(model, words, clockTime);
    const counts = model.holders;
    const later: Later = { added: model.added.size, old: oldSince === null ? null : words.listIsOld(clockTime(oldSince)) };
    this.#complete.show([state, later, counts?.connected, counts?.institutions], () => [this.#state(state, later), this.#nation(counts)]);
    this.#announce(state, later, model);
  }

  /** Waiting is said in seconds; the rest of the corner does not change with them. */
  tick(sinceMs: number): void {
    this.#seconds.textContent = `· ${secondsInWords(sinceMs, this.#context.words)}`;
  }

  #patient(patient: Patient | null, opening: string): readonly Child[] {
    const { words } = this.#context;
    if (patient === null) return [el("h1", {}, opening), el("p", {}, "\u00a0")];
    const { institution, situation, started_on, user } = patient;
    const where = [[situation, dayMonthYear(started_on)].filter((part) => part !== null).join(" "), institution.name, words.loggedIn(user.name, user.role)];
    return [
      el("h1", {}, el("b", {}, patient.name ?? words.nameUnknown), el("span", {}, bornInWords(patient, words)),
        el("span", {}, sexInWords(patient, words)),
        el("span.bsn", {}, patient.bsn_masked === null ? words.bsnUnknown : `BSN ${patient.bsn_masked}`)),
      el("p", {}, where.join(" · ")),
    ];
  }

  #state(state: Completeness, later: Later): HTMLElement {
    const { words, actions } = this.#context;
    const meter = el("span.meter", { "aria-hidden": "true" }, ...state.blocks.map((block) => el(`i.${block}`)));
    const head = el("button.head", {
      type: "button", "data-control": "panel", "aria-haspopup": "dialog", title: state.head, click: actions.togglePanel,
    }, meter, el("b", {}, state.head), state.at === null || later.old !== null ? null : el("span.at", {}, state.at));
    const seen = el("button.link.added", {
      type: "button", "data-control": "seen", title: words.addedSeen, click: actions.seen,
      "aria-label": `${words.addedAfterLooking(later.added)}. ${words.addedSeen}`,
    }, icon("check"), words.addedAfterLooking(later.added), key("N"));
    const top = el("div.top", {}, head, later.added === 0 ? null : seen);
    const again = el("button.link", {
      type: "button", "data-control": "again", click: () => actions.askAgain(state.again),
    }, icon("again"), words.again);
    const sub = el("p.sub", {},
      el(state.tone === "bad" ? "span.bad" : "span", { title: state.sub }, state.sub),
      state.waiting ? this.#seconds : null,
      later.old === null ? null : el("span.old", {}, later.old),
      state.canAskAgain ? again : null,
      state.phone === null ? null : el("a.link", {
        href: `tel:${state.phone.number.replaceAll(/[^+\d]/g, "")}`,
        "aria-label": words.call(state.phone.name, state.phone.number),
      }, icon("phone"), state.phone.number));
    return el("div.now", {}, top, sub);
  }

  #nation(holders: Holders | null): HTMLElement {
    const { words } = this.#context;
    if (holders === null) return el("div.nation");
    const { connected, institutions } = holders;
    if (connected === null || institutions === null) {
      return el("div.nation", {}, el("p", {}, words.directoryUnknown), el("p", {}, words.directoryUnknownMore));
    }
    const rest = institutions - connected;
    return el("div.nation", {},
      el("p", {}, `${words.nationally} `, el("b", {}, words.ofConnected(connected, institutions)), ` ${words.connectedWord}`),
      el("p", {}, rest > 0 ? words.notConnected(rest) : words.everyoneConnected));
  }

  #announce(state: Completeness, later: Later, model: Model): void {
    const rows = model.complete === null ? "" : this.#context.words.rowsArrived(model.entries.size);
    const added = later.added === 0 ? "" : this.#context.words.addedAfterLooking(later.added);
    const says = [state.head, state.sub, later.old ?? "", rows, added].filter((part) => part !== "").join(". ");
    if (says === this.#announced) return;
    this.#announced = says;
    this.#live.textContent = says;
  }
}
