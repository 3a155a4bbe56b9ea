// Shows one object that is no picture. What it holds comes from a holder and never acts as our page: a page of ours
// stands in a sandbox without scripts, a drawing is an image, a document goes to the browser's own reader.

import { el } from "../dom.ts";
import type { Reader } from "../compare/others_listing.ts";
import { originalFrame } from "./original.ts";

/** `url` is a blob of the type that the reader shows; `unplayable` is called when a browser cannot play a film. */
export function readerView(reader: Reader, url: string, title: string, unplayable: () => void): HTMLElement {
  switch (reader) {
    case "page": return el("iframe.page", { src: url, sandbox: "", title });
    case "pdf": return originalFrame(url, title);
    case "drawing": return el("div.drawing", { tabindex: 0, role: "group", "aria-label": title }, el("img", { src: url, alt: title }));
    case "film": return el("video", { src: url, controls: true, title, error: unplayable });
  }
}

/** Whether this browser says that it plays such a film at all. */
export const plays = (type: string): boolean => document.createElement("video").canPlayType(type) !== "";
