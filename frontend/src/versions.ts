// Which report texts stand together. Within one institution the newest comes first: addenda, then the text they
// change, then what that text replaced. Texts that do not say they replace anything are shown beside it, never
// hidden. Nothing is ever reordered against its date.

import type { Report } from "./events.ts";

export interface Chain {
  readonly institution: string;
  /** Newest first; each stands above the text it changes. */
  readonly addenda: readonly Report[];
  /** The text itself; null if only addenda are known. */
  readonly text: Report | null;
  /** What `text` replaced, newest first, with its own addenda in place. */
  readonly earlier: readonly Report[];
}

/** `reports` are newest first, as the stream gives them. */
export function chainsOf(reports: readonly Report[]): readonly Chain[] {
  const custodians = new Set(reports.map((report) => report.custodian));
  return [...custodians].flatMap((ura) => chainsOfOne(reports.filter((report) => report.custodian === ura)));
}

function chainsOfOne(reports: readonly Report[]): readonly Chain[] {
  const chains: Chain[] = [];
  let rest = reports;
  while (rest.length > 0) {
    const at = rest.findIndex((report) => report.relation !== "appends");
    const addenda = at === -1 ? rest : rest.slice(0, at);
    const text = at === -1 ? null : (rest[at] ?? null);
    const replacing = text?.relation === "replaces";
    const older = at === -1 ? [] : rest.slice(at + 1);
    const end = replacing ? endOfReplaced(older) : 0;
    const institution = rest[0]?.institution_name ?? "";
    chains.push({ institution, addenda, text, earlier: older.slice(0, end) });
    rest = older.slice(end);
  }
  return chains;
}

/** A chain of replacements ends with the first text that replaces nothing. */
function endOfReplaced(older: readonly Report[]): number {
  const first = older.findIndex((report) => report.relation === null);
  return first === -1 ? older.length : first + 1;
}

export const newestOf = (chain: Chain): Report | null => chain.addenda[0] ?? chain.text;

export const versionsIn = (chain: Chain): number =>
  chain.addenda.length + (chain.text === null ? 0 : 1) + chain.earlier.length;

/** The form to read inline, and the original to look at where the text is not all of it. */
export const textForm = (report: Report): string | null => formOf(report, "text/plain");
export const pdfForm = (report: Report): string | null => formOf(report, "application/pdf");

const formOf = (report: Report, mediaType: string): string | null =>
  report.forms.find((form) => form.media_type.split(";")[0]?.trim() === mediaType)?.path ?? null;
