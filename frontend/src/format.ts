// Numbers, dates, sizes and ages as people in the Netherlands read them. Dates of studies are local dates as the
// holder gave them and are never shifted; moments (a report's signing) are shown in Dutch local time.

import type { When } from "./order.ts";
import type { Words } from "./words/words.ts";

const AMSTERDAM = new Intl.DateTimeFormat("nl-NL", {
  timeZone: "Europe/Amsterdam",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

/** A moment as Dutch local date (`2026-11-24`) and time (`02:41`). */
export function localMoment(iso: string): { readonly date: string; readonly time: string } {
  const part = Object.fromEntries(AMSTERDAM.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  return { date: `${part["year"]}-${part["month"]}-${part["day"]}`, time: `${part["hour"]}:${part["minute"]}` };
}

/** `2026-11-24` as `24-11-2026`. */
export const dayMonthYear = (date: string): string => date.split("-").toReversed().join("-");

export const clockTime = (iso: string): string => localMoment(iso).time;

/** `di 24-11-2026`; the weekday of a date is the same in every zone, hence UTC. */
export const withWeekday = (date: string, words: Words): string =>
  `${words.weekdays[new Date(`${date}T12:00:00Z`).getUTCDay()] ?? ""} ${dayMonthYear(date)}`;

export const momentInWords = (iso: string, words: Words): string => {
  const { date, time } = localMoment(iso);
  return `${withWeekday(date, words)} ${time}`;
};

export function whenInWords({ date, time }: When, words: Words): string {
  return date === null ? words.dateUnknown : `${withWeekday(date, words)} ${time ?? words.timeUnknown}`;
}

/** `1284` as `1.284`, in English `1,284`. */
export const grouped = (value: number, words: Words): string =>
  String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, words.thousands);

/** `642 MB`; below one megabyte `0,4 MB`, above a thousand `1,2 GB`. */
export function sizeInWords(bytes: number, words: Words): string {
  const megabytes = bytes / 1_000_000;
  if (megabytes >= 1000) return `${oneDecimal(megabytes / 1000, words)} GB`;
  return megabytes >= 1 ? `${Math.round(megabytes)} MB` : `${oneDecimal(Math.max(megabytes, 0.1), words)} MB`;
}

/** `1,4 s` */
export const secondsInWords = (milliseconds: number, words: Words): string =>
  `${oneDecimal(milliseconds / 1000, words)} s`;

const oneDecimal = (value: number, words: Words): string => value.toFixed(1).replace(".", words.decimal);

/** Whole months from one date to another, negative when the second lies before the first. */
function monthsBetween(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.split("-").map(Number);
  const [toYear = 0, toMonth = 0, toDay = 0] = to.split("-").map(Number);
  return (toYear - fromYear) * 12 + toMonth - fromMonth - (toDay < fromDay ? 1 : 0);
}

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000);

/** A person's age: `75 jaar`, of a small child `14 maanden` or `9 dagen`; null where the day is not known. */
export function personAge(birthDate: string, today: string, words: Words): string | null {
  if (birthDate.length < "2026-11-24".length) return null;
  const months = monthsBetween(birthDate, today);
  if (months >= 24) return words.years(Math.floor(months / 12));
  return months >= 2 ? words.months(months) : words.days(Math.max(daysBetween(birthDate, today), 0));
}

/** A study's age: `vandaag`, `9 dagen`, `5 wk`, `14 mnd`, `4½ jr`; null for a date that lies ahead. */
export function studyAge(date: string, today: string, words: Words): string | null {
  const days = daysBetween(date, today);
  if (days < 0) return null;
  if (days === 0) return words.today;
  if (days < 21) return words.daysAgo(String(days));
  const months = monthsBetween(date, today);
  if (months < 3) return words.weeksAgo(String(Math.round(days / 7)));
  if (months < 24) return words.monthsAgo(String(months));
  const halves = Math.round(months / 6);
  return words.yearsAgo(`${Math.floor(halves / 2)}${halves % 2 === 1 && halves < 20 ? "½" : ""}`);
}
