// How large an image is shown and which part of it.

/** `zoom` 1 shows the whole image; `x` and `y` are the place in the image, from 0 to 1, that lies in the middle. */
export interface Placing {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Placing = { zoom: 1, x: 0.5, y: 0.5 };

const SMALLEST_ZOOM = 0.25;
const LARGEST_ZOOM = 20;

/** Enlarged around a place in the image (0 to 1), which stays where it is on the screen. */
export function zoomed(placing: Placing, by: number, x: number, y: number): Placing {
  const zoom = Math.min(Math.max(placing.zoom * by, SMALLEST_ZOOM), LARGEST_ZOOM);
  const kept = placing.zoom / zoom;
  return { zoom, x: x + (placing.x - x) * kept, y: y + (placing.y - y) * kept };
}

/** Moved by a part of the image; some of the image stays in sight. */
export const moved = (placing: Placing, dx: number, dy: number): Placing => ({
  zoom: placing.zoom,
  x: Math.min(Math.max(placing.x + dx, 0), 1),
  y: Math.min(Math.max(placing.y + dy, 0), 1),
});
