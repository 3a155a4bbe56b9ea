// Recorded streams (invented test persons) as events, for tests of everything behind the wire.

import { readFileSync } from "node:fs";
import { decodeLine } from "../src/events.ts";
import type { Entry, Holder, Outcome, StreamEvent } from "../src/events.ts";
import { EMPTY, reduce } from "../src/model.ts";
import type { Model } from "../src/model.ts";

export function recorded(name: string): readonly StreamEvent[] {
  const file = new URL(`recordings/${name}.ndjson`, import.meta.url);
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line.includes('"event"')).map(decodeLine).filter((event) => event !== null);
}

export const heard = (events: readonly StreamEvent[], from: Model = EMPTY, again = false): Model =>
  events.reduce((model, event) => reduce(model, { type: "event", again, event }), from);

export const holder = (custodian: string, name: string, own = false): Holder => ({
  custodian, name, short_name: name, phone: "010-000 00 00", own,
});

export const holdersEvent = (asked: readonly Holder[], localised: "answered" | "unavailable" | "no-bsn" | null = "answered"): StreamEvent => ({
  event: "holders",
  data: { localised, since: null, asked, connected: 5, institutions: 8 },
});

export const outcomeEvent = (custodian: string | null, kind: Outcome["kind"], rows = 0): StreamEvent => ({
  event: "outcome",
  data: { custodian, name: custodian, kind, asked_at: "2026-11-24T01:43:58Z", took_ms: 10, retryable: kind !== "Answered" && kind !== "Refused", rows, route: "r", since: null },
});

export const completeEvent = (asked: number, answered: number): StreamEvent => ({
  event: "complete",
  data: { complete: asked === answered, asked, answered, at: "2026-11-24T01:44:05Z" },
});

export const entryOf = (key: string, date: string | null, time: string | null = null, custodian = "B", own = false): Entry => ({
  key,
  replaces: [],
  study: {
    date, time, modalities: ["CT"], description: key, region: null, laterality: null,
    series_count: 1, instance_count: 2, image_count: 2, size_bytes: null, availability: "online",
  },
  copies: [{ custodian, institution_name: custodian, instance_count: 2, image_count: 2, own, images: null, about: null, subject: null }],
  reports: [],
  report_state: "none",
  lock: null,
  likely_same: [],
  marked_as: [],
  withheld: null,
});

export const entryEvent = (entry: Entry): StreamEvent => ({ event: "entry", data: entry });
