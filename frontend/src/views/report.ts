// One chain of report versions: banner, addenda above the text they change, the text, and on demand what it
// replaced. Each part has its own state, so that a failed addendum never hides the text below it.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Report } from "../events.ts";
import { dayMonthYear, localMoment, momentInWords } from "../format.ts";
import { icon } from "../icons.ts";
import type { Fetched } from "../reports.ts";
import type { Chain } from "../versions.ts";
import { newestOf, pdfForm, textForm, versionsIn } from "../versions.ts";
import { note } from "./note.ts";
import { originalFrame } from "./original.ts";
import { reportText } from "./text.ts";

export interface ReportSource {
  text(path: string): Fetched;
  original(path: string): Fetched;
  retry(path: string): void;
  unfolded(chain: Chain): boolean;
  unfold(chain: Chain): void;
}

export interface ChainView {
  readonly says: unknown;
  readonly build: () => HTMLElement;
}

export const earlierKey = (chain: Chain): string => (chain.text ?? chain.addenda[0])?.key ?? "";

/** Asks for what it shows at once, so that all parts of a report are fetched side by side. */
export function chainView(chain: Chain, index: number, source: ReportSource, context: Context): ChainView {
  const unfolded = source.unfolded(chain);
  const shown = [...chain.addenda, ...(chain.text === null ? [] : [chain.text]), ...(unfolded ? chain.earlier : [])];
  const fetched = new Map(shown.map((report) => [report.key, fetchedOf(report, source)]));
  const part = (report: Report): Child => partView(report, fetched.get(report.key) ?? null, source, context);
  return { says: [...fetched], build: () => build(chain, index, unfolded, part, source, context) };
}

function fetchedOf(report: Report, source: ReportSource): Fetched | null {
  const text = textForm(report);
  if (text !== null) return source.text(text);
  const pdf = pdfForm(report);
  return pdf === null ? null : source.original(pdf);
}

function build(chain: Chain, index: number, unfolded: boolean, part: (report: Report) => Child, source: ReportSource, context: Context): HTMLElement {
  const { words } = context;
  const versions = versionsIn(chain);
  const newest = newestOf(chain);
  const status = chain.text?.status ?? newest?.status ?? "final";
  const statusWords = [
    ...(status === "appended" && chain.addenda.length > 0 ? [] : [words.reportStatuses[status]]),
    ...(chain.addenda.length > 0 && chain.text !== null ? [words.withAddendum] : []),
  ].join(" ");
  const [latest] = chain.earlier;
  const earlier = latest === undefined || unfolded ? null : el("button.link", {
    type: "button", "data-control": `earlier-${index}`, click: () => source.unfold(chain),
  }, words.earlierVersion(chain.earlier.length, latest.authored_at === null ? words.dateUnknown : dayMonthYear(localMoment(latest.authored_at).date)));
  const head = el("div.version", {}, el("b", {}, `${words.version(versions, versions)} · ${statusWords}`),
    chain.text === null ? null : el("span", {}, signed(chain.text, context)), earlier);
  return el("section.chain", {},
    index === 0 ? null : el("h3", {}, words.alsoReported),
    head,
    status === "preliminary" ? note("warn", words.preliminaryBanner) : null,
    newest?.status === "withdrawn" || status === "withdrawn" ? note("danger", words.withdrawnBanner) : null,
    ...chain.addenda.map((report) => el("div.addendum", {},
      el("p.signed", {}, el("b", {}, words.addendum), el("span", {}, signed(report, context))), part(report))),
    chain.text === null ? null : part(chain.text),
    ...(unfolded ? chain.earlier.map((report) => el("div.replaced", {},
      el("p.signed", {}, el("b", {}, words.earlierVersionHead), el("span", {}, signed(report, context))), part(report))) : []));
}

/** `vr 12-09-2025 09:14 · dr. B. Test-Radioloog` */
const signed = (report: Report, { words }: Context): string =>
  [report.authored_at === null ? words.dateUnknown : momentInWords(report.authored_at, words), report.author ?? words.authorUnknown].join(" · ");

function partView(report: Report, fetched: Fetched | null, source: ReportSource, { words }: Context): HTMLElement {
  if (fetched === null) return el("p.fetching", {}, words.formUnknown);
  switch (fetched.state) {
    case "loading": return el("p.fetching", { role: "status" }, words.fetchingReport);
    case "text": return reportText(fetched.text);
    case "pdf": return originalFrame(fetched.url, words.original);
    case "refused": return note("danger", words.reportGone(report.institution_name), "lock");
    case "failed": {
      const path = textForm(report) ?? pdfForm(report) ?? "";
      return note("danger", words.reportFailed(report.institution_name), "alert",
        el("button.button", { type: "button", "data-control": `retry-${report.key}`, click: () => source.retry(path) }, icon("again"), words.again));
    }
  }
}
