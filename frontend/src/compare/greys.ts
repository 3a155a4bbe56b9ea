// Which grey values both sides have in common: the same window, and the same sense of dark and bright, where both are CT in
// Hounsfield units.

import { PRESETS, presetsFor, sharesWindow } from "../images/windows.ts";
import type { Pane } from "./pane.ts";

/** A CT beside a CT begins with the same grey values, if nobody has set others. */
export function shareFirstWindow(reference: Pane, prior: Pane): void {
  const [ours, theirs] = [reference.viewing, prior.viewing];
  if (ours === null || theirs === null || theirs.hasOwnWindow || ours.drawnImage === null || ours.window === null) return;
  if (theirs.drawnImage !== null) theirs.shareWindow(ours.window, ours.drawnImage);
}

/** After the window of `pane` was changed. */
export function shareWindow(pane: Pane, panes: readonly Pane[]): void {
  const viewing = pane.viewing;
  const [image, window] = [viewing?.drawnImage ?? null, viewing?.window ?? null];
  for (const other of panes) if (other !== pane && image !== null && window !== null) other.viewing?.shareWindow(window, image);
}

export function setPreset(at: number, pane: Pane, panes: readonly Pane[]): void {
  const viewing = pane.viewing;
  const image = viewing?.drawnImage ?? null;
  const preset = PRESETS[at];
  if (viewing === null || image === null || preset === undefined || presetsFor(image).length === 0) return;
  viewing.setWindow(preset.window);
  shareWindow(pane, panes);
}

export function invert(pane: Pane, panes: readonly Pane[]): void {
  const viewing = pane.viewing;
  const image = viewing?.drawnImage ?? null;
  viewing?.invert();
  for (const { viewing: other } of panes) {
    const beside = other?.drawnImage ?? null;
    if (other !== null && other !== viewing && image !== null && beside !== null && sharesWindow(image, beside) && other.inverted !== viewing?.inverted) other.invert();
  }
}
