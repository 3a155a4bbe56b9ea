// Reads `multipart/related` as it arrives (RFC 2046 §5.1, PS3.18 §8.6.1.2.1). Nothing larger than what was asked for
// is held, and a body that ends before its last boundary was cut off: that is never a short answer.

export interface Part {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** `reading` at the end of a body means that it was cut off; `broken` that it is no multipart, or too large. */
export type PartState = "reading" | "whole" | "broken";

const MAX_HEAD_BYTES = 8192;
const FIRST_BYTES = 65_536;
const [CR, DASH] = [13, 45];

/** The boundary of a Content-Type; null if it is not `multipart/related` or has none that may be one. */
export function boundaryOf(contentType: string | null): string | null {
  if (!/^\s*multipart\/related\s*;/i.test(contentType ?? "")) return null;
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s";,]{1,70}))/i.exec(contentType ?? "") ?? [];
  return quoted ?? bare ?? null;
}

/** The parameter `transfer-syntax` of a part's Content-Type. */
export const transferSyntaxOf = (contentType: string): string | null =>
  /;\s*transfer-syntax="?([0-9.]{1,64})/i.exec(contentType)?.[1] ?? null;

export class PartReader {
  readonly #delimiter: Uint8Array;
  readonly #maxBytes: number;
  #state: PartState = "reading";
  #buffer = new Uint8Array(FIRST_BYTES);
  #length = 2;
  /** Up to where the buffer holds no beginning of a delimiter. */
  #searched = 0;
  #head: string | null = null;
  #hasBegun = false;

  /** `maxBytes` is what one part may have. */
  constructor(boundary: string, maxBytes: number) {
    this.#delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
    this.#maxBytes = maxBytes;
    // The first delimiter may stand at the very start, without a line before it.
    this.#buffer.set([13, 10]);
  }

  get state(): PartState {
    return this.#state;
  }

  /** The parts that this piece completes. */
  feed(piece: Uint8Array): readonly Part[] {
    const parts: Part[] = [];
    if (this.#state !== "reading") return parts;
    this.#append(piece);
    while (this.#state === "reading" && (this.#head === null ? this.#readHead() : this.#readBody(parts)));
    return parts;
  }

  #append(piece: Uint8Array): void {
    const needed = this.#length + piece.length;
    // What is waiting is at most one part, its head and the piece itself.
    if (needed > this.#maxBytes + MAX_HEAD_BYTES + this.#delimiter.length + piece.length) {
      this.#state = "broken";
      return;
    }
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(piece, this.#length);
    this.#length = needed;
  }

  /** Whether a whole head was read: the delimiter before it, and its lines to the empty one. */
  #readHead(): boolean {
    const start = this.#hasBegun ? 0 : this.#find();
    if (start === null) return false;
    const after = start + this.#delimiter.length;
    if (this.#length < after + 2) return false;
    if (this.#buffer[after] === DASH && this.#buffer[after + 1] === DASH) {
      this.#state = "whole";
      return false;
    }
    const window = this.#buffer.subarray(after, Math.min(this.#length, after + MAX_HEAD_BYTES));
    const text = new TextDecoder("latin1").decode(window);
    const end = text.indexOf("\r\n\r\n");
    if (!/^[ \t]*(\r|$)/.test(text) || (end < 0 && window.length === MAX_HEAD_BYTES)) this.#state = "broken";
    if (end < 0 || this.#state === "broken") return false;
    this.#head = text.slice(0, end);
    this.#hasBegun = true;
    // The empty line's end stays: the delimiter of an empty part begins with it.
    this.#drop(after + end + 2);
    return true;
  }

  #readBody(parts: Part[]): boolean {
    const end = this.#find();
    if (end === null) return false;
    if (end - 2 > this.#maxBytes) {
      this.#state = "broken";
      return false;
    }
    const contentType = /^content-type:\s*(.*?)\s*$/im.exec(this.#head ?? "")?.[1] ?? "";
    parts.push({ contentType, bytes: this.#buffer.slice(2, Math.max(end, 2)) });
    this.#head = null;
    this.#drop(end);
    return true;
  }

  /** Where the delimiter begins; null while it is not there in full. */
  #find(): number | null {
    const { length } = this.#delimiter;
    const filled = this.#buffer.subarray(0, this.#length);
    for (let at = filled.indexOf(CR, this.#searched); at >= 0; at = filled.indexOf(CR, at + 1)) {
      this.#searched = at;
      if (at + length > this.#length) return null;
      if (this.#delimiter.every((byte, offset) => filled[at + offset] === byte)) return at;
      this.#searched = at + 1;
    }
    this.#searched = this.#length;
    return null;
  }

  #drop(count: number): void {
    this.#buffer.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#searched = 0;
  }
}
