// The stream's words: one NDJSON line is one event (architecture §8f). Known events are checked in full,
// unknown ones are passed over, and a line that is neither is `Undecodable`: the page says so aloud.

import { count, flag, list, matching, oneOf, orEmpty, orNull, record, text, Undecodable, whole } from "./decode.ts";
import type { Decoded, Decoder } from "./decode.ts";

const date = matching(/^\d{4}-\d{2}-\d{2}$/, "date");
const clock = matching(/^\d{2}:\d{2}/, "time of day");
/** Our own origin only: a path that leaves it would carry the session elsewhere. */
const ownPath = matching(/^\/reports\/[^/\\]/, "path of a report");
const moment: Decoder<string> = (value, path) => {
  const checked = text(value, path);
  if (Number.isNaN(Date.parse(checked))) throw new Undecodable(`${path}: moment expected`);
  return checked;
};

export const REPORT_STATES = ["final", "preliminary", "corrected", "appended", "withdrawn"] as const;
export const OUTCOME_KINDS = [
  "Answered", "Partial", "Refused", "Unreachable", "TimedOut", "Malformed", "NotAsked",
] as const;

const patient = record({
  name: orNull(text),
  birth_date: orNull(matching(/^\d{4}(-\d{2}){0,2}$/, "date, month or year")),
  sex: orNull(text),
  bsn_masked: orNull(text),
  situation: orNull(text),
  started_on: date,
  institution: record({ ura: text, name: text, short_name: text }),
  user: record({ name: text, role: text }),
  trace_id: text,
});

const holder = record({ custodian: text, name: text, short_name: text, phone: orNull(text), own: flag });

const holders = record({
  localised: orNull(oneOf("answered", "unavailable", "no-bsn")),
  since: orNull(moment),
  asked: list(holder),
  connected: orNull(count),
  institutions: orNull(count),
});

const study = record({
  date: orNull(date),
  time: orNull(clock),
  modalities: list(text),
  description: orNull(text),
  region: orNull(text),
  laterality: orNull(oneOf("left", "right", "both")),
  series_count: orNull(count),
  instance_count: orNull(count),
  image_count: orNull(count),
  size_bytes: orNull(count),
  availability: oneOf("online", "nearline", "offline", "unreadable"),
});

const copy = record({
  custodian: text,
  institution_name: text,
  instance_count: orNull(count),
  image_count: orNull(count),
  own: flag,
  /** The key with which to ask for them. */
  images: orNull(text),
  /** Under which to tell what is wrong where `images` is null. */
  about: orNull(text),
  /** Its name in the list of what was told. */
  subject: orNull(text),
});

const report = record({
  key: text,
  status: oneOf(...REPORT_STATES),
  authored_at: orNull(moment),
  title: orNull(text),
  author: orNull(text),
  custodian: text,
  institution_name: text,
  relation: orNull(oneOf("appends", "replaces")),
  forms: list(record({ media_type: text, path: ownPath })),
  subject: orNull(text),
});

const entry = record({
  key: text,
  replaces: list(text),
  study: orNull(study),
  copies: list(copy),
  reports: list(report),
  report_state: oneOf(...REPORT_STATES, "none"),
  lock: orNull(oneOf("other-person")),
  likely_same: orEmpty(list(record({ key: text, compared: list(text) }))),
  /** Names under which its marks are found; none of a row that is closed. */
  marked_as: orEmpty(list(text)),
  withheld: orNull(record({ custodian: text, institution_name: text, about: text, subject: text })),
});

const outcome = record({
  custodian: orNull(text),
  name: orNull(text),
  kind: oneOf(...OUTCOME_KINDS),
  asked_at: orNull(moment),
  took_ms: count,
  retryable: flag,
  rows: count,
  route: text,
  /** Since when a holder that was left alone has given no answer. */
  since: orNull(moment),
});

const suggestionReason = record({
  code: text,
  points: whole,
  about: list(record({ code: text, nl: orNull(text), en: orNull(text) })),
  months: orNull(count),
});
const suggested = record({
  current: orNull(text),
  rules: text,
  items: list(record({ key: text, score: whole, reasons: list(suggestionReason) })),
});

const gone = record({ keys: list(text) });
const closed = record({ reason: oneOf("patient-switched", "session-ended", "withdrawn") });
const complete = record({ complete: flag, asked: count, answered: count, at: moment });

export type Patient = Decoded<typeof patient>;
export type Holder = Decoded<typeof holder>;
export type Holders = Decoded<typeof holders>;
export type Study = Decoded<typeof study>;
export type Copy = Decoded<typeof copy>;
export type Report = Decoded<typeof report>;
export type Entry = Decoded<typeof entry>;
export type Outcome = Decoded<typeof outcome>;
export type OutcomeKind = Outcome["kind"];
export type ReportState = Entry["report_state"];
export type Suggested = Decoded<typeof suggested>;
export type SuggestionReason = Decoded<typeof suggestionReason>;
export type Closed = Decoded<typeof closed>;
export type Complete = Decoded<typeof complete>;

export type StreamEvent =
  | { readonly event: "patient"; readonly data: Patient }
  | { readonly event: "holders"; readonly data: Holders }
  | { readonly event: "entry"; readonly data: Entry }
  | { readonly event: "outcome"; readonly data: Outcome }
  | { readonly event: "gone"; readonly data: Decoded<typeof gone> }
  | { readonly event: "suggested"; readonly data: Suggested }
  | { readonly event: "closed"; readonly data: Closed }
  | { readonly event: "complete"; readonly data: Complete };

/** The event in one line; null for a ping and for events of a later release. Throws `Undecodable`. */
export function decodeLine(line: string): StreamEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Undecodable("line: JSON expected");
  }
  const { event } = record({ event: text })(value, "line");
  switch (event) {
    case "patient": return { event, data: patient(value, event) };
    case "holders": return { event, data: holders(value, event) };
    case "entry": return { event, data: entry(value, event) };
    case "outcome": return { event, data: outcome(value, event) };
    case "gone": return { event, data: gone(value, event) };
    case "suggested": return { event, data: suggested(value, event) };
    case "closed": return { event, data: closed(value, event) };
    case "complete": return { event, data: complete(value, event) };
    default: return null;
  }
}
