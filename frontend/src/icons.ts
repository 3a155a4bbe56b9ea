// The page's own line drawings on a grid of 16, one stroke wide; always beside words, never instead of them.

import { svg } from "./dom.ts";

const DRAWINGS = {
  again: ["M13.2 8.2a5.2 5.2 0 1 1-1.7-3.9", "M11.9 1.6v2.9H9"],
  alert: ["M8 2.2 14.4 13.4H1.6Z", "M8 6.4v3.4", "M8 11.6v.2"],
  arrowDown: ["M8 3v10", "M4.6 9.6 8 13l3.4-3.4"],
  arrowUp: ["M8 13V3", "M4.6 6.4 8 3l3.4 3.4"],
  back: ["M9.8 3.8 5.6 8l4.2 4.2"],
  check: ["M3 8.6l3.3 3.2L13 4.6"],
  clock: ["M8 2.4a5.6 5.6 0 1 0 0 11.2A5.6 5.6 0 0 0 8 2.4Z", "M8 5v3.2l2.1 1.4"],
  copies: ["M6 6h7.4v7.4H6Z", "M10.2 6V2.6H2.6v7.6H6"],
  cross: ["M4 4l8 8", "M12 4l-8 8"],
  file: ["M3.8 2.2h5.4l3 3v8.6H3.8Z", "M9.2 2.2v3h3", "M6 8.4h4", "M6 11h4"],
  home: ["M2.2 7.7 8 2.8l5.8 4.9", "M3.9 6.6v6.6h3V9.4h2.2v3.8h3V6.6"],
  images: ["M2.4 3.2h11.2v9.6H2.4Z", "M2.8 11.6 6 8.2l2.4 2.4 2.2-2.2 2.8 3"],
  info: ["M8 2.4a5.6 5.6 0 1 0 0 11.2A5.6 5.6 0 0 0 8 2.4Z", "M8 7.4v3.4", "M8 5.1v.2"],
  lock: ["M3.4 7.2h9.2v6.2H3.4Z", "M5.4 7.2V5a2.6 2.6 0 0 1 5.2 0v2.2"],
  person: ["M8 3a2.6 2.6 0 1 0 0 5.2A2.6 2.6 0 0 0 8 3Z", "M3.2 13.6c.5-2.5 2.3-3.9 4.8-3.9s4.3 1.4 4.8 3.9"],
  phone: ["M3.3 2.5 5.6 2.3 6.8 5.4 5.3 6.7c.8 1.8 2.2 3.2 4 4l1.3-1.5 3.1 1.2-.2 2.3c-.1.6-.6 1-1.2.9-5-.6-9-4.6-9.6-9.6-.1-.8.2-1.4.6-1.5Z"],
  shield: ["M8 2 3 3.800v3.900c0 3 1.9 5.3 5 6.4 3.1-1.1 5-3.4 5-6.400V3.800Z"],
} as const;

export type IconName = keyof typeof DRAWINGS;

export const icon = (name: IconName): SVGElement => svg("0 0 16 16", "icon", ...DRAWINGS[name]);
