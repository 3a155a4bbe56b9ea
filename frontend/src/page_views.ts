// Every view of the page, made in one language, and where each stands.

import { BandView } from "./band/view.ts";
import { Concerns } from "./concerns/concerns.ts";
import type { Context } from "./context.ts";
import { el } from "./dom.ts";
import { FilterBar } from "./filters/bar.ts";
import type { Filters } from "./filters/filters.ts";
import { Marks } from "./marks/marks.ts";
import { Popovers } from "./popovers.ts";
import type { Reports } from "./reports.ts";
import { SuggestionBar } from "./suggestions/bar.ts";
import { CornerView } from "./views/corner.ts";
import { footView } from "./views/foot.ts";
import { helpView } from "./views/help.ts";
import { ListView } from "./views/list.ts";
import { PaneView } from "./views/pane.ts";
import { PanelView } from "./views/panel.ts";
import { StripView } from "./views/strip.ts";
import { TroubleView } from "./views/trouble.ts";
import { FullViewer } from "./views/viewer.ts";

export interface Views {
  readonly corner: CornerView;
  readonly strip: StripView;
  readonly suggestions: SuggestionBar;
  readonly trouble: TroubleView;
  readonly band: BandView;
  readonly list: ListView;
  readonly filters: FilterBar;
  readonly pane: PaneView;
  readonly panel: PanelView;
  readonly help: HTMLElement;
  readonly popovers: Popovers;
  readonly foot: HTMLElement;
  readonly viewer: FullViewer;
  readonly concerns: Concerns;
  readonly marks: Marks;
}

/** What the views need of the page beside its actions. */
export interface ViewsHost {
  session(): string;
  sessionLost(): void;
  readonly reports: Reports;
  readonly filters: Filters;
  readonly lettersOn: boolean;
  drawSoon(): void;
}

export function makeViews(context: Context, host: ViewsHost): Views {
  const { words, language, actions } = context;
  const { session, sessionLost } = host;
  const suggestions = new SuggestionBar(context);
  const panel = new PanelView(context);
  const help = helpView(context, host.lettersOn);
  const band = new BandView(context, (key) => {
    actions.select(key);
    views.list.show(key);
  });
  const concerns = new Concerns({ words, language, session, sessionLost, toggle: (popover) => views.popovers.toggle(popover) });
  const marks = new Marks({ words, language, session, sessionLost, changed: host.drawSoon });
  const views: Views = {
    band,
    corner: new CornerView(context),
    strip: new StripView(context),
    suggestions,
    trouble: new TroubleView(context),
    filters: new FilterBar(context, host.filters),
    list: new ListView(context, (seen) => band.showSeen(seen)),
    pane: new PaneView(context, host.reports, concerns, marks),
    panel,
    help,
    popovers: new Popovers([panel.element, help, concerns.dialog, suggestions.why.element]),
    foot: footView(context),
    viewer: new FullViewer(context, session, sessionLost),
    concerns,
    marks,
  };
  return views;
}

/** What stands on the page, from top to bottom, and what opens over it. */
export function laidOut({ corner, strip, suggestions, trouble, band, list, filters, pane, panel, help, foot, viewer, concerns }: Views, { words }: Context): readonly HTMLElement[] {
  list.element.insertBefore(trouble.empty, list.element.querySelector(".tail"));
  list.bar.prepend(filters.element);
  list.bar.append(filters.status);
  strip.element.append(suggestions.element);
  const left = el("section.left", { "aria-label": words.listLabel.newest }, trouble.notes, band.element, list.element);
  return [corner.element, strip.element, el("main", {}, left, pane.element), foot, panel.element, help, concerns.dialog, suggestions.why.element, viewer.element];
}

/** Nothing that was asked of the service for them is waited for any more. */
export function letGoOf({ viewer, concerns, marks }: Views): void {
  viewer.letGo();
  concerns.letGo();
  marks.letGo();
}
