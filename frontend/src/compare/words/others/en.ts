import type { OtherWords } from "./words.ts";

const stays = "The images and the other study can still be viewed.";

export const en: OtherWords = {
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
  gone: (institution) => ({ what: "This object is not given.", missing: `${institution} does not give it, or no longer. ${stays}` }),
  unreachable: (institution) => ({ what: "This object could not be fetched.", missing: `${institution} did not answer, or it did not arrive whole. ${stays}` }),
  anotherPerson: (institution) => ({ what: "This object names another person than the record; it is not shown.", missing: `Birth date or sex in the file are of somebody else. Report it to ${institution}. ${stays}` }),
  unreadable: (institution) => ({ what: "This object cannot be read here.", missing: `What ${institution} sent is damaged, or of a form that is not known here. You can download the file itself. ${stays}` }),
  notPlayable: { what: "This browser cannot play this film.", missing: `The film is there. Download the file and open it with another program. ${stays}` },
};
