// `POST` and `GET /concerns`: tell a holder that something is wrong, and see what the holders did.

import { list, oneOf, orNull, record, text, Undecodable } from "../decode.ts";
import type { Decoded } from "../decode.ts";

export const KINDS = ["wrong-patient", "wrong-side", "wrong-report", "images-missing", "other"] as const;
export type ConcernKind = (typeof KINDS)[number];

const concern = record({
  concern_id: text,
  subject: text,
  custodian: text,
  kind: oneOf(...KINDS),
  text,
  told_at: text,
  /** `waiting`: the holder could not be reached, and is told later. */
  state: oneOf("waiting", "received", "in-progress", "corrected", "no-fault"),
  changed_at: orNull(text),
  answer: orNull(text),
});
const answer = record({ concerns: list(concern) });

export type Concern = Decoded<typeof concern>;
export type Failure = "no-session" | "not-taken" | "failed";

const DEADLINE_MS = 15_000;

/** Tells one. Never rejects. */
export const tell = (context: string, about: string, kind: ConcernKind, says: string): Promise<Concern | Failure> =>
  asked(context, { method: "POST", body: JSON.stringify({ about, kind, text: says }) }, (body) => concern(body, "concern"));

/** All that this user told about this patient, newest first. Never rejects. */
export const told = (context: string): Promise<readonly Concern[] | Failure> =>
  asked(context, { method: "GET" }, (body) => answer(body, "concerns").concerns);

async function asked<T>(context: string, init: RequestInit, read: (body: unknown) => T): Promise<T | Failure> {
  try {
    const response = await fetch("/concerns", {
      ...init,
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
