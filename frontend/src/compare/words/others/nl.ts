import type { OtherWords } from "./words.ts";

const stays = "De beelden en het andere onderzoek blijven te bekijken.";

export const nl: OtherWords = {
  objects: {
    "4.2": "MR-spectroscopie",
    "9.1.1": "ECG met 12 afleidingen", "9.1.2": "ECG", "9.1.3": "ECG over lange tijd", "9.1.4": "ECG",
    "9.2.1": "drukcurven", "9.3.1": "elektrofysiologie van het hart", "9.4.1": "geluidsopname", "9.4.2": "geluidsopname",
    "9.5.1": "polsgolf", "9.6.1": "ademhalingscurve", "9.6.2": "ademhalingscurve", "9.7.1": "EEG", "9.7.4": "slaap-EEG",
    "66": "ruwe meetgegevens", "66.1": "registratie: hoe beelden op elkaar passen", "66.2": "ijkpunten",
    "66.3": "registratie: hoe beelden op elkaar passen", "66.5": "segmentatie als oppervlak", "67": "omrekening van waarden",
    "77.1.1.1": "endoscopiefilm", "77.1.2.1": "microscopiefilm",
    "88.59": "gemarkeerde beelden", "88.50": "computeranalyse van een mammogram", "88.65": "computeranalyse van een thoraxfoto",
    "88.67": "stralingsdosis", "88.68": "toegediende radioactieve stof", "88.73": "stralingsdosis", "88.76": "stralingsdosis",
    "104.1": "pdf-document", "104.2": "CDA-document", "104.3": "model voor een 3D-printer", "104.4": "3D-model",
    "481.2": "dosisverdeling van radiotherapie", "481.3": "ingetekende structuren voor radiotherapie",
    "481.4": "gegeven bestraling", "481.5": "bestralingsplan", "481.6": "gegeven bestraling", "481.7": "gegeven bestraling",
    "481.8": "bestralingsplan", "481.9": "gegeven bestraling",
  },
  unknown: (uid) => `onbekende soort ${uid}`,
  notShown: (n, one, names) =>
    one ? `Dit onderzoek bevat 1 object dat hier niet getoond kan worden (${names})` : `Dit onderzoek bevat ${n} objecten die hier niet getoond kunnen worden (${names})`,
  more: (n) => `en nog ${n}`,
  open: "Openen",
  download: "Downloaden",
  back: "Terug naar de beelden",
  fetching: (name) => `${name} wordt opgehaald…`,
  downloading: "Wordt opgehaald…",
  gone: (institution) => ({ what: "Dit object wordt niet gegeven.", missing: `${institution} geeft het niet of niet meer. ${stays}` }),
  unreachable: (institution) => ({ what: "Dit object kon niet worden opgehaald.", missing: `${institution} antwoordde niet, of het kwam niet heel aan. ${stays}` }),
  anotherPerson: (institution) => ({ what: "Dit object noemt een andere persoon dan het dossier; het is niet getoond.", missing: `Geboortedatum of geslacht in het bestand zijn van iemand anders. Meld het aan ${institution}. ${stays}` }),
  unreadable: (institution) => ({ what: "Dit object is hier niet te lezen.", missing: `Wat ${institution} stuurde is beschadigd, of van een vorm die hier niet bekend is. Het bestand zelf kunt u wel downloaden. ${stays}` }),
  notPlayable: { what: "Deze browser kan deze film niet afspelen.", missing: `De film is er wel. Download het bestand en open het met een ander programma. ${stays}` },
};
