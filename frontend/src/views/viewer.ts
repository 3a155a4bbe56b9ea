// The way to the full viewer: its button, and what is said when it did not simply open.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Entry } from "../events.ts";
import { handToViewer } from "../handing.ts";
import { icon } from "../icons.ts";
import { imagesKey } from "../order.ts";
import type { Trouble } from "../words/words.ts";
import { key, note } from "./note.ts";

/** A code is good for a minute: a link with one is not left standing longer. */
const LINK_MS = 55_000;

export const viewerButton = ({ words, hasViewer }: Context, open: () => void): HTMLElement =>
  hasViewer
    ? el("button.button.full-viewer", { type: "button", "data-control": "viewer", click: open }, icon("images"), words.fullViewer, key("O"))
    : el("button.button.full-viewer", { type: "button", "data-control": "viewer", disabled: true }, words.fullViewerAbsent);

export class FullViewer {
  readonly element = el("div.viewer-says", { role: "status" });
  readonly #context: Context;
  readonly #session: () => string;
  readonly #sessionLost: () => void;
  #timer = 0;
  #turn = 0;

  constructor(context: Context, session: () => string, sessionLost: () => void) {
    [this.#context, this.#session, this.#sessionLost] = [context, session, sessionLost];
  }

  /** Opens these rows in a window of its own, the current one left. Called on a click or a key, or else the browser
   * keeps the window back. */
  async open(current: Entry | null, priors: readonly Entry[]): Promise<void> {
    const first = imagesKey(current);
    const others = priors.flatMap((entry) => imagesKey(entry) ?? []);
    if (!this.#context.hasViewer || (first === null && others.length === 0)) return;
    const turn = ++this.#turn;
    this.#say(null);
    const tab = window.open("about:blank", "_blank");
    if (tab !== null) tab.opener = null;
    const handed = await handToViewer(this.#session(), first, others);
    if (turn !== this.#turn) tab?.close();
    else if (handed === "no-session") {
      tab?.close();
      this.#sessionLost();
    } else this.#go(tab, handed, () => void this.open(current, priors));
  }

  /** Nothing more is opened or said. */
  letGo(): void {
    this.#turn += 1;
    this.#say(null);
  }

  #go(tab: Window | null, handed: Exclude<Awaited<ReturnType<typeof handToViewer>>, "no-session">, again: () => void): void {
    const { words } = this.#context;
    const address = handed === "failed" ? null : handed.address;
    if (address === null) {
      tab?.close();
      const refused = handed !== "failed" && ![...handed.states.values()].includes("unreachable");
      this.#say(refused ? words.viewerNotGiven : words.viewerUnreachable, refused ? [] : [this.#button(words.again, again)]);
      return;
    }
    if (tab === null) {
      const link = el("a.button", { href: address, target: "_blank", rel: "noopener", click: () => this.#say(null) }, words.openFullViewer);
      this.#say(words.viewerBlocked, [link]);
      this.#timer = window.setTimeout(() => this.#say(null), LINK_MS);
      return;
    }
    tab.location.replace(address);
    const states = handed === "failed" ? [] : [...handed.states.values()];
    if (states.some((state) => state === "not-given" || state === "unreachable")) this.#say(words.viewerPartly);
    else if (states.includes("other-copy")) this.#say(words.viewerOneCopy);
  }

  #say(trouble: Trouble | null, todo: readonly HTMLElement[] = []): void {
    window.clearTimeout(this.#timer);
    if (trouble === null) this.element.replaceChildren();
    else this.element.replaceChildren(note("warn", trouble, "alert", ...todo, this.#button(this.#context.words.close, () => this.#say(null))));
  }

  #button(says: string, click: () => void): HTMLElement {
    return el("button.button", { type: "button", click }, says);
  }
}
