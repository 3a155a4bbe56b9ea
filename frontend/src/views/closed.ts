// Instead of the page when nothing of the patient may be on the screen any more.

import { el } from "../dom.ts";
import type { Model } from "../model.ts";
import type { Words } from "../words/words.ts";

export function closedView(reason: NonNullable<Model["closed"]>, words: Words): HTMLElement {
  const { what, missing } = words.closedPage[reason];
  const todo = reason === "patient-switched" ? onwards(words) : null;
  return el("div.message-page", {}, el("main.message", { role: "alert", tabindex: -1 }, el("h1", {}, what), el("p", {}, missing), todo));
}

/** In a frame of the record, whose head still names the first patient, the second one's timeline must not appear. */
const onwards = (words: Words): HTMLElement =>
  window.self === window.top
    ? el("button.button.primary", { type: "button", click: () => window.location.reload() }, words.toOpenPatient)
    : el("p", {}, words.reopenRecord);
