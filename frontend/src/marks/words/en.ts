import type { MarkWords } from "./words.ts";

const inSituation = (situation: string | null): string => (situation === null ? "" : ` at ${situation}`);

export const en: MarkWords = {
  mark: "Mark",
  marked: "Marked",
  title: "It matters for your question: the mark stands for 90 days",
  onRow: "marked",
  onRowBy: (name) => `marked by ${name}`,
  own: (moment, situation) => `You marked this ${moment}${inSituation(situation)}.`,
  by: (name, role, moment, situation) => `${name} (${role}) marked this ${moment}${inSituation(situation)}.`,
  until: (date) => `Until ${date}.`,
  seenByTeam: "Colleagues of your institution who open this patient see it too.",
  seenByYou: "Only you see it.",
  share: "Show to colleagues",
  unshare: "Stop showing to colleagues",
  failures: {
    failed: { what: "Your mark was not kept.", missing: "Try again." },
    "not-taken": { what: "This study cannot be marked.", missing: "No BSN is known of this patient, or the study is no longer there." },
  },
  notFetched: { what: "Marks cannot be shown now.", missing: "What was marked is kept." },
};
