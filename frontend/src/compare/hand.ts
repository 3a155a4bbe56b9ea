// What the reader's hand does to the pictures: in which pane, with which tool, and what of it both sides share.

import { Cine } from "./cine.ts";
import { invert, setPreset, shareWindow } from "./greys.ts";
import type { Pane } from "./pane.ts";
import { WHOLE, zoomed } from "./placing.ts";
import type { Viewing } from "./viewing.ts";
import type { Tool } from "./words/words.ts";

export class Hand {
  readonly cine: Cine;
  readonly #panes: () => readonly Pane[];
  readonly #changed: () => void;
  #active: Pane | null = null;
  #tool: Tool | null = null;

  /** `changed` is called when something is otherwise that the bar shows. */
  constructor(panes: () => readonly Pane[], changed: () => void) {
    [this.#panes, this.#changed] = [panes, changed];
    this.cine = new Cine(changed);
  }

  /** The pane that keys go to. */
  get active(): Pane | null {
    return this.#active;
  }

  get viewing(): Viewing | null {
    return this.#active?.viewing ?? null;
  }

  get tool(): Tool | null {
    return this.#tool;
  }

  touch(pane: Pane): void {
    if (this.#active === pane) return;
    this.#active = pane;
    this.#changed();
  }

  choose(tool: Tool): void {
    this.#tool = this.#tool === tool ? null : tool;
    this.#changed();
  }

  step(by: number): void {
    this.cine.stop();
    const viewing = this.viewing;
    viewing?.go(viewing.index + by);
  }

  preset(at: number): void {
    if (this.#active !== null) setPreset(at, this.#active, this.#panes());
    this.#changed();
  }

  /** The window of this pane was changed. */
  windowed(pane: Pane): void {
    shareWindow(pane, this.#panes());
    this.#changed();
  }

  invert(): void {
    if (this.#active !== null) invert(this.#active, this.#panes());
    this.#changed();
  }

  play(): void {
    this.cine.toggle(this.viewing);
  }

  zoom(by: number): void {
    const { placing } = this.viewing ?? { placing: WHOLE };
    this.viewing?.place(zoomed(placing, by, placing.x, placing.y));
  }

  reset(): void {
    this.viewing?.place(WHOLE);
  }
}
