// Every word about what a reader says is wrong, once per language. Rules as in words/words.ts.

import type { Trouble } from "../../words/words.ts";
import type { ConcernKind } from "../telling.ts";

export interface ConcernWords {
  readonly button: string;
  readonly title: string;
  readonly about: string;
  readonly images: (institution: string) => string;
  readonly report: (title: string | null, institution: string) => string;
  readonly what: string;
  readonly kinds: Readonly<Record<ConcernKind, string>>;
  readonly explain: string;
  readonly goesTo: (institution: string) => string;
  readonly urgent: string;
  readonly send: string;
  readonly sending: string;
  readonly cancel: string;
  readonly failures: Readonly<Record<"failed" | "not-taken", Trouble>>;
  readonly nothing: string;
  /** What was told, when and where. */
  readonly told: (kind: string, institution: string, moment: string) => string;
  readonly states: Readonly<Record<"waiting" | "received" | "in-progress" | "corrected" | "no-fault", string>>;
  readonly notFetched: Trouble;
}
