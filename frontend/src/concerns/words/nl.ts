import type { ConcernWords } from "./words.ts";

export const nl: ConcernWords = {
  button: "Er klopt iets niet",
  title: "Er klopt iets niet",
  about: "Waarover",
  images: (institution) => `De beelden van ${institution}`,
  report: (title, institution) => `Het verslag${title === null ? "" : ` ‘${title}’`} van ${institution}`,
  what: "Wat klopt er niet",
  kinds: {
    "wrong-patient": "Dit is een andere patiënt",
    "wrong-side": "De zijde klopt niet",
    "wrong-report": "Dit verslag hoort hier niet bij",
    "images-missing": "Er ontbreken beelden",
    other: "Iets anders",
  },
  explain: "Toelichting",
  goesTo: (institution) => `Gaat naar ${institution}, met uw naam en het kenmerk. U ziet hier wat daar is gedaan.`,
  urgent: "Heeft het haast? Bel dan.",
  send: "Melden",
  sending: "Melden…",
  cancel: "Annuleren",
  failures: {
    failed: { what: "Uw melding is niet aangekomen.", missing: "Er is niets verstuurd. Probeer het opnieuw, of bel de instelling." },
    "not-taken": { what: "Deze instelling neemt uw melding niet aan.", missing: "Bel de instelling." },
  },
  nothing: "Kies eerst een onderzoek.",
  told: (kind, institution, moment) => `U meldde ${moment} aan ${institution}: ${kind}.`,
  states: {
    waiting: "Nog niet aangekomen: de instelling is niet bereikbaar. De melding gaat vanzelf opnieuw.",
    received: "Ontvangen.",
    "in-progress": "Wordt uitgezocht.",
    corrected: "Hersteld.",
    "no-fault": "Klopt volgens de instelling.",
  },
  notFetched: { what: "Uw eerdere meldingen zijn nu niet te tonen.", missing: "Wat u meldde, is bewaard." },
};
