// Hands studies to the full viewer (`POST /viewer`): the answer is an address with a code that is good once, for a
// minute, in this browser.

import { list, oneOf, orNull, record, text, Undecodable } from "./decode.ts";

/** `other-copy`: a copy of the same study, from another institution, opens in its place. */
export type HandedState = "open" | "not-given" | "unreachable" | "other-copy";

export interface Handed {
  /** Null if nothing opens: there is no current study to stand left, or nothing that is given. */
  readonly address: string | null;
  readonly states: ReadonlyMap<string, HandedState>;
}

export type Handing = Handed | "no-session" | "failed";

const DEADLINE_MS = 30_000;

const answer = record({
  address: orNull(text),
  studies: list(record({ key: text, state: oneOf("open", "not-given", "unreachable", "other-copy") })),
});

/** `current` and `priors` are keys of images. Never rejects. */
export async function handToViewer(context: string, current: string | null, priors: readonly string[]): Promise<Handing> {
  try {
    const response = await fetch("/viewer", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Tijdlijn": "1", "X-Tijdlijn-Context": context },
      body: JSON.stringify({ current, priors }),
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (response.status === 401) return "no-session";
    if (!response.ok) return "failed";
    const { address, studies } = answer(await response.json(), "viewer");
    if (address !== null && !/^https?:\/\//.test(address)) return "failed";
    return { address, states: new Map(studies.map(({ key, state }) => [key, state])) };
  } catch (error) {
    // fetch and its deadline speak the first two, a body that is no JSON the third.
    if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError) return "failed";
    if (error instanceof Undecodable) return "failed";
    throw error;
  }
}
