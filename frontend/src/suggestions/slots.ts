// How many suggestions stand beside each other: by width alone, so that none moves aside when another comes.

const READABLE_PX = 220;
/** Two beside each other may be narrower than that; below it there is one, with the count of all. */
const NARROW_PX = 180;
const MOST = 5;

export function slotsIn(widthPx: number): number {
  const readable = Math.min(Math.floor(widthPx / READABLE_PX), MOST);
  if (readable >= 3) return readable;
  return widthPx >= 2 * NARROW_PX ? 2 : 1;
}
