// The keyboard: what each key does, in one table. Letters are dead while something is being typed and can be
// turned off altogether (WCAG 2.1.4).

export interface KeyActions {
  move(step: -1 | 1): boolean;
  showBeside(): boolean;
  openViewer(): boolean;
  readReport(): void;
  showConclusion(): boolean;
  /** The suggestion with this number. */
  suggestion(number: number): boolean;
  toggleSuggestions(): void;
  filter(): void;
  showAll(): void;
  undoFilter(): void;
  arrange(how: "direction" | "view" | "band"): boolean;
  askAgain(): void;
  seen(): void;
  togglePanel(): void;
  tellWrong(): boolean;
  turnFold(): boolean;
  mark(): boolean;
  toggleKeys(): void;
  back(): void;
  lettersOn(): boolean;
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

/** Acts on one key; true if the key was ours. */
export function actOn(event: KeyboardEvent, actions: KeyActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  switch (event.key) {
    case "ArrowDown": return actions.move(1);
    case "ArrowUp": return actions.move(-1);
    case "Enter": return actions.showBeside();
    case "Escape": actions.back(); return true;
    default: return !typing(event.target) && actions.lettersOn() && actOnLetter(event, actions);
  }
}

function actOnLetter(event: KeyboardEvent, actions: KeyActions): boolean {
  switch (event.key.toLowerCase()) {
    case "c": return !event.shiftKey && actions.showConclusion();
    case "f": actions.filter(); return true;
    case "g": return !event.shiftKey && actions.turnFold();
    case "m": return !event.shiftKey && actions.mark();
    case "o": return !event.shiftKey && actions.openViewer();
    case "r": (event.shiftKey ? actions.askAgain : actions.readReport)(); return true;
    case "n": actions.seen(); return true;
    case "s": if (event.shiftKey) actions.arrange("direction"); else actions.toggleSuggestions(); return true;
    case "1": case "2": case "3": case "4": case "5": return !event.shiftKey && actions.suggestion(Number(event.key));
    case "u": actions.undoFilter(); return true;
    case "b": return !event.shiftKey && actions.arrange("band");
    case "t": return !event.shiftKey && actions.arrange("view");
    case "v": actions.togglePanel(); return true;
    case "w": return !event.shiftKey && actions.tellWrong();
    case "0": actions.showAll(); return true;
    case "?": actions.toggleKeys(); return true;
    default: return false;
  }
}
