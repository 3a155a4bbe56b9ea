// One image of a stack: a frame, with what is needed to ask for it, draw it, place it and measure on it.

import { countOf, itemsOf, numberOf, numbersOf, textOf, textsOf } from "./attributes.ts";
import type { DicomJson } from "./attributes.ts";
import { isUncompressed } from "./codec.ts";
import { patientOrientationOf, planeOf } from "./geometry.ts";
import type { Plane } from "./geometry.ts";
import { greysOf, paddingOf, unitsOf } from "./greys.ts";
import type { GreyCurve, Padding, Units, Window } from "./greys.ts";
import { regionsOf, spacingOf } from "./spacing.ts";
import type { Region, Spacing } from "./spacing.ts";

export interface StackImage {
  readonly instanceUid: string;
  readonly sopClass: string | null;
  /** From 1. */
  readonly frame: number;
  readonly frameCount: number;
  readonly framePath: string;
  readonly instancePath: string;
  /** Instance Number (0020,0013): what the hospital calls this image. */
  readonly number: number | null;
  readonly modality: string | null;
  readonly transferSyntax: string | null;

  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly isSigned: boolean;
  readonly samplesPerPixel: number;
  readonly isPlanar: boolean;
  readonly photometric: string;
  /** What the stored values mean is not worked out in the page: a table stands between (Modality LUT), or their bits
   * begin above the lowest. */
  readonly isForService: boolean;
  /** Of all pixels of the frame, uncompressed. */
  readonly sizeBytes: number;

  readonly slope: number;
  readonly intercept: number;
  readonly units: Units;
  /** In the units of slope and intercept. */
  readonly window: Window | null;
  /** What the header asks for beyond a window; `window` then only comes near it. */
  readonly curve: GreyCurve | null;
  /** Left out of the range of what is seen; in stored values. */
  readonly padding: Padding | null;
  /** The header wants dark and bright exchanged (Presentation LUT Shape INVERSE). */
  readonly isInverse: boolean;

  readonly plane: Plane | null;
  readonly sliceThicknessMm: number | null;
  readonly spacing: Spacing;
  readonly regions: readonly Region[];
  readonly patientOrientation: readonly [row: string, column: string] | null;
  readonly frameOfReference: string | null;
  /** Among images at one level: which moment, echo or phase. */
  readonly moment: number | null;
  /** How long a frame of a clip is shown. */
  readonly frameTimeMs: number | null;

  /** Said on the image: it was once compressed with loss, here or before (0028,2110). */
  readonly lossy: { readonly ratio: number | null } | null;
}

/** Pixels of one frame beyond which a browser is not asked to draw; mammograms have 30 million. */
const MAX_PIXELS = 120_000_000;
const MAX_FRAMES = 20_000;
const BITS = new Set([1, 8, 16, 32]);

/** Why an instance gives no images. */
export type NoImage = "no-pixels" | "too-large" | "incomplete";

/** The service says that it read no more than a part of the header (0097,EF01): what follows is not known. */
const isIncomplete = (dataset: DicomJson): boolean =>
  textOf(dataset, "009700EF") === "TIJDLIJN" && textOf(dataset, "0097EF01") === "INCOMPLETE";

/** The images of one instance in the order of its frames. */
export function imagesOf(dataset: DicomJson, instancePath: string): readonly StackImage[] | NoImage {
  if (isIncomplete(dataset)) return "incomplete";
  const common = commonOf(dataset, instancePath);
  if (typeof common === "string") return common;
  const shared = itemsOf(dataset, SHARED)[0] ?? {};
  const perFrame = itemsOf(dataset, PER_FRAME);
  return Array.from({ length: common.frameCount }, (_, at) =>
    imageOf(dataset, common, { shared, own: perFrame[at] ?? {} }, at + 1),
  );
}

type Common = Omit<
  StackImage,
  | "frame" | "framePath" | "slope" | "intercept" | "units" | "window" | "curve" | "plane"
  | "sliceThicknessMm" | "spacing" | "moment"
>;

