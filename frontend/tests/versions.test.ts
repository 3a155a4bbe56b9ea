import assert from "node:assert/strict";
import test from "node:test";
import type { Report } from "../src/events.ts";
import { chainsOf, pdfForm, textForm, versionsIn } from "../src/versions.ts";

const report = (key: string, relation: Report["relation"] = null, custodian = "A"): Report => ({
  key, relation, custodian, status: "final", authored_at: null, title: null, author: null, institution_name: custodian, subject: null,
  forms: [{ media_type: "application/pdf", path: `/reports/${key}?form=0` }, { media_type: "text/plain; charset=utf-8", path: `/reports/${key}?form=1` }],
});

const names = (some: readonly Report[]): string => some.map((one) => one.key).join(",");

/** Each chain as `addenda>text>earlier`. */
const told = (...reports: readonly Report[]): readonly string[] =>
  chainsOf(reports).map((chain) => `${names(chain.addenda)}>${chain.text?.key ?? ""}>${names(chain.earlier)}`);

test("addenda stand above the text they change, newest first", () => {
  assert.deepEqual(told(report("a2", "appends"), report("a1", "appends"), report("text")), ["a2,a1>text>"]);
});

test("what was replaced lies under what replaced it, whatever the length of the chain", () => {
  assert.deepEqual(told(report("v3", "replaces"), report("v2", "replaces"), report("v1")), [">v3>v2,v1"]);
  assert.deepEqual(told(report("v2", "replaces"), report("a", "appends"), report("v1")), [">v2>a,v1"]);
});

test("a text that says it replaces nothing never hides another", () => {
  assert.deepEqual(told(report("second"), report("first")), [">second>", ">first>"]);
  assert.deepEqual(told(report("v2", "replaces"), report("v1"), report("other")), [">v2>v1", ">other>"]);
});

test("institutions never take over each other's text", () => {
  assert.deepEqual(told(report("b-add", "appends", "B"), report("a"), report("b", null, "B")), ["b-add>b>", ">a>"]);
});

test("an addendum without its text is shown alone", () => {
  assert.deepEqual(told(report("a", "appends")), ["a>>"]);
});

test("nothing is lost: every report is in exactly one place", () => {
  const kinds: readonly Report["relation"][] = [null, "appends", "replaces"];
  for (let code = 0; code < 3 ** 5; code += 1) {
    const reports = Array.from({ length: 5 }, (_, i) => report(`r${i}`, kinds[Math.floor(code / 3 ** i) % 3] ?? null, i % 2 === 0 ? "A" : "B"));
    const chains = chainsOf(reports);
    const placed = chains.flatMap((chain) => [...chain.addenda, ...(chain.text === null ? [] : [chain.text]), ...chain.earlier]);
    assert.deepEqual(placed.map((one) => one.key).toSorted(), reports.map((one) => one.key));
    assert.equal(chains.reduce((sum, chain) => sum + versionsIn(chain), 0), 5);
  }
});

test("forms are chosen by media type, whatever their order", () => {
  assert.equal(textForm(report("x")), "/reports/x?form=1");
  assert.equal(pdfForm(report("x")), "/reports/x?form=0");
});
