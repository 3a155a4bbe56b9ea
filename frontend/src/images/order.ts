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
