// `POST` and `GET /concerns`: tell a holder that something is wrong, and see what the holders did.

import { asked } from "../asked.ts";
import type { Failure } from "../asked.ts";
import { list, oneOf, orNull, record, text } from "../decode.ts";
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

/** Tells one. Never rejects. */
export const tell = (context: string, about: string, kind: ConcernKind, says: string): Promise<Concern | Failure> =>
  asked("/concerns", context, { about, kind, text: says }, (body) => concern(body, "concern"));

/** All that this user told about this patient, newest first. Never rejects. */
export const told = (context: string): Promise<readonly Concern[] | Failure> =>
  asked("/concerns", context, null, (body) => answer(body, "concerns").concerns);