function commonOf(dataset: DicomJson, instancePath: string): Common | NoImage {
  const [rows, columns] = [countOf(dataset, "00280010"), countOf(dataset, "00280011")];
  const bitsAllocated = countOf(dataset, "00280100");
  const samplesPerPixel = countOf(dataset, "00280002") ?? 1;
  const instanceUid = textOf(dataset, "00080018");
  if (!rows || !columns || bitsAllocated === null || instanceUid === null) return "no-pixels";
  if (!BITS.has(bitsAllocated) || (samplesPerPixel !== 1 && samplesPerPixel !== 3)) return "no-pixels";
  const frameCount = countOf(dataset, "00280008") || 1;
  if (rows * columns > MAX_PIXELS || frameCount > MAX_FRAMES) return "too-large";
  const bitsStored = countOf(dataset, "00280101") || bitsAllocated;
  const isSigned = countOf(dataset, "00280103") === 1;
  const transferSyntax = textOf(dataset, "00083002");
  const photometric = textOf(dataset, "00280004") ?? (samplesPerPixel === 3 ? "RGB" : "MONOCHROME2");
  // Two pixels share their colour (PS3.3 §C.7.6.3.1.2); within a codec that is the codec's own matter.
  const isHalved = photometric === "YBR_FULL_422" && transferSyntax !== null && isUncompressed(transferSyntax);
  return {
    instanceUid,
    sopClass: textOf(dataset, "00080016"),
    frameCount,
    instancePath,
    number: numberOf(dataset, "00200013"),
    modality: textOf(dataset, "00080060"),
    transferSyntax,
    rows,
    columns,
    bitsAllocated,
    bitsStored: Math.min(bitsStored, bitsAllocated),
    isSigned,
    padding: paddingOf(dataset, bitsAllocated, isSigned),
    samplesPerPixel,
    isPlanar: countOf(dataset, "00280006") === 1,
    photometric,
    sizeBytes: Math.ceil((rows * columns * (isHalved ? 2 : samplesPerPixel) * bitsAllocated) / 8),
    isForService: itemsOf(dataset, "00283000").length > 0 || (countOf(dataset, "00280102") ?? 0) >= bitsStored,
    isInverse: textOf(dataset, "20500020") === "INVERSE",
    regions: regionsOf(dataset),
    patientOrientation: patientOrientationOf(textsOf(dataset, "00200020")),
    frameOfReference: textOf(dataset, "00200052"),
    frameTimeMs: frameTimeOf(dataset),
    lossy: textOf(dataset, "00282110") === "01" ? { ratio: positive(numberOf(dataset, "00282112")) } : null,
  };
}

const SHARED = "52009229";
const PER_FRAME = "52009230";

interface Groups {
  readonly shared: DicomJson;
  readonly own: DicomJson;
}

/** The functional group of a frame, its own before the shared one (PS3.3 §C.7.6.16); in an instance without
 * groups the data set itself. */
function groupOf(dataset: DicomJson, groups: Groups, tag: string): DicomJson {
  return itemsOf(groups.own, tag)[0] ?? itemsOf(groups.shared, tag)[0] ?? dataset;
}

function imageOf(dataset: DicomJson, common: Common, groups: Groups, frame: number): StackImage {
  const group = (tag: string): DicomJson => groupOf(dataset, groups, tag);
  const measures = group("00289110");
  const values = group("00289145");
  const voi = group("00289132");
  const content = group("00209111");
  const position = group("00209113");
  // Without groups the data set's own position is that of one frame, and nobody says of which.
  const isPlaced = position !== dataset || common.frameCount === 1;
  const orientation = numbersOf(group("00209116"), "00200037", 6);
  const plane = isPlaced ? planeOf(numbersOf(position, "00200032", 3), orientation) : null;
  const slope = numberOf(values, "00281053");
  const intercept = numberOf(values, "00281052");
  return {
    ...common,
    frame,
    framePath: `${common.instancePath}/frames/${frame}`,
    // A slope of 0 would make one grey of everything.
    slope: slope || 1,
    intercept: intercept ?? 0,
    units: unitsOf(dataset, values, common.modality, slope !== null && slope !== 0 && intercept !== null),
    ...greysOf(voi),
    plane,
    sliceThicknessMm: positive(numberOf(measures, "00180050")),
    spacing: spacingOf(common.modality, dataset, measures, plane),
    moment: numberOf(content, "00209128") ?? numberOf(dataset, "00200100"),
  };
}

const positive = (value: number | null): number | null => (value !== null && value > 0 ? value : null);

/** Frame Time, else from a rate; null for what is no clip. */
function frameTimeOf(dataset: DicomJson): number | null {
  const time = positive(numberOf(dataset, "00181063"));
  const rate = positive(numberOf(dataset, "00082144")) ?? positive(numberOf(dataset, "00180040"));
  const read = time ?? (rate === null ? null : 1000 / rate);
  return read !== null && read >= 5 && read <= 5_000 ? read : null;
}
