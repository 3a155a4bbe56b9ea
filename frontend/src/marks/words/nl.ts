import type { MarkWords } from "./words.ts";

const inSituation = (situation: string | null): string => (situation === null ? "" : ` bij ${situation}`);

export const nl: MarkWords = {
  mark: "Markeren",
  marked: "Gemarkeerd",
  title: "Van belang voor uw vraag: het blijft 90 dagen gemarkeerd",
  onRow: "gemarkeerd",
  onRowBy: (name) => `gemarkeerd door ${name}`,
  own: (moment, situation) => `U markeerde dit ${moment}${inSituation(situation)}.`,
  by: (name, role, moment, situation) => `${name} (${role}) markeerde dit ${moment}${inSituation(situation)}.`,
  until: (date) => `Tot ${date}.`,
  seenByTeam: "Collega’s van uw instelling die deze patiënt openen, zien het ook.",
  seenByYou: "Alleen u ziet het.",
  share: "Toon aan collega’s",
  unshare: "Niet meer tonen aan collega’s",
  failures: {
    failed: { what: "Uw markering is niet bewaard.", missing: "Probeer het opnieuw." },
    "not-taken": { what: "Dit onderzoek kan niet worden gemarkeerd.", missing: "Van deze patiënt is geen BSN bekend, of het onderzoek is er niet meer." },
  },
  notFetched: { what: "Markeringen zijn nu niet te tonen.", missing: "Wat gemarkeerd is, is bewaard." },
};
