// The keys of the images. Letters are dead while something is being typed and when they are turned off, as elsewhere;
// arrows are the report's while it is being read.

export interface ImageKeys {
  step(by: number): void;
  first(): void;
  last(): void;
  otherPrior(by: -1 | 1): void;
  swap(): void;
  setLevel(): void;
  toggleLink(): void;
  preset(at: number): void;
  measure(): void;
  forgetMeasure(): boolean;
  invert(): void;
  play(): void;
  zoom(by: number): void;
  reset(): void;
  report(): void;
}

const PAGE = 10;
const ZOOM = 1.25;

const isOf = (target: EventTarget | null, selector: string): boolean => target instanceof Element && target.closest(selector) !== null;

/** Acts on one key; true if it was ours. */
export function actOnImages(event: KeyboardEvent, lettersOn: boolean, actions: ImageKeys): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (isOf(event.target, "input, textarea, select, .report-side, .popover") && !/^[a-z[\]]$/i.test(event.key)) return false;
  switch (event.key) {
    case "ArrowDown": actions.step(1); return true;
    case "ArrowUp": actions.step(-1); return true;
    case "PageDown": actions.step(PAGE); return true;
    case "PageUp": actions.step(-PAGE); return true;
    case "Home": actions.first(); return true;
    case "End": actions.last(); return true;
    case "Delete":
    case "Backspace": return actions.forgetMeasure();
    default: return lettersOn && !isOf(event.target, "input, textarea, select") && actOnSign(event.key.toLowerCase(), actions);
  }
}

function actOnSign(sign: string, actions: ImageKeys): boolean {
  switch (sign) {
    case "[": actions.otherPrior(-1); return true;
    case "]": actions.otherPrior(1); return true;
    case "x": actions.swap(); return true;
    case "l": actions.setLevel(); return true;
    case "k": actions.toggleLink(); return true;
    case "1": case "2": case "3": case "4": actions.preset(Number(sign) - 1); return true;
    case "d": actions.measure(); return true;
    case "i": actions.invert(); return true;
    case "a": actions.play(); return true;
    case "+": case "=": actions.zoom(ZOOM); return true;
    case "-": actions.zoom(1 / ZOOM); return true;
    case "0": actions.reset(); return true;
    case "r": actions.report(); return true;
    default: return false;
  }
}
