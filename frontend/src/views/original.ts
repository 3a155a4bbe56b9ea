// The holder's own pages, as the holder laid them out.

import { el } from "../dom.ts";

/** `url` is a blob that is a pdf whatever its bytes say; it can reach nothing of ours. */
export const originalFrame = (url: string, title: string): HTMLElement => el("iframe.pdf", { src: url, title });
