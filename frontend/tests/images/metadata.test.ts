import assert from "node:assert/strict";
import test from "node:test";
import type { TestContext } from "node:test";
import { fetchSeries } from "../../src/images/series.ts";
import type { SeriesFailure, SeriesImages } from "../../src/images/series.ts";
import { ct, PATH, seriesOf } from "./datasets.ts";

/** Asks for the metadata of a series with the instances 1 and 2; `answer` is what comes back. */
async function fetched(t: TestContext, answer: () => Promise<Response>, signal = new AbortController().signal): Promise<SeriesImages | SeriesFailure> {
  t.mock.method(globalThis, "fetch", (path: string, init: RequestInit) => {
    assert.equal(path, "/dw/studies/1.2.3/series/1.2.3.4/metadata");
    assert.equal(new Headers(init.headers).get("Accept"), "application/dicom+json");
    assert.deepEqual([init.cache, init.redirect], ["no-store", "error"]);
    return answer();
  });
  return fetchSeries(PATH, seriesOf(["1", "2"]), signal);
}

const answering = (body: BodyInit | null, init: ResponseInit = {}) => (): Promise<Response> => Promise.resolve(new Response(body, init));

const broken = (): Promise<Response> => Promise.reject(new TypeError("no network"));

test("a series' metadata becomes its images", async (t) => {
  const read = await fetched(t, answering(JSON.stringify([ct("1", 0), null, "x", ct("2", 1)])));
  assert.ok("images" in read);
  assert.deepEqual(read.images.map(({ instanceUid }) => instanceUid), ["2", "1"]);
});

for (const [status, failed] of [[401, "gone"], [403, "gone"], [404, "gone"], [406, "unreadable"], [400, "unreadable"], [502, "unreachable"], [503, "unreachable"], [504, "unreachable"]] as const) {
  test(`a ${status} is ${failed}`, async (t) => assert.deepEqual(await fetched(t, answering(null, { status })), { failed }));
}

test("what is no list of headers has no images, and everything is missing", async (t) => {
  for (const body of ["{}", "null", "5", '"x"', "[[]]", "[5]"]) {
    const read = await fetched(t, answering(body));
    assert.ok("images" in read, body);
    assert.deepEqual([read.images.length, read.missing], [0, 2]);
  }
});

test("an answer that is no JSON, or endless, is unreadable", async (t) => {
  assert.deepEqual(await fetched(t, answering("<html>")), { failed: "unreadable" });
  assert.deepEqual(await fetched(t, answering("[", {})), { failed: "unreadable" });
  assert.deepEqual(await fetched(t, answering("[]", { headers: { "Content-Length": "99000000000" } })), { failed: "unreadable" });
});

test("a broken line is unreachable, and one that was let go says so", async (t) => {
  assert.deepEqual(await fetched(t, broken), { failed: "unreachable" });
  assert.deepEqual(await fetched(t, broken, AbortSignal.abort()), { failed: "let-go" });
});
