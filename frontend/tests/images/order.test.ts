import assert from "node:assert/strict";
import test from "node:test";
import { loadOrder, Place } from "../../src/images/order.ts";

test("the nearest come first, from where the reader is", () => {
  assert.deepEqual(loadOrder(7, 3, 0), [3, 4, 2, 5, 1, 6, 0]);
  assert.deepEqual(loadOrder(4, 0, 0), [0, 1, 2, 3]);
});

test("while scrolling, two ahead come before each one behind", () => {
  assert.deepEqual(loadOrder(8, 3, 1), [3, 4, 5, 2, 6, 7, 1, 0]);
  assert.deepEqual(loadOrder(8, 4, -1), [4, 3, 2, 5, 1, 0, 6, 7]);
});

test("every image comes exactly once, wherever the reader is said to be", () => {
  for (const towards of [-1, 0, 1] as const) {
    for (const at of [0, 1, 49, 98, 99, -5, 1000, 3.7, NaN, Infinity]) {
      const order = loadOrder(100, at, towards);
      assert.deepEqual(order.toSorted((a, b) => a - b), Array.from({ length: 100 }, (_, index) => index));
    }
  }
  assert.equal(loadOrder(100, 1000, 0)[0], 99);
  assert.equal(loadOrder(100, -5, 0)[0], 0);
});

test("an empty stack has no order", () => {
  for (const count of [0, -1, NaN]) assert.deepEqual(loadOrder(count, 0, 0), []);
});

test("a place knows how far each image is, and that the reader stands still", () => {
  const place = new Place(6, 2);
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((index) => place.rank(index)), [4, 2, 0, 1, 3, 5]);
  assert.equal(place.moveTo(2), false);
  assert.equal(place.moveTo(3), true);
  assert.deepEqual(place.order, [3, 4, 5, 2, 1, 0]);
  assert.equal(place.moveTo(1), true);
  assert.deepEqual(place.order, [1, 0, 2, 3, 4, 5]);
  for (const none of [-1, 6, 0.5]) assert.equal(place.rank(none), Infinity);
});
