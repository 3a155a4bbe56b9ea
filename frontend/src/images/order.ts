// In which order the images of a stack are fetched: what the reader can see next comes first.

/** Every index of a stack of `count` exactly once: where the reader is, then outward. While scrolling, two images
 * ahead come before each one behind; `towards` is the direction of the last step, 0 when there was none. */
export function loadOrder(count: number, at: number, towards: -1 | 0 | 1): readonly number[] {
  if (!(count > 0)) return [];
  const start = Math.min(Math.max(Math.trunc(at) || 0, 0), count - 1);
  const order = [start];
  const ahead = towards === 0 ? 1 : towards;
  const perTurn = towards === 0 ? 1 : 2;
  let front = start + ahead;
  let back = start - ahead;
  const isWithin = (index: number): boolean => index >= 0 && index < count;
  while (order.length < count) {
    for (let step = 0; step < perTurn && isWithin(front); step += 1, front += ahead) order.push(front);
    if (isWithin(back)) {
      order.push(back);
      back -= ahead;
    }
  }
  return order;
}

/** Where the reader is in a stack, and how far from there every image is. */
export class Place {
  readonly #count: number;
  #at: number;
  #order: readonly number[];
  #ranks: readonly number[];

  constructor(count: number, at: number) {
    this.#count = count;
    this.#at = at;
    this.#order = loadOrder(count, at, 0);
    this.#ranks = ranksOf(this.#order);
  }

  /** False if the reader is there already. */
  moveTo(at: number): boolean {
    if (at === this.#at) return false;
    this.#order = loadOrder(this.#count, at, at > this.#at ? 1 : -1);
    this.#ranks = ranksOf(this.#order);
    this.#at = at;
    return true;
  }

  get order(): readonly number[] {
    return this.#order;
  }

  /** 0 for the image that is looked at; `Infinity` for what is no image of the stack. */
  rank(index: number): number {
    return this.#ranks[index] ?? Infinity;
  }
}

function ranksOf(order: readonly number[]): readonly number[] {
  const ranks = order.map(() => 0);
  for (const [rank, index] of order.entries()) ranks[index] = rank;
  return ranks;
}
