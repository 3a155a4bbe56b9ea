import assert from "node:assert/strict";
import test from "node:test";
import { subjectsOf } from "../src/concerns/subjects.ts";
import type { Entry } from "../src/events.ts";
import { entryOf } from "./recording.ts";

const copy = (institution: string, images: string | null, about: string | null): Entry["copies"][number] => ({
  custodian: institution, institution_name: institution, instance_count: 1, image_count: 1, own: false, images, about, subject: `s-${institution}`,
});

const report = (key: string, institution: string): Entry["reports"][number] => ({
  key, status: "final", authored_at: null, title: "CT", author: null, custodian: institution, institution_name: institution, relation: null, forms: [], subject: `s-${key}`,
});

const told = (entry: Entry): readonly string[] => subjectsOf(entry).map(({ kind, about, subject, institution }) => `${kind} ${institution} ${about} ${subject}`);

test("every copy and every report of a row can be told about, each at its own holder", () => {
  const entry = { ...entryOf("a", "2026-01-01"), copies: [copy("A", "i-A", null), copy("B", null, "c-B")], reports: [report("r1", "A"), report("r2", "B")] };
  assert.deepEqual(told(entry), ["images A i-A s-A", "images B c-B s-B", "report A r1 s-r1", "report B r2 s-r2"]);
});

test("what is closed can be told about under a key that opens nothing", () => {
  const withheld = { custodian: "A", institution_name: "A", about: "c-r", subject: "s-r" };
  const entry: Entry = { ...entryOf("a", null), study: null, copies: [], reports: [], lock: "other-person", withheld };
  assert.deepEqual(told(entry), ["report A c-r s-r"]);
});

test("a service that does not take concerns yet has none told to it", () => {
  assert.deepEqual(told(entryOf("a", "2026-01-01")), []);
});
