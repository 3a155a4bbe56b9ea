// The link between both sides: what it is now, why, and what the bar below the pictures says of it.

import type { Context } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import { icon } from "../icons.ts";
import { levelOf, linkAt, partnerIndex, proposeLink, UNLINKED } from "../images/link.ts";
import type { Link, LinkedStack, Side } from "../images/link.ts";
import { sharesWindow } from "../images/windows.ts";
import { key } from "../views/note.ts";
import { tenths } from "./numbers.ts";
import type { Pane } from "./pane.ts";
import type { CompareWords } from "./words/words.ts";

type Why = keyof CompareWords["whyNotLinked"];

export interface LinkingActions {
  setLevel(): void;
  toggle(): void;
}

export class Linking {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #words: CompareWords;
  readonly #actions: LinkingActions;
  readonly #region: Region;
  #link: Link = UNLINKED;
  /** The reader wants both sides apart. */
  #isApart = false;
  /** The other side has no image at the level of this one. */
  #isBeyond = false;
  #isFollowing = false;

  constructor(context: Context, words: CompareWords, actions: LinkingActions) {
    [this.#context, this.#words, this.#actions] = [context, words, actions];
    this.element = el("div.linkbar", { role: "group", "aria-label": words.linkLabel });
    this.#region = new Region(this.element);
  }

  /** Other images came into view: what may be proposed of them. */
  renew(current: Pane, prior: Pane): void {
    const [ours, theirs] = [stackOf(current), stackOf(prior)];
    this.#isBeyond = false;
    this.#link = ours === null || theirs === null || this.#isApart ? UNLINKED : proposeLink(ours, theirs);
    this.show(current, prior);
  }

  /** From what stands on the screen: of an image that is still awaited the reader has seen nothing. */
  setLevel(current: Pane, prior: Pane): void {
    const [ours, theirs] = [current.viewing?.drawnImage ?? null, prior.viewing?.drawnImage ?? null];
    if (ours === null || theirs === null) return;
    const link = linkAt(ours, theirs);
    if (link.kind === "unlinked") return;
    [this.#link, this.#isApart, this.#isBeyond] = [link, false, false];
    this.show(current, prior);
  }

  toggle(current: Pane, prior: Pane): void {
    this.#isApart = this.#link.kind !== "unlinked";
    this.renew(current, prior);
  }

  /** Where the other side goes when this one goes to the image that it means now; null: it stays. */
  #follow(side: Side, from: Pane, to: Pane): number | null {
    const [image, partner] = [from.viewing?.image ?? null, stackOf(to)];
    if (image === null || partner === null || this.#link.kind === "unlinked") return null;
    const index = partnerIndex(this.#link, side, image, partner, to.viewing?.index ?? 0);
    const isBeyond = index === null;
    if (isBeyond !== this.#isBeyond) {
      this.#isBeyond = isBeyond;
      this.show(side === "current" ? from : to, side === "current" ? to : from);
    }
    return index;
  }

  /** One side went on: the other goes along, and does not lead it in turn. */
  lead(pane: Pane, current: Pane, prior: Pane): void {
    if (this.#isFollowing) return;
    const [side, other]: readonly [Side, Pane] = pane === current ? ["current", prior] : ["prior", current];
    const index = this.#follow(side, pane, other);
    if (index === null) return;
    this.#isFollowing = true;
    other.viewing?.go(index);
    this.#isFollowing = false;
  }

  show(current: Pane, prior: Pane): void {
    const words = this.#words;
    const [ours, theirs] = [current.viewing, prior.viewing];
    const [image, other] = [ours?.drawnImage ?? ours?.image ?? null, theirs?.drawnImage ?? theirs?.image ?? null];
    const why = this.#link.kind === "unlinked" ? this.#why(current, prior) : null;
    const canSet = image !== null && other !== null && linkAt(image, other).kind !== "unlinked";
    const isShared = image !== null && other !== null && sharesWindow(image, other);
    const hasBoth = image !== null && other !== null;
    this.#region.show([this.#link, why, canSet, isShared, hasBoth, this.#isBeyond], () => [
      el("div.mid", {}, this.#state(), el("span.how", {}, this.#how(why)),
        this.#isBeyond ? el("span.beyond", { role: "status" }, words.noImageAtLevel) : null,
        canSet ? this.#button("level", this.#link.kind === "unlinked" ? words.setLevel : words.setLevelAgain, "L", this.#actions.setLevel) : null,
        this.#toggleButton(why)),
      el("div.end", {}, hasBoth ? el("span", {}, isShared ? icon("check") : null, isShared ? words.sameWindow : words.ownWindow) : null),
    ]);
  }

  #state(): HTMLElement {
    const words = this.#words;
    switch (this.#link.kind) {
      case "unlinked": return el("span.state", {}, words.notLinked);
      case "proposed": return el("span.state.approximate", {}, icon("link"), words.linkedApproximately);
      default: return el("span.state.exact", {}, icon("link"), words.linked);
    }
  }

  #how(why: Why | null): string {
    const words = this.#words;
    const link = this.#link;
    if (link.kind === "user") return words.bySet(tenths(link.currentMm, this.#context.words), tenths(link.priorMm, this.#context.words));
    if (link.kind === "proposed") return words.byProposal;
    if (link.kind === "same") return words.byStudy;
    return words.whyNotLinked[why ?? "unlinked"];
  }

  #why(current: Pane, prior: Pane): Why {
    const [ours, theirs] = [current.viewing?.image ?? null, prior.viewing?.image ?? null];
    if (ours === null || theirs === null) return "waiting";
    if (levelOf(ours) === null || levelOf(theirs) === null) return "no-level";
    if (linkAt(ours, theirs).kind === "unlinked") return "other-direction";
    return this.#isApart ? "unlinked" : "different-length";
  }

  #toggleButton(why: Why | null): Child {
    const words = this.#words;
    if (this.#link.kind !== "unlinked") return this.#button("unlink", words.unlink, "K", this.#actions.toggle);
    return why === "unlinked" ? this.#button("unlink", words.linkAgain, "K", this.#actions.toggle) : null;
  }

  #button(name: string, says: string, cap: string, act: () => void): HTMLElement {
    return el(name === "level" ? "button.button" : "button.button.quiet", { type: "button", "data-control": name, click: act }, says, key(cap));
  }
}

function stackOf(pane: Pane): LinkedStack | null {
  const [viewing, study] = [pane.viewing, pane.study];
  return viewing === null || study === null ? null : { studyUid: study.studyUid, images: viewing.stack.images };
}
