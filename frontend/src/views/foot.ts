// The sentence that stands under every timeline of everybody, the keys, and how the page looks and speaks.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import { icon } from "../icons.ts";
import { chooseTheme, currentTheme, THEMES } from "../theme.ts";
import { LANGUAGES } from "../words/language.ts";
import { key } from "./note.ts";

const hint = (caps: readonly string[], says: string): HTMLElement => el("span", {}, ...caps.map(key), says);

export function footView(context: Context): HTMLElement {
  const { words, actions, language } = context;
  const languages = LANGUAGES.map((one) =>
    el("button", { type: "button", lang: one, "aria-pressed": String(one === language), click: () => actions.speak(one) }, one.toUpperCase()));
  return el("footer.foot", {},
    el("p.shielded", {}, icon("shield"), words.shielded),
    el("div.keys", { "aria-hidden": "true" },
      hint(["↑", "↓"], words.keys.rows), hint(["↵"], words.keys.images), hint(["O"], words.keys.viewer), hint(["R"], words.keys.report), hint(["V"], words.keys.completeness)),
    el("button.link.help", { type: "button", "aria-haspopup": "dialog", click: actions.toggleKeys }, key("?"), words.keys.help),
    el("div.switch", { role: "group", "aria-label": words.themeLabel }, ...themeButtons(context)),
    el("div.switch", { role: "group", "aria-label": words.languageLabel }, ...languages));
}

function themeButtons({ words }: Context): readonly HTMLElement[] {
  const buttons = THEMES.map((theme) =>
    el("button", {
      type: "button",
      "aria-pressed": String(theme === currentTheme()),
      click: () => {
        chooseTheme(theme);
        buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(THEMES[i] === theme)));
      },
    }, words.themes[theme]));
  return buttons;
}
