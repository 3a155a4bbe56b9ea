// Numbers on images: a real minus sign, the decimal sign of the language, no more figures than mean something.

import type { Words } from "../words/words.ts";

type Signs = Pick<Words, "decimal">;

const signed = (digits: string, { decimal }: Signs): string => digits.replace("-", "\u2212").replace(".", decimal);

/** `−214,0` */
export const tenths = (value: number, words: Signs): string => signed((Math.round(value * 10) / 10 || 0).toFixed(1), words);

/** `−40`; below ten with a tenth, because windows of MR and PET may be narrow. */
export const brief = (value: number, words: Signs): string =>
  Math.abs(value) < 10 && !Number.isInteger(value) ? tenths(value, words) : signed(String(Math.round(value) || 0), words);
