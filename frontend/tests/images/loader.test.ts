import assert from "node:assert/strict";
import test from "node:test";
import type { TestContext } from "node:test";
import { FrameLoader } from "../../src/images/loader.ts";
import type { LoaderOptions, LoadingStack, Progress } from "../../src/images/loader.ts";
import type { StackImage } from "../../src/images/series.ts";
import { ct, element, imagesFrom } from "./datasets.ts";
import { FrameHolder, MULTIPART, multipart } from "./holder.ts";

const SIZE = 8 * 8 * 2;
const small = { "00280010": element(8), "00280011": element(8) };

/** So many single images of 128 bytes; the instance of index 0 is 1.1. */
const stackOf = (count: number): readonly StackImage[] =>
  imagesFrom(...Array.from({ length: count }, (_, at) => ct(`1.${at + 1}`, -at, small)));

/** One instance with so many frames of 128 bytes. */
const clipOf = (count: number): readonly StackImage[] =>
  imagesFrom(ct("1.1", 0, { ...small, "00280008": element(count) }));

interface Bench {
  readonly holder: FrameHolder;
  readonly loader: FrameLoader;
  readonly told: Progress[];
  open(images: readonly StackImage[], at?: number): LoadingStack;
}

async function bench(t: TestContext, options: Partial<LoaderOptions> = {}): Promise<Bench> {
  const holder = new FrameHolder(SIZE);
  await holder.listen(t);
  const loader = new FrameLoader({ retryAfterMs: [1, 1], ...options });
  t.after(() => loader.close());
  const told: Progress[] = [];
  const progress = (one: Progress): void => {
    told.push(one);
    holder.tick();
  };
  return { holder, loader, told, open: (images, at = 0) => loader.open(images, at, { progress }) };
}

const instances = (holder: FrameHolder): string => holder.requests.map(({ instance }) => instance.slice(2)).join(" ");

test("every frame comes, the nearest first", async (t) => {
  const { holder, open } = await bench(t, { connections: 1 });
  const stack = open(stackOf(7), 3);
  await holder.until(() => stack.progress.loaded === 7);
  assert.equal(instances(holder), "4 5 3 6 2 7 1");
  assert.deepEqual(stack.progress, { loaded: 7, failed: 0, of: 7, isFull: false, isStalled: false });
  assert.equal(stack.held(2)?.bytes.length, SIZE);
  assert.equal(stack.held(2)?.bytes[0], 1);
  assert.equal(stack.held(2)?.transferSyntax, "1.2.840.10008.1.2.1");
});

test("no more questions are under way than connections", async (t) => {
  const { holder, open } = await bench(t, { connections: 3 });
  holder.answer(null);
  const stack = open(stackOf(20));
  await holder.until(() => holder.requests.length === 3);
  assert.equal(stack.underWay, 3);
  holder.release();
  await holder.until(() => stack.progress.loaded === 20);
});

test("after a jump, what is far is let go and what is near comes first", async (t) => {
  const { holder, open } = await bench(t, { connections: 2 });
  holder.answer(null);
  const stack = open(stackOf(200), 0);
  await holder.until(() => holder.requests.length === 2);
  stack.moveTo(150);
  await holder.until(() => holder.requests.length === 4);
  assert.equal(instances(holder), "1 2 151 152");
  assert.equal(holder.aborted.length, 2, "the holder hears that nobody waits any more");
  assert.equal(stack.stateOf(0), "waiting");
  assert.equal(stack.progress.failed, 0);
});

test("a small step lets nothing go", async (t) => {
  const { holder, open } = await bench(t, { connections: 2 });
  holder.answer(null);
  const stack = open(stackOf(200), 0);
  await holder.until(() => holder.requests.length === 2);
  stack.moveTo(3);
  holder.release();
  await holder.until(() => stack.progress.loaded > 20);
  assert.equal(holder.aborted.length, 0);
});

