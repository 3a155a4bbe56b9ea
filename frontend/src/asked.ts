// One question of the page to its own service, beside the stream: what was told, what was marked.

import { Undecodable } from "./decode.ts";

/** `not-taken`: the service will not have it, and asking again does not help. */
export type Failure = "no-session" | "not-taken" | "failed";

const DEADLINE_MS = 15_000;

/** Sends `body` by POST, or asks by GET where it is null, for the page with this `context`. Never rejects. */
export async function asked<T>(path: string, context: string, body: object | null, read: (body: unknown) => T): Promise<T | Failure> {
  try {
    const response = await fetch(path, {
      ...(body === null ? { method: "GET" } : { method: "POST", body: JSON.stringify(body) }),
      headers: { "Content-Type": "application/json", "X-Tijdlijn": "1", "X-Tijdlijn-Context": context },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (response.status === 401) return "no-session";
    if (response.status === 404) return "not-taken";
    return response.ok ? read(await response.json()) : "failed";
  } catch (error) {
    // fetch and its deadline speak the first two, a body that is no JSON the third.
    if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError) return "failed";
    if (error instanceof Undecodable) return "failed";
    throw error;
  }
}
