import assert from "node:assert/strict";
import test from "node:test";
import type { TestContext } from "node:test";
import { Undecodable } from "../../src/decode.ts";
import { decodeOpened } from "../../src/images/opened.ts";
import { MAX_KEYS, Opening } from "../../src/images/opening.ts";
import type { OpenedStudy } from "../../src/images/opening.ts";

type Wire = Readonly<Record<string, unknown>>;

const openWire = (key: string, over: Wire = {}): Wire => ({
  key, state: "open", study_uid: `1.2.${key.charCodeAt(0)}`, path: `/dw/studies/1.2.${key.charCodeAt(0)}`,
  series: [{
    uid: "1.2.3", modality: "CT", number: 1, description: null,
    instances: [{ uid: "1.2.3.4", sop_class: "1.2", number: 1, frames: null, size_bytes: 5, transfer_syntax: null }],
  }],
  series_count: 1, instance_count: 1, size_bytes: 5, ...over,
});

const withSeries = (over: Wire): Wire => ({
  studies: [openWire("A", { series: [{ uid: "1.2", modality: null, number: -3, description: null, instances: [], ...over }] })],
  expires_in_s: 1,
});

/** A timeline that answers each `POST /images` when the test lets it. */
class FakeTimeline {
  readonly asked: (readonly string[])[] = [];
  readonly headers: Headers[] = [];
  readonly ended: string[] = [];
  readonly lost: string[] = [];
  readonly #waiting: ((answer: Response | Error) => void)[] = [];
  readonly opening: Opening;

