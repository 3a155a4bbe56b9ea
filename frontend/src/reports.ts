// Fetches report forms, holds them only in memory and only while their row may be read. Asking for another row
// lets go of what is still under way, so that a late report can never appear under another study.

import type { Model } from "./model.ts";

export type Fetched =
  | { readonly state: "loading" }
  | { readonly state: "text"; readonly text: string }
  | { readonly state: "pdf"; readonly url: string }
  | { readonly state: "failed" }
  | { readonly state: "refused" };

const LOADING: Fetched = { state: "loading" };
const DEADLINE_MS = 20_000;

export class Reports {
  readonly #held = new Map<string, Fetched>();
  #control = new AbortController();
  readonly #changed: () => void;
  readonly #sessionLost: () => void;

  /** `changed` is called whenever something arrived or failed; `sessionLost` when the session is over. */
  constructor(changed: () => void, sessionLost: () => void) {
    this.#changed = changed;
    this.#sessionLost = sessionLost;
  }

  /** What is known of this form; the first time it is asked for, it is fetched. */
  get(path: string, kind: "text" | "pdf"): Fetched {
    const held = this.#held.get(path);
    if (held !== undefined) return held;
    this.#held.set(path, LOADING);
    void this.#fetch(path, kind, this.#control.signal);
    return LOADING;
  }

  retry(path: string): void {
    this.#held.delete(path);
    this.#changed();
  }

  /** Another row is chosen: stop what is under way, keep what is here. */
  letGo(): void {
    this.#control.abort();
    this.#control = new AbortController();
    for (const [path, fetched] of this.#held) if (fetched.state !== "text") this.#drop(path, fetched);
  }

  /** Keeps only these paths; everything else is forgotten. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const [path, fetched] of this.#held) if (!paths.has(path)) this.#drop(path, fetched);
  }

  #drop(path: string, fetched: Fetched): void {
    if (fetched.state === "pdf") URL.revokeObjectURL(fetched.url);
    this.#held.delete(path);
  }

  async #fetch(path: string, kind: "text" | "pdf", letGo: AbortSignal): Promise<void> {
    const fetched = await fetchForm(path, kind, AbortSignal.any([letGo, AbortSignal.timeout(DEADLINE_MS)]));
    if (letGo.aborted || this.#held.get(path) !== LOADING) {
      if (fetched !== "no-session" && fetched.state === "pdf") URL.revokeObjectURL(fetched.url);
      return;
    }
    if (fetched === "no-session") {
      this.#sessionLost();
      return;
    }
    this.#held.set(path, fetched);
    this.#changed();
  }
}

async function fetchForm(path: string, kind: "text" | "pdf", signal: AbortSignal): Promise<Fetched | "no-session"> {
  try {
    const response = await fetch(path, { cache: "no-store", redirect: "error", signal });
    if (response.status === 401) return "no-session";
    if (response.status === 403 || response.status === 404) return { state: "refused" };
    if (!response.ok) return { state: "failed" };
    if (kind === "text") return { state: "text", text: await response.text() };
    // The type is ours, never the holder's: a browser must not take these bytes for a page.
    const pdf = new Blob([await response.arrayBuffer()], { type: "application/pdf" });
    return { state: "pdf", url: URL.createObjectURL(pdf) };
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return { state: "failed" };
    throw error;
  }
}

/** The report forms that the rows in the list may show. */
export function readablePaths(model: Model): ReadonlySet<string> {
  const open = [...model.entries.values()].filter((entry) => entry.lock === null);
  return new Set(open.flatMap((entry) => entry.reports.flatMap((report) => report.forms.map((form) => form.path))));
}
