// Instead of the page when nothing of the patient may be on the screen any more.

import { el } from "../dom.ts";
import type { Model } from "../model.ts";
import type { Words } from "../words/words.ts";

export function closedView(reason: NonNullable<Model["closed"]>, words: Words): HTMLElement {
  const { what, missing } = words.closedPage[reason];
  const open = reason === "patient-switched"
    ? el("button.button.primary", { type: "button", click: () => window.location.reload() }, words.toOpenPatient)
    : null;
  return el("div.message-page", {}, el("main.message", { role: "alert", tabindex: -1 }, el("h1", {}, what), el("p", {}, missing), open));
}
