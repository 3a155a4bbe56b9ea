// One row of the list: what it says in words, and the cells that say it. A second line stands there only when
// there is something to say.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Entry } from "../events.ts";
import { dayMonthYear, sizeInWords } from "../format.ts";
import { icon } from "../icons.ts";
import type { IconName } from "../icons.ts";
import { likelyRemarks } from "../likely/remark.ts";
import type { LikelyState } from "../likely/remark.ts";
import { hasImages, whenOf } from "../order.ts";
import { countsInWords, fewerInWords, quantityInFigures, quantityInWords } from "../quantity.ts";
import type { Words } from "../words/words.ts";

/** Everything besides the entry that decides how a row looks. */
export interface RowState extends LikelyState {
  readonly current: boolean;
  /** Whether the next row is of another year. */
  readonly lastOfYear: boolean;
  /** In words who marked it. */
  readonly marks: readonly string[];
}

const COLOURED = new Set(["CT", "MR", "DX", "CR", "US", "NM", "PT", "XA", "RF", "MG"]);

const tile = (modality: string): HTMLElement =>
  el("span.tile", { "data-modality": COLOURED.has(modality) ? modality : "other" }, modality);

/** One tile per modality, at most two, then how many more. The letters carry it, the colour helps. */
export function modalityTiles(modalities: readonly string[]): readonly HTMLElement[] {
  if (modalities.length === 0) return [tile("?")];
  if (modalities.length <= 2) return modalities.map(tile);
  const rest = modalities.slice(1).join(", ");
  return [...modalities.slice(0, 1).map(tile), el("span.tile.more", { title: rest }, `+${modalities.length - 1}`)];
}

export const regionOf = (entry: Entry, words: Words): string => {
  const region = entry.study?.region ?? null;
  return region === null ? words.regionUnknown : region.charAt(0).toUpperCase() + region.slice(1);
};

/** The side stands apart, so that a long region is cut before its side is. */
const sideOf = (entry: Entry, words: Words): string | null => {
  const side = entry.study?.laterality ?? null;
  return side === null ? null : words.sides[side];
};

export const descriptionOf = (entry: Entry, words: Words): string =>
  entry.study?.description ?? (entry.study === null ? entry.reports[0]?.title : null) ?? words.descriptionMissing;

/** Full name of the institution whose copy or report opens. */
export const institutionOf = (entry: Entry): string =>
  entry.copies[0]?.institution_name ?? entry.reports[0]?.institution_name ?? "";

export const isOwn = (entry: Entry): boolean => entry.copies[0]?.own ?? false;

interface Remark {
  readonly icon: IconName;
  readonly tone: "plain" | "warn" | "bad";
  readonly says: string;
}

export function remarksOn(entry: Entry, state: RowState, words: Words): readonly Remark[] {
  const remarks: Remark[] = [];
  if (entry.lock !== null) remarks.push({ icon: "lock", tone: "bad", says: words.locked });
  if (entry.study === null) remarks.push({ icon: "file", tone: "plain", says: words.reportAlone });
  for (const says of state.marks) remarks.push({ icon: "mark", tone: "plain", says });
  const [first, ...others] = entry.copies;
  for (const copy of others) {
    const name = state.holders.get(copy.custodian)?.short_name ?? copy.institution_name;
    const differs = first === undefined ? null : fewerInWords(first, copy, words);
    const counts = differs === null ? "" : ` (${differs})`;
    remarks.push({ icon: "copies", tone: "plain", says: words.alsoAt(name) + counts });
  }
  const availability = entry.study?.availability ?? "online";
  if (availability === "unreadable") remarks.push({ icon: "alert", tone: "warn", says: words.unreadable });
  if (availability === "offline") remarks.push({ icon: "images", tone: "warn", says: words.offline });
  if (availability === "nearline") remarks.push({ icon: "clock", tone: "plain", says: words.nearline });
  return remarks;
}

const STATE_CLASS: Partial<Record<Entry["report_state"], string>> = {
  appended: "strong",
  corrected: "strong",
  preliminary: "open",
  withdrawn: "bad",
};

/** The short name of today stands for the full one; a name of then has none, and stands as it is. */
function institutionCell(entry: Entry, state: RowState, words: Words): HTMLElement {
  const holder = state.holders.get(entry.copies[0]?.custodian ?? entry.reports[0]?.custodian ?? "");
  const then = institutionOf(entry);
  const isOfToday = holder === undefined || then === holder.name;
  const name = el("span.cut", {}, isOfToday ? (holder?.short_name ?? then) : then);
  const own = isOwn(entry) ? [icon("home"), el("span.vh", {}, `${words.ownInstitution}: `)] : [];
  const title = isOfToday ? then : words.heldBy(then, holder.short_name);
  return el("span.institution", { role: "gridcell", title }, ...own, name);
}

const cell = (kind: string, title: string | null, ...children: readonly Child[]): HTMLElement =>
  el(`span.${kind}`, { role: "gridcell", title }, ...children);

/** What is said of the amounts, as the way to the images where there are any. In the tab order only in the row that is:
 * `ListView` sees to that. */
function amountsOf(entry: Entry, says: string, { words, actions }: Context): Child {
  if (!hasImages(entry)) return says;
  const title = words.openImages(countsInWords(entry.study, words).join(", "));
  const shown = says === "" ? words.showImages : says;
  // Who speaks to the page says what is seen (WCAG 2.5.3), so that it stands first in the name.
  return el("button.link.open-images", {
    type: "button", tabindex: -1, "aria-label": `${shown}: ${title}`, title, click: () => actions.showBeside(entry.key),
  }, icon("images"), shown);
}

export function rowCells(entry: Entry, state: RowState, context: Context): readonly HTMLElement[] {
  const { words } = context;
  const when = whenOf(entry);
  const described = descriptionOf(entry, words);
  const missing = described === words.descriptionMissing;
  const bytes = entry.study?.size_bytes ?? null;
  const closed = entry.lock !== null;
  const report = closed ? words.closedState : words.reportStates[entry.report_state];
  const reportClass = closed ? "bad" : (STATE_CLASS[entry.report_state] ?? "plain");
  const date = when.date === null ? words.dateUnknown : dayMonthYear(when.date);
  const region = [regionOf(entry, words), sideOf(entry, words)].filter((part) => part !== null).join(" ");
  const remarks = remarksOn(entry, state, words);
  const likely = likelyRemarks(entry, state, context);
  const amounts = quantityInWords(entry.study, words);
  return [
    cell("gutter", null),
    cell("date", null, date, when.date === null ? null : el("span.time", {}, when.time ?? words.timeUnknown)),
    cell("modality", null, ...modalityTiles(entry.study?.modalities ?? [])),
    cell("description", null, el(missing ? "span.cut.missing" : "span.cut", { title: described }, described),
      state.current ? el("span.tag.now", {}, words.current) : null),
    cell("region", region, el("span.cut", {}, regionOf(entry, words)), sideOf(entry, words)),
    institutionCell(entry, state, words),
    cell("quantity", amounts, amountsOf(entry, quantityInFigures(entry.study, words), context)),
    cell("size", null, bytes === null ? "" : sizeInWords(bytes, words)),
    cell(`report.${reportClass}`, null, report),
    // Region and amounts stand here a second time, for lists too narrow to have columns for them.
    cell(remarks.length + likely.length === 0 ? "remarks.only-here" : "remarks", null,
      el("span.region-here", {}, region), el("span.amounts-here", {}, amountsOf(entry, amounts, context)),
      ...remarks.map((remark) => el(`span.${remark.tone}`, {}, icon(remark.icon), remark.says)),
      ...likely),
  ];
}
