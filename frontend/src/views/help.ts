// All keys (?), and the way to turn the letters off.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import { filterWordsOf } from "../filters/words.ts";
import { suggestionWords } from "../suggestions/words.ts";
import { key } from "./note.ts";

export function helpView({ words, language, actions }: Context, lettersOn: boolean): HTMLElement {
  const filterWords = filterWordsOf(language);
  const rows: readonly (readonly [readonly string[], string])[] = [
    [["↑", "↓"], words.keys.rows],
    [["↵"], words.keys.images],
    [["O"], words.keys.viewer],
    [["R"], words.keys.report],
    [["C"], words.keys.conclusion],
    [["G"], words.keys.fold],
    [["M"], words.keys.mark],
    [["⇧R"], words.keys.again],
    [["1", "–", "5"], suggestionWords(language).keySuggestion],
    [["S"], suggestionWords(language).keyChronology],
    [["⇧S"], words.keys.reverse],
    [["F"], filterWords.keys.filters],
    [["0"], filterWords.keys.all],
    [["U"], filterWords.keys.undo],
    [["B"], words.keys.band],
    [["T"], words.keys.view],
    [["V"], words.keys.completeness],
    [["W"], words.keys.wrong],
    [["N"], words.keys.seen],
    [["?"], words.keys.help],
    [["Esc"], words.keys.back],
    [["↑", "↓", "[", "]"], words.keys.imageAndPrior],
    [["X", "L", "K"], words.keys.sides],
    [["1", "–", "4", "I", "0"], words.keys.look],
    [["D", "A", "+", "−"], words.keys.imageTools],
  ];
  const letters = el("input", {
    type: "checkbox",
    checked: lettersOn,
    change: (event) => actions.useLetters(event.target instanceof HTMLInputElement && event.target.checked),
  });
  return el("div.popover.help", { role: "dialog", "aria-label": words.keysTitle, tabindex: -1, hidden: true },
    el("div.title", {}, el("h2", {}, words.keysTitle),
      el("button.button.quiet", { type: "button", click: actions.toggleKeys }, words.close, key("Esc"))),
    el("dl", {}, ...rows.map(([caps, says]) => el("div", {}, el("dt", {}, ...caps.map(key)), el("dd", {}, says)))),
    el("label", {}, letters, words.useLetters));
}