test("what somebody waits for comes next, and is given from memory the second time", async (t) => {
  const { holder, open } = await bench(t, { connections: 1 });
  holder.answer(null);
  const stack = open(stackOf(50), 0);
  await holder.until(() => holder.requests.length === 1);
  const wanted = stack.frame(40);
  holder.release();
  const answer = await wanted;
  assert.ok("bytes" in answer);
  assert.equal(holder.requests[1]?.instance, "1.41");
  assert.equal(await stack.frame(40), answer);
});

test("a frame is asked for three times before it is unreachable, and the others still come", async (t) => {
  const { holder, open } = await bench(t);
  holder.answer((request, response) => {
    if (request.instance === "1.3") response.writeHead(503).end();
    else holder.give(request, response);
  });
  const stack = open(stackOf(6));
  assert.deepEqual(await stack.frame(2), { failed: "unreachable" });
  await holder.until(() => stack.progress.loaded === 5);
  assert.equal(holder.requests.filter(({ instance }) => instance === "1.3").length, 3);
  assert.deepEqual(stack.progress, { loaded: 5, failed: 1, of: 6, isFull: false, isStalled: false });
  assert.equal(stack.stateOf(2), "unreachable");
});

test("an answer that was cut off is asked for again", async (t) => {
  const { holder, open } = await bench(t, { connections: 1 });
  let cut = 0;
  holder.answer((request, response) => {
    if (request.instance !== "1.2" || cut > 0) return holder.give(request, response);
    cut += 1;
    response.writeHead(200, MULTIPART).write(multipart([1], SIZE).subarray(0, 100), () => response.destroy());
  });
  const stack = open(stackOf(3));
  await holder.until(() => stack.progress.loaded === 3);
  assert.equal(cut, 1);
});

test("a body that ends well but before its last boundary was cut off too", async (t) => {
  const { holder, open } = await bench(t, { connections: 1 });
  let cut = 0;
  holder.answer((request, response) => {
    if (cut > 0) return holder.give(request, response);
    cut += 1;
    response.writeHead(200, MULTIPART).end(multipart([1], SIZE).subarray(0, -10));
  });
  const stack = open(stackOf(1));
  assert.ok("bytes" in (await stack.frame(0)));
  assert.equal(holder.requests.length, 2);
});

for (const [status, failed] of [[404, "gone"], [403, "gone"], [406, "unreadable"], [400, "unreadable"]] as const) {
  test(`a ${status} is ${failed} at once`, async (t) => {
    const { holder, open } = await bench(t);
    holder.answer((_, response) => response.writeHead(status).end());
    const stack = open(stackOf(1));
    assert.deepEqual(await stack.frame(0), { failed });
    assert.deepEqual(await stack.frame(0), { failed });
    assert.equal(holder.requests.length, 1);
  });
}

test("what is no frame of this image is unreadable and costs only itself", async (t) => {
  const { holder, open } = await bench(t, { connections: 1 });
  const bodies: Readonly<Record<string, () => readonly [Record<string, string>, Buffer]>> = {
    "1.1": () => [{ "Content-Type": "text/html" }, Buffer.from("<p>")],
    "1.2": () => [MULTIPART, multipart([1], SIZE - 2)],
    "1.3": () => [MULTIPART, multipart([1], SIZE + 2)],
    "1.4": () => [MULTIPART, multipart([1, 2], SIZE)],
    "1.5": () => [MULTIPART, multipart([], SIZE)],
    "1.6": () => [MULTIPART, multipart([1], SIZE + 1_000_000)],
    "1.7": () => [MULTIPART, Buffer.from("no boundary here, only words that go on and on\r\n--b0xx")],
    "1.8": () => [MULTIPART, multipart([1], 0, "1.2.840.10008.1.2.4.90")],
  };
  holder.answer((request, response) => {
    const [headers, body] = bodies[request.instance]?.() ?? [MULTIPART, multipart(request.frames, SIZE)];
    response.writeHead(200, headers).end(body);
  });
  const stack = open(stackOf(9));
  await holder.until(() => stack.progress.loaded === 2 && stack.progress.failed === 7);
  for (const index of [0, 1, 2, 4, 5, 6, 7]) assert.equal(stack.stateOf(index), "unreadable", String(index));
  assert.equal(stack.held(3)?.bytes[0], 1, "a part too many changes nothing of the one that was asked for");
  assert.equal(stack.stateOf(8), "loaded");
});

