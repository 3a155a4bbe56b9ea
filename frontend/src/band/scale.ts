// The band's time: linear, in days, from the oldest study to a little after now; zoomed and shifted within that.

/** Days since 1970, with a fraction for the time of day. Dates of studies are local and stay so: they are only compared. */
export type Day = number;

export interface Span {
  readonly from: Day;
  readonly to: Day;
}

const DAY_MS = 86_400_000;
const YEAR = 365.25;
/** No closer than this: three weeks fill the band. */
const CLOSEST = 21;

/** A study of unknown time stands at noon of its day. */
export const dayOf = (date: string, time: string | null): Day => Date.parse(`${date}T${time ?? "12:00"}:00Z`) / DAY_MS;

export const dateOf = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** From the oldest to now, with room at both ends: right of now stands the current study. */
export function wholeSpan(days: readonly Day[], now: Day): Span {
  const oldest = days.reduce((least, day) => Math.min(least, day), now - 2 * YEAR);
  const newest = days.reduce((most, day) => Math.max(most, day), now);
  const room = (newest - oldest) * 0.05;
  return { from: oldest - room / 2, to: newest + room };
}

const lengthOf = (span: Span): number => span.to - span.from;

/** `by` above 1 goes closer; the day `around` keeps its place. */
export function zoomed(span: Span, by: number, around: Day, whole: Span): Span {
  const length = Math.min(Math.max(lengthOf(span) / by, CLOSEST), lengthOf(whole));
  const share = (around - span.from) / lengthOf(span);
  const from = around - share * length;
  return within({ from, to: from + length }, whole);
}

export const shifted = (span: Span, days: number, whole: Span): Span =>
  within({ from: span.from + days, to: span.to + days }, whole);

/** The same span, so that this day is in it; unchanged where it is. */
export function showing(span: Span, day: Day, whole: Span): Span {
  const margin = lengthOf(span) * 0.08;
  if (day >= span.from + margin / 2 && day <= span.to - margin / 2) return span;
  return shifted(span, day < span.from + margin ? day - margin - span.from : day + margin - span.to, whole);
}

function within(span: Span, whole: Span): Span {
  const length = Math.min(lengthOf(span), lengthOf(whole));
  const from = Math.min(Math.max(span.from, whole.from), whole.to - length);
  return { from, to: from + length };
}

export const pixelOf = (day: Day, span: Span, widthPx: number): number => ((day - span.from) / lengthOf(span)) * widthPx;

export const dayAt = (pixel: number, span: Span, widthPx: number): Day => span.from + (pixel / widthPx) * lengthOf(span);

export interface Tick {
  readonly x: number;
  /** A year, or the number of a month (1 to 12) with its year. */
  readonly year: number;
  readonly month: number | null;
  readonly isLabelled: boolean;
}

const LABEL_PX = 46;

/** A line at each turn of the year, or of the month where there is room for one. */
export function ticks(span: Span, widthPx: number): readonly Tick[] {
  const monthPx = (widthPx / lengthOf(span)) * (YEAR / 12);
  const everyMonths = monthPx >= 22 ? 1 : 12;
  const labelEvery = [1, 2, 3, 6, 12, 24, 60, 120, 240].find((months) => months >= everyMonths && months * monthPx >= LABEL_PX) ?? 600;
  const found: Tick[] = [];
  const first = new Date(span.from * DAY_MS);
  for (let month = first.getUTCFullYear() * 12 + (everyMonths === 1 ? first.getUTCMonth() : 0); ; month += everyMonths) {
    const [year, inYear] = [Math.floor(month / 12), month % 12];
    const x = pixelOf(Date.UTC(year, inYear, 1) / DAY_MS, span, widthPx);
    if (x > widthPx) return found;
    if (x >= 0) found.push({ x, year, month: inYear === 0 ? null : inYear + 1, isLabelled: month % labelEvery === 0 });
  }
}
