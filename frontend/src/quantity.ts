// How much a study holds: series, images and bytes, in few characters for a column and in words. Reports, key
// objects and presentation states are no images; where a holder counts them in, the number is an upper bound and
// is said to be one.

import type { Entry } from "./events.ts";
import { grouped, sizeInWords } from "./format.ts";
import type { Words } from "./words/words.ts";

type Study = NonNullable<Entry["study"]>;
type Copy = Entry["copies"][number];

/** `553`, `≤ 554` where documents may be among them, `null` where nothing is known. */
function imagesInFigures({ image_count: images, instance_count: objects }: Study | Copy, words: Words): string | null {
  if (images !== null) return grouped(images, words);
  return objects === null ? null : `≤ ${grouped(objects, words)}`;
}

/** `3 / 553`, for a narrow column. */
export function quantityInFigures(study: Study | null, words: Words): string {
  if (study === null) return words.noImages;
  const images = imagesInFigures(study, words);
  if (images === null) return words.countsUnknown;
  return `${study.series_count === null ? "?" : grouped(study.series_count, words)} / ${images}`;
}

/** `3 reeksen`, `553 beelden`; what is unknown is left out. */
export function countsInWords(study: Study | null, words: Words): readonly string[] {
  if (study === null) return [];
  const { series_count: series, image_count: images, instance_count: objects } = study;
  const shown = images ?? objects;
  const said = shown === null ? null : words.images(grouped(shown, words), shown === 1);
  return [
    ...(series === null ? [] : [words.series(grouped(series, words), series === 1)]),
    ...(said === null ? [] : [images === null ? words.atMost(said) : said]),
  ];
}

/** `3 reeksen · 553 beelden · 290 MB`; empty where nothing is known. */
export function quantityInWords(study: Study | null, words: Words): string {
  const bytes = study?.size_bytes ?? null;
  return [...countsInWords(study, words), ...(bytes === null ? [] : [sizeInWords(bytes, words)])].join(" · ");
}

/** How a further copy differs from the one that opens: `140 van 300 beelden`; `null` where it does not. */
export function fewerInWords(first: Copy, other: Copy, words: Words): string | null {
  const areImages = first.image_count !== null && other.image_count !== null;
  const here = areImages ? first.image_count : first.instance_count;
  const there = areImages ? other.image_count : other.instance_count;
  if (here === null || there === null || here === there) return null;
  const said = words.imagesOf(grouped(there, words), grouped(here, words));
  return areImages ? said : words.withDocuments(said);
}
