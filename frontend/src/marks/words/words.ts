// Every word about marks, once per language. Rules as in words/words.ts.

import type { Trouble } from "../../words/words.ts";

export interface MarkWords {
  readonly mark: string;
  readonly marked: string;
  /** What a mark is for, where the button stands. */
  readonly title: string;
  readonly onRow: string;
  readonly onRowBy: (name: string) => string;
  readonly own: (moment: string, situation: string | null) => string;
  readonly by: (name: string, role: string, moment: string, situation: string | null) => string;
  readonly until: (date: string) => string;
  readonly seenByTeam: string;
  readonly seenByYou: string;
  readonly share: string;
  readonly unshare: string;
  readonly failures: Readonly<Record<"failed" | "not-taken", Trouble>>;
  readonly notFetched: Trouble;
}
