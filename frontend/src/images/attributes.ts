// Reads DICOM JSON (PS3.18 Annex F) that came from another hospital's file. Nothing here throws: a value that is
// absent, of another type, endless or not a number is null, because one bad tag may cost its own fact and no more.

export type DicomJson = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is DicomJson =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The values of an element; empty if it is absent, empty, or left behind an address. */
export function valuesOf(dataset: DicomJson, tag: string): readonly unknown[] {
  const element = dataset[tag];
  const values = isObject(element) ? element["Value"] : null;
  return Array.isArray(values) ? values : [];
}

const asNumber = (value: unknown): number | null => {
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : null;
};

export const numberOf = (dataset: DicomJson, tag: string): number | null => asNumber(valuesOf(dataset, tag)[0]);

/** A whole number from 0; null for everything else, negative ones too. */
export function countOf(dataset: DicomJson, tag: string): number | null {
  const read = numberOf(dataset, tag);
  return read !== null && Number.isSafeInteger(read) && read >= 0 ? read : null;
}

/** Exactly `length` numbers, or null if one of them is none or there are more or fewer. */
export function numbersOf(dataset: DicomJson, tag: string, length: number): readonly number[] | null {
  const read = valuesOf(dataset, tag).map(asNumber).filter((value) => value !== null);
  return read.length === length && valuesOf(dataset, tag).length === length ? read : null;
}

export function textsOf(dataset: DicomJson, tag: string): readonly string[] {
  return valuesOf(dataset, tag).map((value) => (typeof value === "string" ? value.trim() : ""));
}

export const textOf = (dataset: DicomJson, tag: string): string | null => textsOf(dataset, tag)[0] || null;

export const itemsOf = (dataset: DicomJson, tag: string): readonly DicomJson[] => valuesOf(dataset, tag).filter(isObject);

/** The data sets of an answer of `/metadata`; what is none is left out. */
export const dataSets = (answer: unknown): readonly DicomJson[] =>
  Array.isArray(answer) ? answer.filter(isObject) : [];
