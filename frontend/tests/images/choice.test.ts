import assert from "node:assert/strict";
import test from "node:test";
import { chooseSeries, imageCount } from "../../src/images/choice.ts";
import type { OpenInstance, OpenSeries, OpenStudy } from "../../src/images/opening.ts";
import { instanceOf, seriesOf } from "./datasets.ts";

const series = (description: string | null, count: number, over: Partial<OpenSeries> = {}, instance: Partial<OpenInstance> = {}): OpenSeries =>
  seriesOf([], { description, instances: Array.from({ length: count }, (_, at) => instanceOf(`1.${at}`, instance)), ...over });

const study = (...all: readonly OpenSeries[]): OpenStudy => ({
  key: "k", state: "open", studyUid: "1.2.3", path: "/dw/studies/1.2.3", series: all, seriesCount: all.length,
  instanceCount: 0, sizeBytes: null, listsAll: true,
});

const chosen = (of: OpenStudy, beside: OpenSeries | null = null): string | null | undefined =>
  chooseSeries(of, beside === null ? null : { series: beside })?.description;

test("by itself the series with most images comes first, and a localizer or dose sheet last", () => {
  assert.equal(chosen(study(series("Scout", 2), series("thorax 5 mm", 60), series("thorax 1 mm", 300))), "thorax 1 mm");
  assert.equal(chosen(study(series("Topogram", 900), series("thorax", 3))), "thorax");
  assert.equal(chosen(study(series("Dose report", 1), series("AP", 1, { number: 2 }))), "AP");
  assert.equal(chosen(study(series("scout", 2))), "scout", "when there is nothing else");
});

test("of equals the one with the lower number", () => {
  assert.equal(chosen(study(series("b", 5, { number: 7 }), series("a", 5, { number: 2 }), series("c", 5, { number: null }))), "a");
});

test("beside another study the series most like the one that is shown there", () => {
  const prior = study(
    series("thorax long 1 mm", 300), series("abdomen arterieel", 250), series("abdomen veneus", 280), series("MIP", 40, { modality: "OT" }),
  );
  assert.equal(chosen(prior, series("Abdomen  VENEUS 1.0", 553)), "abdomen veneus");
  assert.equal(chosen(prior, series("abdomen_arterieel", 553)), "abdomen arterieel");
});

test("the same modality goes before like words", () => {
  const prior = study(series("abdomen", 100, { modality: "MR" }), series("whole body", 100, { modality: "CT" }));
  assert.equal(chosen(prior, series("abdomen", 100)), "whole body");
});

test("a localizer is not chosen for its words, while there is something else", () => {
  assert.equal(chosen(study(series("abdomen scout", 2), series("abdomen", 100)), series("abdomen scout", 2)), "abdomen");
});

test("what has no images is never chosen", () => {
  assert.equal(chosen(study()), undefined);
  assert.equal(chosen(study(series("SR", 3, {}, { kind: "report" }), series("empty", 0))), undefined);
  assert.equal(chosen(study(series("SR", 3, {}, { kind: "report" }), series("AP", 1))), "AP");
});

test("frames are counted as images, other objects are not", () => {
  assert.equal(imageCount(series("clip", 2, {}, { frames: 60 })), 120);
  assert.equal(imageCount(series("clip", 2, {}, { kind: null })), 2);
  assert.equal(imageCount(series("film", 2, {}, { kind: "video", frames: 900 })), 0);
});

test("without descriptions a choice is still made", () => {
  assert.equal(chosen(study(series(null, 5)), series(null, 5)), null);
});

test("of series with the same words, the one with about as many images", () => {
  const prior = study(series("abdomen", 900, { number: 1 }), series("abdomen", 90, { number: 2 }));
  assert.equal(chooseSeries(prior, { series: series("abdomen", 100) })?.number, 2);
});
