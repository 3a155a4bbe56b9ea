// Which language the page speaks: Dutch until somebody chooses, whatever the browser prefers, because the reports
// are Dutch and so is the care. The choice is kept in a cookie, which the service reads for its messages too.

import { en } from "./en.ts";
import { nl } from "./nl.ts";
import type { Words } from "./words.ts";

export const LANGUAGES = ["nl", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const WORDS: Readonly<Record<Language, Words>> = { nl, en };
const COOKIE = "tijdlijn_timeline_language";
const YEAR_S = 31_536_000;

export const wordsOf = (language: Language): Words => WORDS[language];

/** What the service wrote into `<html lang>`. */
export const languageOf = (lang: string): Language => (lang.toLowerCase().startsWith("en") ? "en" : "nl");

/** Speaks this language from now on, after a reload too. In a frame of the EPD a cookie must be partitioned (CHIPS). */
export function chooseLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.cookie = `${COOKIE}=${language}; Path=/; Max-Age=${YEAR_S}; Secure; SameSite=None; Partitioned`;
}

/** `a`, `a en b`, `a, b en c` */
export function enumeration(names: readonly string[], words: Words): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} ${words.and} ${last}`;
}
