// What is said of the objects of a study that are no pictures, once per language. Names go by the class: the part of
// its UID behind `1.2.840.10008.5.1.4.1.1.`; what has none here goes by its kind.

import type { Trouble } from "../../words/words.ts";

export interface OtherWords {
  readonly objects: Readonly<Record<string, string>>;
  readonly unknown: (uid: string) => string;
  readonly notShown: (n: string, one: boolean, names: string) => string;
  readonly more: (n: string) => string;
  readonly open: string;
  readonly download: string;
  readonly back: string;
  readonly fetching: (name: string) => string;
  readonly downloading: string;
  readonly gone: (institution: string) => Trouble;
  readonly unreachable: (institution: string) => Trouble;
  readonly unreadable: (institution: string) => Trouble;
  readonly notPlayable: Trouble;
}

const stays = "De beelden en het andere onderzoek blijven te bekijken.";
const remains = "The images and the other study can still be viewed.";

export const othersNl: OtherWords = {
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
  unreadable: (institution) => ({ what: "Dit object is hier niet te lezen.", missing: `Wat ${institution} stuurde is beschadigd, of van een vorm die hier niet bekend is. Het bestand zelf kunt u wel downloaden. ${stays}` }),
  notPlayable: { what: "Deze browser kan deze film niet afspelen.", missing: `De film is er wel. Download het bestand en open het met een ander programma. ${stays}` },
};

export const othersEn: OtherWords = {
  objects: {
    "4.2": "MR spectroscopy",
    "9.1.1": "12-lead ECG", "9.1.2": "ECG", "9.1.3": "long-term ECG", "9.1.4": "ECG",
    "9.2.1": "pressure curves", "9.3.1": "electrophysiology of the heart", "9.4.1": "sound recording", "9.4.2": "sound recording",
    "9.5.1": "pulse wave", "9.6.1": "respiration curve", "9.6.2": "respiration curve", "9.7.1": "EEG", "9.7.4": "sleep EEG",
    "66": "raw data", "66.1": "registration: how images fit together", "66.2": "fiducials",
    "66.3": "registration: how images fit together", "66.5": "segmentation as a surface", "67": "mapping of values",
    "77.1.1.1": "endoscopy film", "77.1.2.1": "microscopy film",
    "88.59": "key images", "88.50": "computer analysis of a mammogram", "88.65": "computer analysis of a chest radiograph",
    "88.67": "radiation dose", "88.68": "radioactive substance given", "88.73": "radiation dose", "88.76": "radiation dose",
    "104.1": "pdf document", "104.2": "CDA document", "104.3": "model for a 3D printer", "104.4": "3D model",
    "481.2": "dose distribution of radiotherapy", "481.3": "structures drawn for radiotherapy",
    "481.4": "radiation given", "481.5": "radiotherapy plan", "481.6": "radiation given", "481.7": "radiation given",
    "481.8": "radiotherapy plan", "481.9": "radiation given",
  },
  unknown: (uid) => `unknown kind ${uid}`,
  notShown: (n, one, names) =>
    one ? `This study holds 1 object that cannot be shown here (${names})` : `This study holds ${n} objects that cannot be shown here (${names})`,
  more: (n) => `and ${n} more`,
  open: "Open",
  download: "Download",
  back: "Back to the images",
  fetching: (name) => `Fetching ${name}…`,
  downloading: "Fetching…",
  gone: (institution) => ({ what: "This object is not given.", missing: `${institution} does not give it, or no longer. ${remains}` }),
  unreachable: (institution) => ({ what: "This object could not be fetched.", missing: `${institution} did not answer, or it did not arrive whole. ${remains}` }),
  unreadable: (institution) => ({ what: "This object cannot be read here.", missing: `What ${institution} sent is damaged, or of a form that is not known here. You can download the file itself. ${remains}` }),
  notPlayable: { what: "This browser cannot play this film.", missing: `The film is there. Download the file and open it with another program. ${remains}` },
};
