import type { LikelyWords } from "./words.ts";

export const en: LikelyWords = {
  title: "Possibly the same study",
  asBelow: "Possibly the same study as the row below",
  equal: "equal",
  alike: "alike",
  different: "different",
  compared: {
    "same-moment": "date and time",
    "near-moment": "time (less than 10 minutes apart)",
    "same-day": "date (time unknown)",
    "same-modality": "modality",
    "same-description": "description",
    "like-description": "description",
    "same-institution": "institution that made it",
    "same-image-count": "number of images",
    "other-image-count": "number of images",
    "other-uid": "number",
  },
  fold: "Put together",
  unfold: "Take apart",
  folded: (names) => `Put together by you: ${names}`,
  onlyHere: "on your screen only, until you close this page",
};
