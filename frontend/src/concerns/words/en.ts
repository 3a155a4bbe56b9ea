import type { ConcernWords } from "./words.ts";

export const en: ConcernWords = {
  button: "Something is wrong",
  title: "Something is wrong",
  about: "About",
  images: (institution) => `The images of ${institution}`,
  report: (title, institution) => `The report${title === null ? "" : ` ‘${title}’`} of ${institution}`,
  what: "What is wrong",
  kinds: {
    "wrong-patient": "This is another patient",
    "wrong-side": "The side is wrong",
    "wrong-report": "This report does not belong here",
    "images-missing": "Images are missing",
    other: "Something else",
  },
  explain: "Explanation",
  goesTo: (institution) => `Goes to ${institution}, with your name and the trace id. You see here what was done there.`,
  urgent: "Is it urgent? Then call.",
  send: "Report",
  sending: "Reporting…",
  cancel: "Cancel",
  failures: {
    failed: { what: "Your message did not arrive.", missing: "Nothing was sent. Try again, or call the institution." },
    "not-taken": { what: "This institution does not take your message.", missing: "Call the institution." },
  },
  nothing: "Choose a study first.",
  told: (kind, institution, moment) => `You told ${institution} ${moment}: ${kind}.`,
  states: {
    waiting: "Not arrived yet: the institution cannot be reached. It is sent again by itself.",
    received: "Received.",
    "in-progress": "Being looked into.",
    corrected: "Corrected.",
    "no-fault": "Right as it is, says the institution.",
  },
  notFetched: { what: "What you told earlier cannot be shown now.", missing: "What you told is kept." },
};
