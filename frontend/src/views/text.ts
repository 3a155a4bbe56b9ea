// A report's text as it was received: every line in its place, nothing left out. A line that stands alone and
// ends in a colon looks like a heading; its characters are the holder's own.

import { el } from "../dom.ts";

const LONGEST_HEADING = 60;

const looksLikeHeading = (line: string): boolean => {
  const trimmed = line.trim();
  return trimmed.length > 1 && trimmed.length <= LONGEST_HEADING && trimmed.endsWith(":");
};

export function reportText(text: string): HTMLElement {
  const lines = text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n").trimEnd().split("\n");
  return el("div.text", {},
    ...lines.map((line) => el(`div.line${line.trim() === "" ? ".blank" : looksLikeHeading(line) ? ".heading" : ""}`, {}, line)));
}