test("a compressed frame may have any size that its image could need", async (t) => {
  const { holder, open } = await bench(t);
  holder.answer((_, response) => response.writeHead(200, MULTIPART).end(multipart([1], 17, "1.2.840.10008.1.2.4.90")));
  const answer = await open(stackOf(1)).frame(0);
  assert.ok("bytes" in answer);
  assert.equal(answer.transferSyntax, "1.2.840.10008.1.2.4.90");
});

test("frames of one instance come together, the one that is looked at by itself", async (t) => {
  const { holder, open } = await bench(t, { connections: 1 });
  const stack = open(clipOf(40), 10);
  await holder.until(() => stack.progress.loaded === 40);
  assert.deepEqual(holder.requests[0]?.frames, [11]);
  assert.deepEqual(holder.requests[1]?.frames, [3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19]);
  assert.ok(holder.requests.length <= 5);
  for (const [index] of stack.images.entries()) assert.equal(stack.held(index)?.bytes[0], index + 1);
});

test("a frame past the end does not take its neighbours with it", async (t) => {
  const { holder, open } = await bench(t, { connections: 2 });
  holder.answer((request, response) => {
    if (request.frames.some((frame) => frame > 18)) response.writeHead(404).end();
    else holder.give(request, response);
  });
  const stack = open(clipOf(20));
  await holder.until(() => stack.progress.loaded === 18 && stack.progress.failed === 2);
  assert.equal(stack.stateOf(18), "gone");
  assert.equal(stack.stateOf(17), "loaded");
});

test("an answer cut off in the middle keeps what came, and asks only for the rest", async (t) => {
  const { holder, open } = await bench(t, { connections: 1 });
  let cut = false;
  holder.answer((request, response) => {
    if (request.frames.length === 1 || cut) return holder.give(request, response);
    cut = true;
    const whole = multipart(request.frames, SIZE);
    response.writeHead(200, MULTIPART).write(whole.subarray(0, whole.length / 2), () => response.destroy());
  });
  const stack = open(clipOf(10));
  await holder.until(() => stack.progress.loaded === 10);
  const [, first, second] = holder.requests;
  assert.equal(first?.frames.length, 9);
  assert.ok(second !== undefined && second.frames.length < 9);
});

test("a frame refused under an old ticket is asked for once more under the new one", async (t) => {
  let ticket = 1;
  const { holder, open } = await bench(t, { ready: () => Promise.resolve(ticket) });
  holder.answer((request, response) => {
    if (holder.requests.length > 1) return holder.give(request, response);
    ticket = 2;
    response.writeHead(404).end();
  });
  const stack = open(stackOf(1));
  await holder.until(() => stack.progress.loaded === 1);
  assert.equal(holder.requests.length, 2);
});

test("a frame that stays refused under new tickets is gone after two questions", async (t) => {
  let ticket = 1;
  const { holder, open } = await bench(t, { ready: () => Promise.resolve((ticket += 1)) });
  holder.answer((_, response) => response.writeHead(404).end());
  const stack = open(stackOf(1));
  await holder.until(() => stack.progress.failed === 1);
  assert.equal(holder.requests.length, 2);
});

test("a holder that fails is left in peace until somebody asks for more", async (t) => {
  const { holder, open } = await bench(t, { connections: 1 });
  holder.answer((_, response) => response.writeHead(502).end());
  const stack = open(stackOf(30));
  await holder.until(() => stack.progress.isStalled);
  assert.equal(holder.requests.length, 9);
  assert.equal(stack.progress.failed, 3);
  holder.release();
  assert.ok("bytes" in (await stack.frame(20)), "what is looked at is still tried");
  await holder.until(() => stack.progress.loaded > 1);
  stack.retry();
  await holder.until(() => stack.progress.loaded === 30);
  assert.equal(stack.progress.failed, 0);
});

