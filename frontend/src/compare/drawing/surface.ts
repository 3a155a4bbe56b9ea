// One pane's drawing by Cornerstone3D; nothing outside this folder imports it.

import { Enums, utilities } from "@cornerstonejs/core";
import type { Types } from "@cornerstonejs/core";
import type { Window } from "../../images/series.ts";
import { WHOLE } from "../placing.ts";
import type { Placing } from "../placing.ts";
import { endViewport, fitViewports, keepShown, purge, startViewport } from "./engine.ts";
import { allOf, COLOUR_WINDOW, cornerstoneImage, sameShape } from "./picture.ts";
import type { Picture } from "./picture.ts";

/** From pixels of the image (0,0 is the outer corner of the first) to CSS pixels of the surface, and back. */
export interface Mapping {
  toSurface(column: number, row: number): readonly [number, number];
  toImage(x: number, y: number): readonly [number, number];
  /** CSS pixels per column of the image. */
  readonly perColumn: number;
  readonly perRow: number;
}

let surfaces = 0;

export class Surface {
  /** Put this where the picture belongs; it fills what holds it. */
  readonly element = document.createElement("div");
  readonly #id = `surface-${surfaces++}`;
  readonly #inner = document.createElement("div");
  readonly #resized: () => void;
  readonly #observer: ResizeObserver;
  #viewport: Types.IStackViewport | null = null;
  #image: Types.IImage | null = null;
  /** Rows and columns of the image itself. */
  #stored = { rows: 1, columns: 1 };
  #placing: Placing = WHOLE;
  /** Cornerstone's scale at which the whole image is in sight. */
  #fit = 1;

  /** `resized` is called after the picture was fitted to a new size. */
  constructor(resized: () => void) {
    this.element.className = "surface";
    this.#inner.className = "canvas";
    this.element.append(this.#inner);
    this.#resized = resized;
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(this.element);
  }

  /** In pixels of the screen. */
  get size(): { readonly width: number; readonly height: number } {
    const { width, height } = this.element.getBoundingClientRect();
    return { width: width * this.#density, height: height * this.#density };
  }

  /** Draws this picture; resolves when it stands on the screen, false if another took its place before. */
  async show(picture: Picture, window: Window | null, inverted: boolean): Promise<boolean> {
    const image = cornerstoneImage(picture);
    const viewport = this.#started();
    const before = this.#image;
    this.#image = image;
    this.#stored = { rows: picture.rows, columns: picture.columns };
    keepShown(image, before);
    if (before === null || !sameShape(before, image)) {
      await viewport.setStack([image.imageId], 0);
      purge();
      if (this.#image !== image) return false;
      this.#place();
    } else viewport.renderImageObject(image);
    const drawn = new Promise<void>((done) => this.#inner.addEventListener(Enums.Events.IMAGE_RENDERED, () => done(), { once: true }));
    this.#look(window, inverted);
    viewport.render();
    await drawn;
    return this.#image === image;
  }

  /** Another window or inversion of what is shown. */
  look(window: Window | null, inverted: boolean): void {
    if (this.#image === null) return;
    this.#look(window, inverted);
    this.#viewport?.render();
  }

  place(placing: Placing): void {
    this.#placing = placing;
    if (this.#image === null) return;
    this.#place();
    this.#viewport?.render();
  }

  /** Null while nothing is shown. */
  mapping(): Mapping | null {
    const [image, viewport] = [this.#image, this.#viewport];
    if (image === null || viewport === null) return null;
    const scale = viewport.getZoom() / this.#density;
    const { width, height } = this.element.getBoundingClientRect();
    const tall = image.rowPixelSpacing / image.columnPixelSpacing;
    const { rows, columns } = this.#stored;
    const perColumn = scale * (tall < 1 ? 1 / tall : 1) * (image.columns / columns);
    const perRow = scale * (tall > 1 ? tall : 1) * (image.rows / rows);
    const left = width / 2 - this.#placing.x * columns * perColumn;
    const top = height / 2 - this.#placing.y * rows * perRow;
    return {
      perColumn,
      perRow,
      toSurface: (column, row) => [left + column * perColumn, top + row * perRow],
      toImage: (x, y) => [(x - left) / perColumn, (y - top) / perRow],
    };
  }

  /** Nothing of the picture stays on the screen or in memory. */
  clear(): void {
    this.#placing = WHOLE;
    if (this.#image === null) return;
    keepShown(null, this.#image);
    this.#image = null;
    endViewport(this.#id);
    this.#viewport = null;
    this.#inner.replaceChildren();
  }

  letGo(): void {
    this.clear();
    this.#observer.disconnect();
  }

  #started(): Types.IStackViewport {
    if (this.#viewport !== null) return this.#viewport;
    this.#fill();
    this.#viewport = startViewport(this.#id, this.#inner);
    return this.#viewport;
  }

  #look(window: Window | null, inverted: boolean): void {
    const image = this.#image;
    if (image === null) return;
    const { center, width, isExact } = image.color ? COLOUR_WINDOW : (window ?? allOf(image));
    const { LINEAR, LINEAR_EXACT } = Enums.VOILUTFunctionType;
    this.#viewport?.setProperties({
      voiRange: utilities.windowLevel.toLowHighRange(width, center, isExact === true ? LINEAR_EXACT : LINEAR),
      invert: image.invert !== inverted,
    }, true);
  }

  #place(): void {
    const [image, viewport] = [this.#image, this.#viewport];
    if (image === null || viewport === null) return;
    viewport.resetCamera({ resetPan: true, resetZoom: true });
    this.#fit = viewport.getZoom();
    const { zoom, x, y } = this.#placing;
    viewport.setZoom(this.#fit * zoom);
    viewport.setCamera({ focalPoint: [x * image.columns * image.columnPixelSpacing, y * image.rows * image.rowPixelSpacing, 0] });
  }

  get #density(): number {
    return window.devicePixelRatio || 1;
  }

  /** Cornerstone gives its canvas as many pixels as its element measures; on a dense screen that is made larger and shown
   * smaller, so that one pixel of the canvas is one of the screen. */
  #fill(): void {
    const { width, height } = this.element.getBoundingClientRect();
    this.#inner.style.width = `${Math.round(width * this.#density)}px`;
    this.#inner.style.height = `${Math.round(height * this.#density)}px`;
    this.#inner.style.transform = `scale(${1 / this.#density})`;
  }

  #resize(): void {
    this.#fill();
    if (this.#viewport === null || this.#image === null) return;
    fitViewports();
    this.#place();
    this.#viewport.render();
    this.#resized();
  }
}
