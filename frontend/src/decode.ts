// Checks what came over the wire before anything believes it. A decoder returns the typed value or throws
// `Undecodable` with the path of the fault (never the value: it may hold patient data). Fields that a decoder
// does not name are dropped, so the wire may grow (architecture §5, "130 sites never upgrade together").

export class Undecodable extends Error {}

export type Decoder<T> = (value: unknown, path: string) => T;
export type Decoded<D> = D extends Decoder<infer T> ? T : never;

const fault = (path: string, expected: string): never => {
  throw new Undecodable(`${path}: ${expected} expected`);
};

export const text: Decoder<string> = (value, path) => (typeof value === "string" ? value : fault(path, "text"));

export const count: Decoder<number> = (value, path) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : fault(path, "count");

/** A whole number, negative ones too. */
export const whole: Decoder<number> = (value, path) =>
  typeof value === "number" && Number.isInteger(value) ? value : fault(path, "whole number");

export const flag: Decoder<boolean> = (value, path) => (typeof value === "boolean" ? value : fault(path, "flag"));

export const orNull =
  <T>(inner: Decoder<T>): Decoder<T | null> =>
  (value, path) =>
    value === null || value === undefined ? null : inner(value, path);

export const list =
  <T>(inner: Decoder<T>): Decoder<readonly T[]> =>
  (value, path) =>
    Array.isArray(value) ? value.map((item, i) => inner(item, `${path}[${i}]`)) : fault(path, "list");

export const oneOf =
  <const T extends string>(...allowed: readonly T[]): Decoder<T> =>
  (value, path) =>
    allowed.find((word) => word === value) ?? fault(path, allowed.join(" or "));

export const matching =
  (pattern: RegExp, expected: string): Decoder<string> =>
  (value, path) =>
    typeof value === "string" && pattern.test(value) ? value : fault(path, expected);

/** For a list that an older service leaves out. */
export const orEmpty =
  <T>(inner: Decoder<readonly T[]>): Decoder<readonly T[]> =>
  (value, path) =>
    value === null || value === undefined ? [] : inner(value, path);

type Fields = Readonly<Record<string, Decoder<unknown>>>;
type Shape<F extends Fields> = { readonly [K in keyof F]: Decoded<F[K]> };

export const record =
  <F extends Fields>(fields: F): Decoder<Shape<F>> =>
  (value, path) => {
    if (typeof value !== "object" || value === null) return fault(path, "object");
    const source = value as Readonly<Record<string, unknown>>;
    const shaped = Object.entries(fields).map(([name, decoder]) => [name, decoder(source[name], `${path}.${name}`)]);
    return Object.fromEntries(shaped) as Shape<F>;
  };
