import assert from "node:assert/strict";
import test from "node:test";
import { acceptFor, CodecChoice } from "../../src/images/codec.ts";
import type { Codec } from "../../src/images/codec.ts";
import { Rate } from "../../src/images/rate.ts";

const RAW = "1.2.840.10008.1.2.1";
const MB = 1_000_000;

class Clock {
  ms = 0;
  readonly now = (): number => this.ms;
}

/** A frame of `size` bytes of pixels, of which `wire` came over a line of so many bytes a second. */
function saw(choice: CodecChoice, clock: Clock, codec: Codec, size: number, wire: number, perSecond: number, waitMs = 0): void {
  choice.pixels[codec].begin();
  clock.ms += waitMs;
  choice.line.begin();
  clock.ms += (wire * 1000) / perSecond;
  choice.line.add(wire);
  choice.line.end();
  choice.pixels[codec].add(size);
  choice.pixels[codec].end();
}

function choiceAfter(perSecond: number, bytes: number): Codec {
  const clock = new Clock();
  const choice = new CodecChoice(clock.now);
  saw(choice, clock, "stored", bytes, bytes, perSecond);
  return choice.choose(RAW);
}

test("over a slow line uncompressed frames are asked for as HTJ2K, once a megabyte was seen", () => {
  assert.equal(choiceAfter(4 * MB, MB), "htj2k");
  assert.equal(choiceAfter(4 * MB, MB - 1), "stored");
  assert.equal(choiceAfter(49 * MB, MB), "htj2k");
  assert.equal(choiceAfter(51 * MB, MB), "stored");
});

test("what is compressed already, or of unknown form, is taken as it is stored", () => {
  const clock = new Clock();
  const choice = new CodecChoice(clock.now);
  saw(choice, clock, "stored", 2 * MB, 2 * MB, MB);
  for (const uid of [RAW, "1.2.840.10008.1.2", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"]) assert.equal(choice.choose(uid), "htj2k");
  for (const uid of ["1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.5", null]) assert.equal(choice.choose(uid), "stored");
});

test("before anything came, nothing is known of the line", () => {
  assert.equal(new CodecChoice(new Clock().now).choose(RAW), "stored");
});

test("where making HTJ2K takes longer than it saves, frames come as stored again", () => {
  const clock = new Clock();
  const choice = new CodecChoice(clock.now);
  saw(choice, clock, "stored", 4 * MB, 4 * MB, 20 * MB);
  for (let frame = 0; frame < 10; frame += 1) {
    assert.equal(choice.choose(RAW), "htj2k");
    saw(choice, clock, "htj2k", 0.5 * MB, 0.2 * MB, 20 * MB, 10);
  }
  for (let frame = 0; frame < 16; frame += 1) saw(choice, clock, "htj2k", 0.5 * MB, 0.2 * MB, 20 * MB, 90);
  assert.equal(choice.choose(RAW), "stored");
});

test("a line that became quick is believed after a while, and one that became slow too", () => {
  const clock = new Clock();
  const choice = new CodecChoice(clock.now);
  saw(choice, clock, "stored", 4 * MB, 4 * MB, 2 * MB);
  assert.equal(choice.choose(RAW), "htj2k");
  const next = (perSecond: number): void => {
    const codec = choice.choose(RAW);
    saw(choice, clock, codec, MB, codec === "stored" ? MB : MB / 2, perSecond);
  };
  for (let frame = 0; frame < 400; frame += 1) next(200 * MB);
  assert.equal(choice.choose(RAW), "stored");
  for (let frame = 0; frame < 40; frame += 1) next(2 * MB);
  assert.equal(choice.choose(RAW), "htj2k");
});

test("transfers at the same time share the clock, and pauses do not count", () => {
  const clock = new Clock();
  const rate = new Rate(clock.now);
  assert.equal(rate.perSecond, null);
  rate.begin();
  rate.begin();
  clock.ms = 500;
  rate.add(300);
  rate.end();
  clock.ms = 1000;
  rate.add(200);
  assert.equal(rate.perSecond, 500, "while it is under way");
  rate.end();
  clock.ms = 9000;
  assert.equal(rate.perSecond, 500);
  rate.fade();
  assert.equal(rate.perSecond, 500);
  assert.equal(rate.amount, 250);
});

test("what is asked for is named, with what is stored as the second choice", () => {
  assert.equal(acceptFor("stored"), 'multipart/related; type="application/octet-stream"; transfer-syntax=*');
  assert.match(acceptFor("htj2k"), /^multipart\/related; type="image\/jphc"; transfer-syntax=1\.2\.840\.10008\.1\.2\.4\.201, .*\*; q=0\.5$/);
});

test("a rate counts from when it began, wherever the clock stands", () => {
  const clock = new Clock();
  clock.ms = 70_000;
  const rate = new Rate(clock.now);
  rate.begin();
  clock.ms = 71_000;
  rate.add(500);
  rate.fade();
  assert.equal(rate.perSecond, 500, "faded under way");
  clock.ms = 72_000;
  rate.add(500);
  rate.end();
  assert.equal(rate.perSecond, 500);
  rate.begin();
  rate.end();
  assert.equal(rate.perSecond, 500);
});

test("a line that wavers around the border does not change the way with every frame", () => {
  const clock = new Clock();
  const choice = new CodecChoice(clock.now);
  saw(choice, clock, "stored", 2 * MB, 2 * MB, 40 * MB);
  assert.equal(choice.choose(RAW), "htj2k");
  saw(choice, clock, "htj2k", 6 * MB, 6 * MB, 70 * MB);
  assert.ok((choice.line.perSecond ?? 0) > 50 * MB);
  assert.equal(choice.choose(RAW), "htj2k");
});
