// A report's text as it was received: every line in its place, nothing left out. A line that stands alone and
// ends in a colon looks like a heading; its characters are the holder's own.

import { el } from "../dom.ts";

const LONGEST_HEADING = 60;

const looksLikeHeading = (line: string): boolean => {
  const trimmed = line.trim();
  return trimmed.length > 1 && trimmed.length <= LONGEST_HEADING && trimmed.endsWith(":");
};

/** What departments write above their conclusion. */
const CONCLUSION = /^\s*(conclusies?|impressie|samenvatting|oordeel|conclusions?|impression)\s*:\s*$/i;

/** The heading above the first conclusion in what is shown, if its author wrote one. */
export const conclusionIn = (shown: HTMLElement): HTMLElement | null =>
  [...shown.querySelectorAll<HTMLElement>(".line.heading")].find((line) => CONCLUSION.test(line.textContent)) ?? null;

export function reportText(text: string): HTMLElement {
  const lines = text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n").trimEnd().split("\n");
  return el("div.text", {},
    ...lines.map((line) => el(`div.line${line.trim() === "" ? ".blank" : looksLikeHeading(line) ? ".heading" : ""}`, {}, line)));
}
