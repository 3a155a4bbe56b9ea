// The holder's own pages, as the holder laid them out.

import { el } from "../dom.ts";

/** `url` is a blob whose type is a pdf whatever its bytes say, so that it is never run as a page. The browser's own
 * reader shows it in a process apart; a `sandbox` attribute would keep that reader from starting (Chromium). */
export const originalFrame = (url: string, title: string): HTMLElement =>
  el("iframe.pdf", { src: `${url}#navpanes=0&view=FitH`, title });
