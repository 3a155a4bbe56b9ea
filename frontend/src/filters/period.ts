// The period in which a procedure began: some that are often meant, or two days.

import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Period } from "./criteria.ts";
import type { FilterWords } from "./words.ts";

const SPANS_YEARS = [1, 5, 10] as const;

/** `2026-11-24`, so many years before; 29 February counts as 1 March where there is none. */
export function yearsBefore(date: string, years: number): string {
  const [year = "", month = "", day = ""] = date.split("-");
  return new Date(Date.UTC(Number(year) - years, Number(month) - 1, Number(day))).toISOString().slice(0, 10);
}

export function periodChoices(period: Period, today: string, words: FilterWords, use: (period: Period) => void): readonly Child[] {
  const spans: readonly (readonly [string, Period])[] = [
    [words.always, { from: null, until: null }],
    ...SPANS_YEARS.map((n) => [n === 1 ? words.lastYear : words.lastYears(n), { from: yearsBefore(today, n), until: null }] as const),
  ];
  const day = (name: "from" | "until"): HTMLElement => el("label", {}, words[name], el("input", {
    type: "date", value: period[name] ?? "", "data-control": `period-${name}`,
    change: (event) => {
      if (event.target instanceof HTMLInputElement && event.target.validity.valid) use({ ...period, [name]: event.target.value || null });
    },
  }));
  return [
    ...spans.map(([says, span], i) => {
      const chosen = span.from === period.from && span.until === period.until;
      return el("button.choice", {
        type: "button", role: "checkbox", "aria-checked": String(chosen), "data-control": `period-${i}`, click: () => use(span),
      }, el("span.box", {}, chosen ? icon("check") : null), says);
    }),
    day("from"), day("until"),
  ];
}
