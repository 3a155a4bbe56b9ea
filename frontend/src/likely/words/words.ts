// Every word about rows that may be the same study, once per language. Rules as in words/words.ts.

export interface LikelyWords {
  readonly title: string;
  /** For those who do not see the bracket. */
  readonly asBelow: string;
  readonly equal: string;
  readonly alike: string;
  readonly different: string;
  readonly compared: Readonly<Record<string, string>>;
  readonly fold: string;
  readonly unfold: string;
  readonly folded: (names: string) => string;
  readonly onlyHere: string;
}
