// The report of one of both studies beside the pictures, by the same view as beside the list.

import type { Context } from "../context.ts";
import { el } from "../dom.ts";
import type { Entry, Patient } from "../events.ts";
import type { Reports } from "../reports.ts";
import { key } from "../views/note.ts";
import { PaneView } from "../views/pane.ts";
import type { CompareWords } from "./words/words.ts";

type Which = "current" | "prior";

export class ReportSide {
  readonly element: HTMLElement;
  readonly #view: PaneView;
  readonly #panel: HTMLElement;
  readonly #tabs: Readonly<Record<Which, HTMLElement>>;
  #which: Which = "prior";
  #entries: Readonly<Record<Which, Entry | null>> = { current: null, prior: null };
  #patient: Patient | null = null;

  constructor(context: Context, words: CompareWords, reports: Reports) {
    this.#view = new PaneView(context, reports, null, null);
    // One landmark is enough: the panel that the tabs speak of.
    this.#view.element.setAttribute("role", "none");
    this.#view.element.removeAttribute("aria-label");
    this.#panel = el("div.panel-of-tabs", { role: "tabpanel", id: "report-beside" }, this.#view.element);
    const tab = (which: Which, says: string, ...caps: readonly HTMLElement[]): HTMLElement =>
      el("button", {
        type: "button", role: "tab", id: `report-${which}`, "aria-controls": "report-beside", click: () => this.choose(which),
        keydown: (event) => {
          if (event instanceof KeyboardEvent && ["ArrowLeft", "ArrowRight"].includes(event.key)) this.choose(which === "prior" ? "current" : "prior", true);
        },
      }, says, ...caps);
    this.#tabs = { current: tab("current", words.reportCurrent), prior: tab("prior", words.reportPrior, key("R")) };
    this.element = el("div.report-side", {},
      el("div.tabs", { role: "tablist", "aria-label": words.reportsLabel }, this.#tabs.current, this.#tabs.prior), this.#panel);
    this.choose("prior");
  }

  show(current: Entry | null, prior: Entry | null, patient: Patient | null): void {
    this.#entries = { current, prior };
    this.#patient = patient;
    this.#view.update({ entry: this.#entries[this.#which], rowGone: false, patient }, true);
  }

  choose(which: Which, isFocused = false): void {
    this.#which = which;
    for (const one of ["current", "prior"] as const) {
      this.#tabs[one].setAttribute("aria-selected", String(one === which));
      this.#tabs[one].tabIndex = one === which ? 0 : -1;
    }
    this.#panel.setAttribute("aria-labelledby", `report-${which}`);
    if (isFocused) this.#tabs[which].focus();
    this.#view.update({ entry: this.#entries[which], rowGone: false, patient: this.#patient }, true);
  }

  redraw(): void {
    this.#view.redraw();
  }

  focus(): void {
    this.#view.focus();
  }
}
