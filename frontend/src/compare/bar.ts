// The bar above the pictures: back, grey values, tools, and which study stands beside.

import type { Context } from "../context.ts";
import { el, Region } from "../dom.ts";
import type { Child } from "../dom.ts";
import type { Entry } from "../events.ts";
import { icon } from "../icons.ts";
import type { IconName } from "../icons.ts";
import type { StackImage, Window } from "../images/series.ts";
import { presetsFor, PRESETS } from "../images/windows.ts";
import { key } from "../views/note.ts";
import { descriptionOf, modalityTiles } from "../views/row.ts";
import { ageOf } from "./age.ts";
import { inSight } from "./priors.ts";
import type { CompareWords, Tool } from "./words/words.ts";

export interface BarActions {
  back(): void;
  preset(at: number): void;
  choose(tool: Tool): void;
  invert(): void;
  play(): void;
  reset(): void;
  swap(): void;
  prior(key: string): void;
  step(by: -1 | 1): void;
}

export interface BarState {
  readonly image: StackImage | null;
  readonly window: Window | null;
  readonly tool: Tool | null;
  readonly inverted: boolean;
  readonly playing: boolean;
  readonly priors: readonly Entry[];
  /** From which their ages are counted. */
  readonly current: Entry | null;
  readonly chosen: string | null;
}

export class Bar {
  readonly element: HTMLElement;
  /** Where the way to the full viewer has its place. */
  readonly viewerPlace = el("span.viewer-place");
  readonly #context: Context;
  readonly #words: CompareWords;
  readonly #actions: BarActions;
  readonly #presets: Region;
  readonly #tools: Region;
  readonly #priors: Region;

  constructor(context: Context, words: CompareWords, actions: BarActions) {
    [this.#context, this.#words, this.#actions] = [context, words, actions];
    const presets = el("span.seg", { role: "group", "aria-label": words.presetsLabel });
    const tools = el("span.tools", { role: "group", "aria-label": words.toolsLabel });
    const priors = el("span.priors", { role: "group", "aria-label": words.priorsLabel });
    [this.#presets, this.#tools, this.#priors] = [new Region(presets), new Region(tools), new Region(priors)];
    this.element = el("div.image-bar", {},
      el("button.button.leave", { type: "button", click: actions.back }, icon("back"), words.backToList, key("Esc")),
      presets, tools, priors, this.viewerPlace);
  }

  show(state: BarState): void {
    const { image, window, tool, inverted, playing } = state;
    const isCt = image !== null && presetsFor(image).length > 0;
    const pressed = PRESETS.findIndex((preset) => window !== null && preset.window.center === window.center && preset.window.width === window.width);
    this.#presets.show([isCt, pressed], () => PRESETS.map((preset, at) =>
      el("button", { type: "button", "data-control": preset.name, disabled: !isCt, "aria-pressed": String(isCt && at === pressed), click: () => this.#actions.preset(at) },
        key(String(at + 1)), this.#words.presets[preset.name])));
    const canPlay = image !== null;
    this.#tools.show([tool, inverted, playing, canPlay], () => [
      this.#tool("zoom", "zoom", tool), this.#tool("pan", "pan", tool), this.#tool("measure", "ruler", tool, "D"),
      this.#toggle("invert", "contrast", this.#words.invert, inverted, "I", this.#actions.invert),
      this.#toggle("play", playing ? "pause" : "play", playing ? this.#words.pause : this.#words.play, playing, "A", this.#actions.play),
      this.#toggle("reset", "fit", this.#words.reset, null, "0", this.#actions.reset),
      this.#toggle("swap", "swap", this.#words.swap, null, "X", this.#actions.swap),
    ]);
    const { before, shown, after } = inSight(state.priors, state.chosen);
    this.#priors.show([shown.map((entry) => [entry.key, entry.study]), state.current?.study, state.chosen, before, after], () =>
      state.priors.length === 0 ? [] : this.#choice(shown, state, before, after));
  }

  #tool(tool: Tool, drawing: IconName, chosen: Tool | null, cap: string | null = null): HTMLElement {
    return this.#toggle(tool, drawing, this.#words.tools[tool], tool === chosen, cap, () => this.#actions.choose(tool));
  }

  #toggle(name: string, drawing: IconName, says: string, pressed: boolean | null, cap: string | null, act: () => void): HTMLElement {
    const title = cap === null ? says : `${says} (${cap})`;
    return el("button.tool", {
      type: "button", "data-control": name, title, "aria-label": says, "aria-pressed": pressed === null ? null : String(pressed), click: act,
    }, icon(drawing), name === "measure" ? says : null);
  }

  #choice(shown: readonly Entry[], { chosen, current }: BarState, before: number, after: number): readonly Child[] {
    const words = this.#words;
    const left = (n: number): Child => (n === 0 ? null : el("span.left-out", {}, words.morePriors(n)));
    return [
      left(before),
      el("span.seg", {}, ...shown.map((entry) => {
        const age = ageOf(entry, current, this.#context, words);
        return el("button", {
          type: "button", "data-control": `prior-${entry.key}`, "aria-pressed": String(entry.key === chosen),
          title: [descriptionOf(entry, this.#context.words), entry.copies[0]?.institution_name ?? "", age?.inWords ?? this.#context.words.dateUnknown].join(" · "), click: () => this.#actions.prior(entry.key),
        }, ...modalityTiles(entry.study?.modalities ?? []), age?.short ?? this.#context.words.dateUnknown);
      })),
      left(after),
      this.#step("newer", words.newer, "[", -1),
      this.#step("older", words.older, "]", 1),
    ];
  }

  #step(name: string, says: string, cap: string, by: -1 | 1): HTMLElement {
    return el("button.step", { type: "button", "data-control": name, "aria-label": says, title: says, click: () => this.#actions.step(by) }, key(cap));
  }
}
