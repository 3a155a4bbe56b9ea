// What a row says of those that may be the same study, or that the user put together, with the way to do and undo it.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Entry, Holder } from "../events.ts";
import { icon } from "../icons.ts";
import { key } from "../views/note.ts";
import type { Bracket } from "./brackets.ts";
import { en } from "./words/en.ts";
import { nl } from "./words/nl.ts";
import type { LikelyWords } from "./words/words.ts";

export interface LikelyState {
  readonly bracket: Bracket | null;
  /** The rows that the user made this one of; empty where it is one by itself. */
  readonly parts: readonly Entry[];
  /** Who was asked, by custodian: the names of today. */
  readonly holders: ReadonlyMap<string, Holder>;
}

/** Everything that decides what is said: where it is the same, nothing is drawn anew. */
export const likelySays = ({ bracket, parts, holders }: LikelyState): string =>
  [bracket?.at, ...(bracket?.compared ?? []), namesOf(bracket?.rows ?? [], holders), namesOf(parts, holders)].join(" ");

export function likelyRemarks(entry: Entry, { bracket, parts, holders }: LikelyState, context: Context): readonly Child[] {
  const words = context.language === "en" ? en : nl;
  const said: Child[] = [];
  if (parts.length > 0) {
    const names = namesOf(parts, holders);
    const button = bracket === null ? turnButton(entry, words.unfold, names, context) : null;
    said.push(el("span.folded", {}, icon("copies"), el("span", {}, `${words.folded(names)}; ${words.onlyHere} `, button)));
  }
  if (bracket === null) return said;
  if (bracket.at !== "last") return [...said, el("span.vh", {}, words.asBelow)];
  const button = turnButton(entry, words.fold, namesOf(bracket.rows, holders), context);
  return [...said, el("span.likely", {}, el("b", {}, words.title), ` · ${comparedInWords(bracket.compared, words)} `, button)];
}

/** `gelijk: datum en tijd, modaliteit · anders: nummer` */
export function comparedInWords(compared: readonly string[], words: LikelyWords): string {
  const named = (beginning: string): string =>
    compared.filter((code) => code.startsWith(beginning)).flatMap((code) => words.compared[code] ?? []).join(", ");
  return [
    [words.equal, named("same-")], [words.alike, [named("near-"), named("like-")].filter((part) => part !== "").join(", ")], [words.different, named("other-")],
  ].filter(([, names]) => names !== "").map(([title, names]) => `${title}: ${names}`).join(" · ");
}

/** Who keeps each: what they are called is nearly the same. */
const namesOf = (rows: readonly Entry[], holders: ReadonlyMap<string, Holder>): string =>
  rows.flatMap(({ copies: [first] }) => (first === undefined ? [] : [holders.get(first.custodian)?.short_name ?? first.institution_name])).join(" + ");

const turnButton = (entry: Entry, says: string, names: string, { actions }: Context): HTMLElement =>
  el("button.link.turn-fold", { type: "button", tabindex: -1, title: names, click: () => actions.turnFold(entry.key) },
    says, el("span.vh", {}, `: ${names}`), key("G"));
