// `POST` and `GET /marks`: what matters for the question at hand, as users say.

import { asked } from "../asked.ts";
import type { Failure } from "../asked.ts";
import { flag, list, orNull, record, text } from "../decode.ts";
import type { Decoded } from "../decode.ts";

const mark = record({
  /** One of the names that its row goes by. */
  marked_as: text,
  by: text,
  role: text,
  situation: orNull(text),
  marked_at: text,
  ends_at: text,
  /** Everybody of the institution who has this patient open sees it. */
  shared: flag,
  /** Of whoever uses this page. */
  own: flag,
});
const answer = record({ marks: list(mark) });

export type Mark = Decoded<typeof mark>;

/** Every mark on this patient that the user may see, the latest first. Never rejects. */
export const marksOf = (context: string): Promise<readonly Mark[] | Failure> =>
  asked("/marks", context, null, (body) => answer(body, "marks").marks);

/** Sets the user's own mark, says anew whether it is shared, or takes it away; gives all marks. Never rejects. */
export const setMark = (context: string, about: string, marked: boolean, shared: boolean): Promise<readonly Mark[] | Failure> =>
  asked("/marks", context, { about, marked, shared }, (body) => answer(body, "marks").marks);