test("nothing is called stalled while an answer is under way that may show the contrary", async (t) => {
  const { holder, told, open } = await bench(t, { connections: 4 });
  let [isBroken, answerLate] = [true, (): void => assert.fail("not asked yet")];
  holder.answer((request, response) => {
    if (request.instance === "1.1") answerLate = () => holder.give(request, response);
    else if (isBroken) response.writeHead(502).end();
    else holder.give(request, response);
  });
  const stack = open(stackOf(11));
  await holder.until(() => stack.progress.failed >= 3 && stack.underWay === 1);
  isBroken = false;
  answerLate();
  await holder.until(() => stack.progress.loaded === 11);
  assert.equal(stack.progress.failed, 0, "what failed meanwhile is asked for by itself");
  assert.ok(told.every(({ isStalled }) => !isStalled));
});

test("within the budget the nearest frames are kept and the farthest make place", async (t) => {
  const { holder, open } = await bench(t, { connections: 1, budgetBytes: 10 * SIZE });
  const stack = open(stackOf(40), 0);
  await holder.until(() => stack.progress.isFull);
  assert.equal(stack.progress.loaded, 10);
  assert.equal(stack.stateOf(9), "loaded");
  assert.equal(stack.stateOf(10), "waiting");
  stack.moveTo(30);
  await holder.until(() => [28, 29, 30, 31, 32].every((index) => stack.stateOf(index) === "loaded"));
  await holder.until(() => stack.progress.isFull);
  assert.ok(stack.bytes <= 10 * SIZE);
  assert.equal(stack.stateOf(0), "waiting");
});

test("the image that is looked at comes even when it is larger than the budget", async (t) => {
  const { open } = await bench(t, { budgetBytes: SIZE / 2 });
  assert.ok("bytes" in (await open(stackOf(3)).frame(0)));
});

test("a second pane does not wait behind the far images of the first", async (t) => {
  const { holder, open } = await bench(t, { connections: 2 });
  holder.answer(null);
  const first = open(stackOf(50));
  await holder.until(() => holder.requests.length === 2);
  const second = open(imagesFrom(ct("1.900", 0, small)));
  await holder.until(() => holder.requests.length === 3);
  assert.equal(holder.requests[2]?.instance, "1.900");
  assert.equal(holder.aborted.length, 1);
  holder.release();
  await holder.until(() => first.progress.loaded === 50 && second.progress.loaded === 1);
});

test("two panes take turns", async (t) => {
  const { holder, open } = await bench(t, { connections: 1 });
  const first = open(stackOf(10));
  const second = open(imagesFrom(...Array.from({ length: 10 }, (_, at) => ct(`2.${at}`, -at, small))));
  await holder.until(() => first.progress.loaded + second.progress.loaded === 20);
  const early = holder.requests.slice(0, 10).filter(({ instance }) => instance.startsWith("2.")).length;
  assert.ok(early >= 4 && early <= 6, String(early));
});

test("closing lets go of everything and tells nobody any more", async (t) => {
  const { holder, told, open } = await bench(t);
  holder.answer(null);
  const stack = open(stackOf(30));
  const wanted = stack.frame(20);
  await holder.until(() => holder.requests.length === 5);
  stack.close();
  assert.deepEqual(await wanted, { failed: "let-go" });
  await holder.until(() => holder.aborted.length === 5);
  assert.deepEqual(await stack.frame(0), { failed: "let-go" });
  assert.equal(stack.bytes - stack.underWay * SIZE, 0);
  assert.equal(holder.requests.length, 5);
  assert.deepEqual(told, []);
});

test("an image that there is none of is let go of", async (t) => {
  const { open } = await bench(t);
  const stack = open(stackOf(2));
  for (const index of [-1, 2, 0.5, NaN]) assert.deepEqual(await stack.frame(index), { failed: "let-go" });
  const none = open([]);
  assert.equal(none.progress.of, 0);
});
