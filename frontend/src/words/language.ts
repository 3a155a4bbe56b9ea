// Which language the page speaks: what <html lang> says, Dutch unless it is English.

import { en } from "./en.ts";
import { nl } from "./nl.ts";
import type { Words } from "./words.ts";

export const LANGUAGES = ["nl", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const WORDS: Readonly<Record<Language, Words>> = { nl, en };

export const wordsOf = (language: Language): Words => WORDS[language];

export const languageOf = (lang: string): Language => (lang.toLowerCase().startsWith("en") ? "en" : "nl");

/** `a`, `a en b`, `a, b en c` */
export function enumeration(names: readonly string[], words: Words): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} ${words.and} ${last}`;
}
