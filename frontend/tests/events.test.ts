import assert from "node:assert/strict";
import test from "node:test";
import { Undecodable } from "../src/decode.ts";
import { decodeLine } from "../src/events.ts";
import { lineFeed } from "../src/stream.ts";
import { recorded } from "./recording.ts";

const entry = (change: object): string =>
  JSON.stringify({
    event: "entry", key: "k", replaces: [], study: null, copies: [], reports: [], report_state: "none", lock: null, ...change,
  });

const report = (path: string): string =>
  entry({
    reports: [{
      key: "r", status: "final", authored_at: null, title: null, author: null, custodian: "A", institution_name: "A",
      relation: null, forms: [{ media_type: "text/plain", path }],
    }],
  });

test("every recorded line is understood", () => {
  assert.equal(recorded("volledig").length, 36);
});

test("an event and a field of a later release are passed over", () => {
  assert.equal(decodeLine('{"event":"weather","sun":true}'), null);
  assert.equal(decodeLine('{"event":"ping"}'), null);
  assert.deepEqual(Object.keys(decodeLine(entry({ score: 3 }))?.data ?? {}).includes("score"), false);
});

test("a line that is not whole is refused, and the fault does not repeat what it holds", () => {
  const bad = [
    "{", "3", "{}", '{"event":"entry","key":"Test-Aneurysma"}', entry({ report_state: "surely" }), entry({ copies: [{}] }),
    entry({ study: { date: "24-11-2026" } }),
  ];
  for (const line of bad) {
    assert.throws(() => decodeLine(line), (error) => error instanceof Undecodable && !error.message.includes("Aneurysma"));
  }
});

test("a report's path never leaves our own origin", () => {
  assert.notEqual(decodeLine(report("/reports/abc?form=0")), null);
  for (const path of ["https://elsewhere.example/", "//elsewhere.example", "/reports//elsewhere", "javascript:1"]) {
    assert.throws(() => decodeLine(report(path)), Undecodable);
  }
});

test("lines are cut wherever the parts end", () => {
  const whole = '{"a":1}\n\n{"b":"één"}\n{"c":3}';
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const lines: string[] = [];
    const feed = lineFeed((line) => lines.push(line));
    feed.feed(whole.slice(0, cut));
    feed.feed(whole.slice(cut));
    feed.end();
    assert.deepEqual(lines, ['{"a":1}', '{"b":"één"}', '{"c":3}']);
  }
});

test("a line without end is not gathered for ever", () => {
  const feed = lineFeed(() => undefined);
  assert.equal(feed.feed("x".repeat(4_000_001)), false);
});