  constructor(t: TestContext) {
    t.mock.method(globalThis, "fetch", (path: string, init: RequestInit) => {
      assert.equal(path, "/images");
      this.asked.push((JSON.parse(String(init.body)) as { keys: string[] }).keys);
      this.headers.push(new Headers(init.headers));
      return new Promise<Response>((resolve, reject) => {
        init.signal?.addEventListener("abort", () => reject(new DOMException("let go", "AbortError")));
        this.#waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      });
    });
    t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
    this.opening = new Opening(() => "context-1", {
      ended: (why) => this.ended.push(why),
      lost: ({ key }) => this.lost.push(key),
    });
    t.after(() => this.opening.letGo());
  }

  /** Answers the oldest question that waits. */
  async answer(answer: Response | Error): Promise<void> {
    const next = this.#waiting.shift();
    assert.ok(next, "nothing was asked");
    next(answer);
    await settled();
  }

  give(...studies: readonly Wire[]): Promise<void> {
    return this.answer(Response.json({ studies, expires_in_s: 300 }));
  }

  /** Opens these keys and gives them all. */
  async opened(...keys: readonly string[]): Promise<readonly OpenedStudy[]> {
    const asked = this.opening.open(keys);
    await this.give(...keys.map((key) => openWire(key)));
    return asked;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const states = async (asked: Promise<readonly OpenedStudy[]>): Promise<string> => (await asked).map(({ state }) => state).join(" ");

test("studies come in the order of their keys, with what the manifest says", async (t) => {
  const timeline = new FakeTimeline(t);
  const asked = timeline.opening.open(["A", "B"]);
  await timeline.give(openWire("B", { lists_all: false }), { key: "A", state: "not-given", study_uid: "1.2.65" });
  const [a, b] = await asked;
  assert.equal(a?.state, "not-given");
  assert.ok(b?.state === "open");
  assert.equal(b.listsAll, false);
  assert.equal(b.series[0]?.instances[0]?.sizeBytes, 5);
  assert.equal(b.series[0]?.instances[0]?.kind, null);
});

test("the page names itself, so that another patient's session cannot answer", async (t) => {
  const timeline = new FakeTimeline(t);
  await timeline.opened("A");
  assert.equal(timeline.headers[0]?.get("X-Tijdlijn-Context"), "context-1");
  assert.equal(timeline.headers[0]?.get("X-Tijdlijn"), "1");
});

test("a study that is open or being asked for is not asked for again", async (t) => {
  const timeline = new FakeTimeline(t);
  const [first, second] = [timeline.opening.open(["A"]), timeline.opening.open(["A", "B"])];
  await timeline.give(openWire("A"));
  await timeline.give(openWire("B"));
  assert.equal(await states(first), "open");
  assert.equal(await states(second), "open open");
  const [again] = await timeline.opening.open(["A"]);
  assert.equal(again, (await first)[0], "the very same object");
  assert.deepEqual(timeline.asked, [["A"], ["B"]]);
});

test("a study that was not open is asked for anew", async (t) => {
  const timeline = new FakeTimeline(t);
  const first = timeline.opening.open(["A"]);
  await timeline.give({ key: "A", state: "unreachable", study_uid: "1.2.65" });
  assert.equal(await states(first), "unreachable");
  const second = timeline.opening.open(["A"]);
  await timeline.give(openWire("A"));
  assert.equal(await states(second), "open");
});

test("the ticket is renewed before it is over, for what is still shown", async (t) => {
  const timeline = new FakeTimeline(t);
  await timeline.opened("A", "B");
  timeline.opening.keepOnly(["B"]);
  t.mock.timers.tick(179_000);
  assert.equal(timeline.asked.length, 1);
  t.mock.timers.tick(2_000);
  assert.deepEqual(timeline.asked[1], ["B"]);
  await timeline.give(openWire("B"));
  t.mock.timers.tick(181_000);
  assert.deepEqual(timeline.asked[2], ["B"]);
});

test("a renewal that fails is tried again while the ticket still lasts", async (t) => {
  const timeline = new FakeTimeline(t);
  await timeline.opened("A");
  t.mock.timers.tick(298_000);
  await timeline.answer(new Response(null, { status: 503 }));
  t.mock.timers.tick(2_500);
  assert.equal(timeline.asked.length, 2);
  t.mock.timers.tick(2_500);
  assert.equal(timeline.asked.length, 3);
  assert.deepEqual(timeline.ended, []);
  assert.deepEqual(timeline.lost, []);
});

test("a study that its holder no longer gives is taken away at the next renewal", async (t) => {
  const timeline = new FakeTimeline(t);
  await timeline.opened("A", "B");
  t.mock.timers.tick(181_000);
  await timeline.give(openWire("A"), { key: "B", state: "not-given", study_uid: "1.2.66" });
  assert.deepEqual(timeline.lost, ["B"]);
  t.mock.timers.tick(181_000);
  assert.deepEqual(timeline.asked[2], ["A"]);
});

test("a holder that cannot be reached at a renewal loses nothing that is shown", async (t) => {
  const timeline = new FakeTimeline(t);
  await timeline.opened("A");
  t.mock.timers.tick(181_000);
  await timeline.give({ key: "A", state: "unreachable", study_uid: "1.2.65" });
  assert.deepEqual(timeline.lost, []);
  assert.equal(await states(timeline.opening.open(["A"])), "open");
});

test("a session that is over is told", async (t) => {
  const timeline = new FakeTimeline(t);
  const asked = timeline.opening.open(["A"]);
  await timeline.answer(new Response(null, { status: 401 }));
  assert.equal(await states(asked), "unreachable");
  assert.deepEqual(timeline.ended, ["no-session"]);
});

test("after letting go nothing is remembered, renewed or told", async (t) => {
  const timeline = new FakeTimeline(t);
  await timeline.opened("A");
  const asked = timeline.opening.open(["B"]);
  timeline.opening.letGo();
  await settled();
  assert.equal(await states(asked), "unreachable");
  t.mock.timers.tick(600_000);
  await settled();
  assert.deepEqual(timeline.asked, [["A"], ["B"]]);
  void timeline.opening.open(["A"]);
  assert.deepEqual(timeline.asked[2], ["A"]);
  assert.deepEqual(timeline.ended, []);
});

test("of two questions at the same time the later ticket is mended to open both", async (t) => {
  const timeline = new FakeTimeline(t);
  const [a, b] = [timeline.opening.open(["A"]), timeline.opening.open(["B"])];
  await timeline.give(openWire("A"));
  await timeline.give(openWire("B"));
  assert.equal(await states(a) + await states(b), "openopen");
  const before = await Promise.race([timeline.opening.ready(), settled().then(() => "waits")]);
  assert.equal(before, "waits", "the ticket lacks A");
  assert.deepEqual(timeline.asked[2]?.toSorted(), ["A", "B"]);
  await timeline.give(openWire("A"), openWire("B"));
  assert.equal(typeof (await timeline.opening.ready()), "number");
  assert.equal(timeline.asked.length, 3);
});

test("which of two tickets the browser keeps is not guessed", async (t) => {
  const timeline = new FakeTimeline(t);
  await timeline.opened("A");
  const both = [timeline.opening.open(["B"]), timeline.opening.open(["C"])];
  await timeline.give(openWire("B"));
  timeline.opening.keepOnly(["A", "C"]);
  await timeline.give(openWire("C"));
  await Promise.all(both);
  let isReady = false;
  const ready = timeline.opening.ready().then(() => (isReady = true));
  await settled();
  assert.deepEqual([isReady, timeline.asked.at(-1)], [false, ["A", "C"]]);
  await timeline.give(openWire("A"), openWire("C"));
  await ready;
  assert.equal(timeline.asked.length, 4);
});

test("after a sleep past its end the ticket is renewed before anything else is asked", async (t) => {
  const timeline = new FakeTimeline(t);
  await timeline.opened("A");
  const before = await timeline.opening.ready();
  t.mock.timers.setTime(Date.now() + 400_000);
  const ready = timeline.opening.ready();
  await timeline.give(openWire("A"));
  assert.notEqual(await ready, before);
});

test("more keys than one ticket holds are asked in turns, and the oldest make place", async (t) => {
  const timeline = new FakeTimeline(t);
  const keys = Array.from({ length: MAX_KEYS + 1 }, (_, at) => String.fromCharCode(65 + at));
  void timeline.opening.open(keys);
  assert.deepEqual(timeline.asked.map(({ length }) => length), [MAX_KEYS, 1]);
  await timeline.give(...keys.slice(0, MAX_KEYS).map((key) => openWire(key)));
  await timeline.give(openWire("M"));
  void timeline.opening.open(["M", "A"]);
  assert.deepEqual(timeline.asked.at(-1), ["A"]);
});

test("an answer that is none leaves each study unreachable and throws nothing", async (t) => {
  const timeline = new FakeTimeline(t);
  for (const body of [
    "{", "[]", "null", JSON.stringify({ studies: [openWire("A", { path: "https://elsewhere.example/dw" })], expires_in_s: 300 }),
    JSON.stringify({ studies: [openWire("A", { path: "/dw/studies/../../x" })], expires_in_s: 300 }),
    JSON.stringify({ studies: [openWire("A", { path: null })], expires_in_s: 300 }),
    JSON.stringify({ studies: [openWire("A", { series: "x" })], expires_in_s: 300 }),
    JSON.stringify({ studies: [openWire("Z")], expires_in_s: 300 }),
    JSON.stringify({ studies: [], expires_in_s: 300 }),
    JSON.stringify({ studies: [openWire("A")], expires_in_s: "soon" }),
  ]) {
    const asked = timeline.opening.open(["A"]);
    await timeline.answer(new Response(body, { headers: { "Content-Type": "application/json" } }));
    assert.equal(await states(asked), "unreachable", body);
  }
  const asked = timeline.opening.open(["A"]);
  await timeline.answer(new TypeError("no network"));
  assert.equal(await states(asked), "unreachable");
});

test("numbers of series and instances may be negative, and a UID is a UID", () => {
  const [read] = decodeOpened(withSeries({})).studies;
  assert.ok(read?.state === "open" && read.series[0]?.number === -3);
  for (const over of [{ uid: "1/2" }, { uid: "" }, { number: 1.5 }, { instances: [{ uid: "../x", sop_class: "1" }] }])
    assert.throws(() => decodeOpened(withSeries(over)), Undecodable);
});

test("an older timeline that leaves counts out is counted, and believed to list all", () => {
  const [read] = decodeOpened({ studies: [openWire("A", { series_count: null, instance_count: null })], expires_in_s: 1 }).studies;
  assert.ok(read?.state === "open");
  assert.deepEqual([read.seriesCount, read.instanceCount, read.listsAll], [1, 1, true]);
  const [said] = decodeOpened({ studies: [openWire("A", { series_count: 7, instance_count: 9 })], expires_in_s: 1 }).studies;
  assert.ok(said?.state === "open");
  assert.deepEqual([said.seriesCount, said.instanceCount], [7, 9]);
});
