// What a reader can say something about on a row: each copy of the study, each version of each report, and what is
// closed. Every one is told to its own holder.

import type { Entry } from "../events.ts";

export interface Subject {
  /** Under which it is told. */
  readonly about: string;
  /** Its name in the list of what was told. */
  readonly subject: string;
  readonly custodian: string;
  readonly institution: string;
  readonly kind: "images" | "report";
  /** The report's own title; null for images and where there is none. */
  readonly title: string | null;
}

export function subjectsOf(entry: Entry): readonly Subject[] {
  const images = entry.copies.flatMap((copy) => {
    const about = copy.images ?? copy.about;
    return about === null || copy.subject === null ? [] : [{
      about, subject: copy.subject, custodian: copy.custodian, institution: copy.institution_name, kind: "images" as const, title: null,
    }];
  });
  const reports = entry.reports.flatMap((report) => report.subject === null ? [] : [{
    about: report.key, subject: report.subject, custodian: report.custodian, institution: report.institution_name, kind: "report" as const, title: report.title,
  }]);
  const withheld = entry.withheld === null ? [] : [{
    about: entry.withheld.about, subject: entry.withheld.subject, custodian: entry.withheld.custodian, institution: entry.withheld.institution_name, kind: "report" as const, title: null,
  }];
  return [...images, ...reports, ...withheld];
}
