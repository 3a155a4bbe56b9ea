"""One report version as its department would lay it down, before it becomes text or PDF."""

from dataclasses import dataclass
from datetime import date, datetime

from tijdlijn.domain.patient import Sex
from tijdlijn.domain.study import ReportStatus

STATUS_WORDS = {
    ReportStatus.PRELIMINARY: "voorlopig verslag",
    ReportStatus.FINAL: "definitief verslag",
    ReportStatus.CORRECTED: "gecorrigeerd verslag",
    ReportStatus.APPENDED: "addendum",
    ReportStatus.WITHDRAWN: "ingetrokken verslag",
}
SEX_WORDS = {Sex.MALE: "man", Sex.FEMALE: "vrouw", Sex.OTHER: "anders", Sex.UNKNOWN: "onbekend"}


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Everything on the page. `body` is paragraphs; a line that ends in a colon and stands alone is a
    heading.

    `authored_at` is Dutch local time, for the eye only.
    """

    institution_name: str
    patient_name: str
    birth_date: date
    sex: Sex
    local_number: str
    accession: str
    title: str
    study_day: date
    status: ReportStatus
    author: str
    authored_at: datetime
    body: str


def dutch_day(day: date) -> str:
    """A date as the Dutch write it."""
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as a single line of text, with the heading above it if it has one."""

    heading: str | None
    text: str


def paragraphs(body: str) -> tuple[Paragraph, ...]:
    """Split a body at its blank lines; the breaks within a paragraph are only those of its source file."""
    found = []
    for block in body.strip().split("\n\n"):
        first, _, rest = block.partition("\n")
        has_heading = first.endswith(":") and bool(rest)
        heading = first.removesuffix(":") if has_heading else None
        found.append(Paragraph(heading, " ".join((rest if has_heading else block).split())))
    return tuple(found)


def plain_text(report: ReportDocument) -> bytes:
    """The report as UTF-8 text: headings, paragraphs, and who signed it when. No patient, no page."""
    blocks = [
        f"{paragraph.heading}:\n{paragraph.text}" if paragraph.heading else paragraph.text
        for paragraph in paragraphs(report.body)
    ]
    signature = f"{report.author}, {dutch_day(report.authored_at)} {report.authored_at:%H:%M}"
    return "\n\n".join([*blocks, f"{signature} ({STATUS_WORDS[report.status]})\n"]).encode()
