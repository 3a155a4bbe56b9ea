import type { LikelyWords } from "./words.ts";

export const nl: LikelyWords = {
  title: "Mogelijk hetzelfde onderzoek",
  asBelow: "Mogelijk hetzelfde onderzoek als de rij hieronder",
  equal: "gelijk",
  alike: "lijkt op elkaar",
  different: "anders",
  compared: {
    "same-moment": "datum en tijd",
    "near-moment": "tijd (minder dan 10 minuten verschil)",
    "same-day": "datum (tijd onbekend)",
    "same-modality": "modaliteit",
    "same-description": "omschrijving",
    "like-description": "omschrijving",
    "same-institution": "instelling die het maakte",
    "same-image-count": "aantal beelden",
    "other-image-count": "aantal beelden",
    "other-uid": "nummer",
  },
  fold: "Samenvoegen",
  unfold: "Losmaken",
  folded: (names) => `Door u samengevoegd: ${names}`,
  onlyHere: "alleen op uw scherm, tot u deze pagina sluit",
};
