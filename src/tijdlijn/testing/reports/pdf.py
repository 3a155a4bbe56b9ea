"""A report as PDF: who, where, what and when on every page, the font embedded, the same bytes every time."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tijdlijn.testing.reports.document import SEX_WORDS, STATUS_WORDS, ReportDocument, dutch_day, paragraphs

_REGULAR, _BOLD = "Vera", "VeraBd"
_MARGIN = 62.0
_SIZE, _LEADING = 10.0, 15.0
_BODY_TOP, _BODY_BOTTOM = 662.0, 84.0


def pdf(report: ReportDocument) -> bytes:
    """Lay the report out on as many A4 pages as it needs."""
    _register_fonts()
    lines = _lines(report)
    per_page = int((_BODY_TOP - _BODY_BOTTOM) // _LEADING)
    pages = [lines[start : start + per_page] for start in range(0, len(lines), per_page)]
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=A4, invariant=1, lang="nl-NL")
    canvas.setTitle(report.title)
    canvas.setAuthor(report.institution_name)
    canvas.setSubject("Testverslag van een verzonnen patiënt")
    for number, page in enumerate(pages, start=1):
        _page_frame(canvas, report, f"pagina {number} van {len(pages)}")
        for row, line in enumerate(page):
            canvas.setFont(_BOLD if line.is_heading else _REGULAR, _SIZE)
            canvas.drawString(_MARGIN, _BODY_TOP - row * _LEADING, line.text)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    is_heading: bool = False


def _lines(report: ReportDocument) -> list[_Line]:
    """The body broken to the page's width, with a blank line between paragraphs, and the signature."""
    width = A4[0] - 2 * _MARGIN
    lines: list[_Line] = []
    for paragraph in paragraphs(report.body):
        if paragraph.heading is not None:
            lines.append(_Line(paragraph.heading, is_heading=True))
        lines += [_Line(line) for line in simpleSplit(paragraph.text, _REGULAR, _SIZE, width)]
        lines.append(_Line(""))
    lines.append(_Line(f"{report.author}"))
    lines.append(
        _Line(f"{dutch_day(report.authored_at)} {report.authored_at:%H:%M}, {STATUS_WORDS[report.status]}")
    )
    return lines


def _page_frame(canvas: Canvas, report: ReportDocument, page: str) -> None:
    right = A4[0] - _MARGIN
    canvas.setFont(_BOLD, 13)
    canvas.drawString(_MARGIN, 780, report.institution_name)
    canvas.setFont(_REGULAR, 9)
    canvas.drawRightString(right, 780, "Afdeling radiologie")
    canvas.setLineWidth(0.8)
    canvas.line(_MARGIN, 770, right, 770)
    canvas.setFont(_BOLD, 11)
    canvas.drawString(_MARGIN, 748, f"{report.title} van {dutch_day(report.study_day)}")
    canvas.setFont(_REGULAR, 9)
    person = f"{report.patient_name}, {dutch_day(report.birth_date)}, {SEX_WORDS[report.sex]}"
    canvas.drawString(_MARGIN, 728, person)
    canvas.drawString(_MARGIN, 714, f"Patiëntnummer {report.local_number}, onderzoek {report.accession}")
    canvas.drawString(
        _MARGIN, 700, f"{STATUS_WORDS[report.status].capitalize()} van {dutch_day(report.authored_at)}"
    )
    canvas.line(_MARGIN, 688, right, 688)
    canvas.line(_MARGIN, 60, right, 60)
    canvas.drawString(_MARGIN, 46, "Verzonnen patiënt, testgegevens")
    canvas.drawRightString(right, 46, page)


def _register_fonts() -> None:
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in (_REGULAR, _BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
