// A sentence of trouble, always in three parts: what is there, what may be missing, what can be done.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import { icon } from "../icons.ts";
import type { IconName } from "../icons.ts";
import type { Trouble } from "../words/words.ts";

export type Tone = "danger" | "warn" | "info" | "plain";

const ICONS: Readonly<Record<Tone, IconName>> = { danger: "alert", warn: "alert", info: "info", plain: "info" };

export function note(tone: Tone, { what, missing }: Trouble, drawing: IconName = ICONS[tone], ...todo: readonly Child[]): HTMLElement {
  const doing = todo.filter((child) => child !== null);
  return el(`div.note.${tone}`, {}, icon(drawing),
    el("div", {}, el("b", {}, what), " ", el("p", {}, missing),
      doing.length === 0 ? null : el("div.todo", {}, ...doing)));
}

/** The button that asks everything again; ⇧R does the same. */
export const askAgainButton = ({ words, actions }: Context): HTMLElement =>
  el("button.button", { type: "button", "data-control": "ask-all", click: actions.askAll }, words.again, key("⇧R"));

export const key = (cap: string): HTMLElement => el("kbd", {}, cap);
