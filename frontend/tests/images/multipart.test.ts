import assert from "node:assert/strict";
import test from "node:test";
import { boundaryOf, PartReader, transferSyntaxOf } from "../../src/images/multipart.ts";
import type { Part } from "../../src/images/multipart.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const text = ({ bytes: of }: Part): string => String.fromCharCode(...of);

/** The parts of a body that arrives in pieces of `step` bytes. */
function read(body: string, step = body.length, max = 100): { readonly parts: readonly Part[]; readonly state: string } {
  const reader = new PartReader("b", max);
  const all = bytes(body);
  const parts: Part[] = [];
  for (let at = 0; at < all.length; at += step) parts.push(...reader.feed(all.subarray(at, at + step)));
  return { parts, state: reader.state };
}

const TWO = "--b\r\nContent-Type: image/jls; transfer-syntax=1.2\r\n\r\none\r\n--b\r\ncontent-type:  x/y \r\n\r\n\r\n-tw\r\no\r\n--b--\r\n";

test("parts come whole, however the body is cut into pieces", () => {
  for (const body of [TWO, `\r\n${TWO}`, `words before\r\n${TWO}`]) {
    for (let step = 1; step <= body.length; step += 1) {
      const { parts, state } = read(body, step);
      assert.deepEqual(parts.map(text), ["one", "\r\n-tw\r\no"], `${step}`);
      assert.deepEqual(parts.map(({ contentType }) => contentType), ["image/jls; transfer-syntax=1.2", "x/y"]);
      assert.equal(state, "whole");
    }
  }
});

test("pixels that look like boundaries stay pixels", () => {
  const pixels = "\r\n--\r\n--a\r\r\n-\n--b\r\n--";
  assert.deepEqual(read(`--b\r\n\r\n${pixels}\r\n--b--`, 1).parts.map(text), [pixels]);
});

test("a part may be empty, and need no headers", () => {
  const { parts } = read("--b\r\n\r\n\r\n--b\r\n\r\n\r\n\r\n--b--");
  assert.deepEqual(parts.map(text), ["", "\r\n"]);
  assert.equal(parts[0]?.contentType, "");
});

test("a body without its last boundary was cut off", () => {
  for (let end = 0; end < TWO.length - 2; end += 1) assert.equal(read(TWO.slice(0, end)).state, "reading", String(end));
});

test("what comes after the last boundary counts no more", () => {
  assert.deepEqual(read(`--b\r\n\r\none\r\n--b--\r\n--b\r\n\r\ntwo\r\n--b--`, 3).parts.map(text), ["one"]);
});

test("a part larger than was asked for breaks off before it is held", () => {
  assert.equal(read(`--b\r\n\r\n${"x".repeat(100)}\r\n--b--`, 7).parts.length, 1);
  assert.equal(read(`--b\r\n\r\n${"x".repeat(101)}\r\n--b--`, 7).state, "broken");
  assert.equal(read(`--b\r\n\r\n${"x".repeat(20_000)}`, 1000).state, "broken");
});

test("endless headers and words before the first part break off", () => {
  assert.equal(read(`--b\r\n${"X: y\r\n".repeat(3000)}`, 500).state, "broken");
  assert.equal(read("x".repeat(20_000), 500).state, "broken");
});

test("a delimiter with letters behind it is none of this body", () => {
  assert.equal(read("--bc\r\n\r\none\r\n--b--").state, "broken");
});

test("a part far larger than the first room is whole", () => {
  const reader = new PartReader("b", 1_000_000);
  const parts = [...reader.feed(bytes("--b\r\n\r\n"))];
  for (let piece = 0; piece < 50; piece += 1) parts.push(...reader.feed(new Uint8Array(20_000).fill(piece)));
  parts.push(...reader.feed(bytes("\r\n--b--")));
  assert.equal(parts[0]?.bytes.length, 1_000_000);
  assert.equal(parts[0]?.bytes[999_999], 49);
  assert.equal(reader.state, "whole");
});

test("the boundary is read with and without quotes, and only of multipart/related", () => {
  assert.equal(boundaryOf('multipart/related; type="image/jls"; boundary="a b"'), "a b");
  assert.equal(boundaryOf("Multipart/Related;boundary=ab-1;start=x"), "ab-1");
  for (const none of [null, "", "multipart/mixed; boundary=a", "multipart/related", "multipart/related; boundary=", "text/html"])
    assert.equal(boundaryOf(none), null);
  assert.equal(boundaryOf(`multipart/related; boundary="${"x".repeat(71)}"`), null);
});

test("a part says its transfer syntax, with and without quotes", () => {
  assert.equal(transferSyntaxOf("image/jls; transfer-syntax=1.2.840"), "1.2.840");
  assert.equal(transferSyntaxOf('image/jls;Transfer-Syntax="1.2.840"'), "1.2.840");
  for (const none of ["", "image/jls", "image/jls; transfer-syntax=*"]) assert.equal(transferSyntaxOf(none), null);
});

test("one dash behind a delimiter ends nothing", () => {
  for (const tail of ["-x", "x-"]) assert.equal(read(`--b\r\n\r\none\r\n--b${tail}\r\n\r\n`).state, "broken");
});
