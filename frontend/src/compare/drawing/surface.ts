// One pane's drawing by Cornerstone3D; nothing else imports it. Every image lies in a plane of its own making here
// (pixels in rows and columns, nothing more): where it lies in the patient is the business of images/geometry.ts, and
// nothing is turned or mirrored on its account.
//
// Cornerstone draws on the processor (ADR 0022): the same grey values on every machine, and no graphics context that
// can be lost in the middle of a comparison.

import { cache, Enums, imageLoader, metaData, RenderingEngine, setUseCPURendering, utilities } from "@cornerstonejs/core";
import type { Types } from "@cornerstonejs/core";
import type { Window } from "../../images/series.ts";
import { WHOLE } from "../placing.ts";
import type { Placing } from "../placing.ts";
import type { Raster } from "./raster.ts";

/** A decoded frame with what is needed to give its values their meaning. */
export interface Picture {
  /** Distinguishes it from every other picture shown in this page. */
  readonly id: string;
  readonly raster: Raster;
  /** Of the image; its raster may be a smaller picture of it. */
  readonly rows: number;
  readonly columns: number;
  readonly slope: number;
  readonly intercept: number;
  /** MONOCHROME1: high values are dark. */
  readonly highIsDark: boolean;
  /** Height of a pixel beside its width; 1 where unknown. */
  readonly rowPerColumn: number;
}

/** From pixels of the image (0,0 is the outer corner of the first) to CSS pixels of the surface, and back. */
export interface Mapping {
  toSurface(column: number, row: number): readonly [number, number];
  toImage(x: number, y: number): readonly [number, number];
  /** CSS pixels per column of the image. */
  readonly perColumn: number;
  readonly perRow: number;
}

const SCHEME = "tijdlijn";
const COLOUR_WINDOW: Window = { center: 128, width: 256 };

/** The log that comes with Cornerstone writes its level into the browser, where this page keeps its own choices alone. */
function keepNothing(): void {
  try {
    window.localStorage.removeItem("loglevel");
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // storage is blocked, then nothing was written either
  }
}

keepNothing();

/** What is shown now or about to be, by Cornerstone's image id: its loader and its metadata look here. */
const shown = new Map<string, Types.IImage>();

let engine: RenderingEngine | null = null;
let surfaces = 0;

function started(): RenderingEngine {
  if (engine !== null) return engine;
  setUseCPURendering(true, false);
  imageLoader.registerImageLoader(SCHEME, (imageId) => {
    const image = shown.get(imageId);
    return { promise: image === undefined ? Promise.reject(new Error("let go")) : Promise.resolve(image) };
  });
  metaData.addProvider(metadataOf, 1);
  engine = new RenderingEngine(SCHEME);
  return engine;
}

function metadataOf(type: string, ...query: string[]): unknown {
  const image = shown.get(query[0] ?? "");
  if (image === undefined) return undefined;
  const { rows, columns, rowPixelSpacing, columnPixelSpacing } = image;
  switch (type) {
    case "imagePlaneModule":
      return {
        rows, columns, rowPixelSpacing, columnPixelSpacing, rowCosines: [1, 0, 0], columnCosines: [0, 1, 0],
        imageOrientationPatient: [1, 0, 0, 0, 1, 0], imagePositionPatient: [0, 0, 0], frameOfReferenceUID: SCHEME,
      };
    case "imagePixelModule": {
      const bits = image.color ? 8 : (image.voxelManager?.getScalarData().BYTES_PER_ELEMENT ?? 2) * 8;
      return {
        bitsAllocated: bits, bitsStored: bits, highBit: bits - 1, samplesPerPixel: image.numberOfComponents,
        photometricInterpretation: image.photometricInterpretation, pixelRepresentation: image.minPixelValue < 0 ? 1 : 0,
      };
    }
    case "generalSeriesModule":
      return { modality: "OT", seriesInstanceUID: SCHEME };
    default:
      return undefined;
  }
}

function cornerstoneImage(picture: Picture): Types.IImage {
  const { raster } = picture;
  const { rows, columns, values } = raster;
  const colour = raster.kind === "colour";
  const components = colour ? 3 : 1;
  const voxelManager = utilities.VoxelManager.createImageVoxelManager({ width: columns, height: rows, numberOfComponents: components, scalarData: values });
  const window = colour ? COLOUR_WINDOW : { center: 0, width: 1 };
  return {
    imageId: `${SCHEME}:${picture.id}`,
    rows, columns, height: rows, width: columns,
    minPixelValue: colour ? 0 : raster.least,
    maxPixelValue: colour ? 255 : raster.most,
    slope: colour ? 1 : picture.slope * raster.slope,
    intercept: colour ? 0 : picture.intercept + picture.slope * raster.intercept,
    windowCenter: window.center, windowWidth: window.width, voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    color: colour, rgba: false, numberOfComponents: components, invert: picture.highIsDark,
    rowPixelSpacing: picture.rowPerColumn, columnPixelSpacing: 1,
    photometricInterpretation: colour ? "RGB" : picture.highIsDark ? "MONOCHROME1" : "MONOCHROME2",
    sizeInBytes: values.byteLength, dataType: values.constructor.name as Types.PixelDataTypedArrayString,
    getPixelData: () => values as Types.PixelDataTypedArray,
    getCanvas: () => undefined as unknown as HTMLCanvasElement,
    voxelManager: voxelManager as Types.IVoxelManager<number>,
  };
}

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
    shown.set(image.imageId, image);
    if (before !== null && before.imageId !== image.imageId) shown.delete(before.imageId);
    if (before === null || !sameShape(before, image)) {
      await viewport.setStack([image.imageId], 0);
      cache.purgeCache();
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
    shown.delete(this.#image.imageId);
    this.#image = null;
    engine?.disableElement(this.#id);
    this.#viewport = null;
    this.#inner.replaceChildren();
    cache.purgeCache();
  }

  letGo(): void {
    this.clear();
    this.#observer.disconnect();
  }

  #started(): Types.IStackViewport {
    if (this.#viewport !== null) return this.#viewport;
    const drawing = started();
    this.#fill();
    drawing.enableElement({ viewportId: this.#id, type: Enums.ViewportType.STACK, element: this.#inner, defaultOptions: { background: [0, 0, 0] } });
    this.#viewport = drawing.getViewport(this.#id) as Types.IStackViewport;
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
    engine?.resize(true, false);
    this.#place();
    this.#viewport.render();
    this.#resized();
  }
}

const sameShape = (a: Types.IImage, b: Types.IImage): boolean =>
  a.rows === b.rows && a.columns === b.columns && a.rowPixelSpacing === b.rowPixelSpacing && a.color === b.color && a.invert === b.invert;

/** From the darkest to the brightest value, where nobody says what to show. */
function allOf({ minPixelValue, maxPixelValue, slope, intercept }: Types.IImage): Window {
  const [low, high] = [minPixelValue * slope + intercept, maxPixelValue * slope + intercept];
  return { center: (low + high) / 2, width: Math.max(high - low, 1) };
}
