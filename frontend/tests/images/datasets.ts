// DICOM JSON of invented images, with just the tags that a test is about.

import type { OpenInstance, OpenSeries } from "../../src/images/opening.ts";
import type { DicomJson, StackImage } from "../../src/images/series.ts";
import { readSeries } from "../../src/images/series.ts";

export const STUDY = "1.2.3";
export const SERIES = "1.2.3.4";
export const PATH = `/dw/studies/${STUDY}`;

export const AXIAL = [1, 0, 0, 0, 1, 0];
export const CORONAL = [1, 0, 0, 0, 0, -1];
export const SAGITTAL = [0, 1, 0, 0, 0, -1];

export const element = (...values: readonly unknown[]): unknown => ({ vr: "UN", Value: values });

export const sequence = (...items: readonly DicomJson[]): unknown => ({ vr: "SQ", Value: items });

/** A CT image at z = `z`, with these tags over it; `null` takes a tag away. */
export function ct(uid: string, z: number, over: DicomJson = {}): DicomJson {
  const dataset: DicomJson = {
    "00080018": element(uid), "0020000D": element(STUDY), "0020000E": element(SERIES),
    "00080016": element("1.2.840.10008.5.1.4.1.1.2"), "00080060": element("CT"),
    "00080008": element("ORIGINAL", "PRIMARY", "AXIAL"), "00083002": element("1.2.840.10008.1.2.1"),
    "00280010": element(512), "00280011": element(512), "00280100": element(16), "00280101": element(12),
    "00280102": element(11), "00280103": element(0), "00280002": element(1), "00280004": element("MONOCHROME2"),
    "00281053": element(1), "00281052": element(-1024), "00281050": element(40), "00281051": element(400),
    "00200032": element(-180, -180, z), "00200037": element(...AXIAL), "00280030": element(0.7, 0.7),
    "00180050": element(1), "00200052": element("1.2.9"),
    ...over,
  };
  return Object.fromEntries(Object.entries(dataset).filter(([, value]) => value !== null));
}

export const instanceOf = (uid: string, over: Partial<OpenInstance> = {}): OpenInstance => ({
  uid, sopClass: "1.2.840.10008.5.1.4.1.1.2", number: null, frames: null, sizeBytes: null, transferSyntax: null,
  kind: "image", name: null, ...over,
});

export const seriesOf = (uids: readonly string[], over: Partial<OpenSeries> = {}): OpenSeries => ({
  uid: SERIES, modality: "CT", number: 1, description: null, instances: uids.map((uid) => instanceOf(uid)), ...over,
});

const uidOf = (dataset: DicomJson): string => String((dataset["00080018"] as { Value: readonly unknown[] }).Value[0]);

/** The images that come of these data sets. */
export const imagesFrom = (...datasets: readonly DicomJson[]): readonly StackImage[] =>
  readSeries(seriesOf(datasets.map(uidOf)), datasets, PATH).images;

/** The one image of this data set; fails when there is none. */
export function imageFrom(dataset: DicomJson): StackImage {
  const [image] = imagesFrom(dataset);
  if (image === undefined) throw new Error("no image came of it");
  return image;
}
