"""A report as text and as PDF: the same words, the same bytes each time."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tijdlijn.domain.patient import Sex
from tijdlijn.domain.study import ReportStatus
from tijdlijn.testing.reports.document import ReportDocument, plain_text
from tijdlijn.testing.reports.pdf import pdf

REPORT = ReportDocument(
    institution_name="Ziekenhuis Fryslân",
    patient_name="Test-Fantoom, A. (Anna)",
    birth_date=date(1950, 1, 2),
    sex=Sex.FEMALE,
    local_number="1234567",
    accession="TST00000001",
    title="CTA aorta abdominalis",
    study_day=date(2026, 11, 24),
    status=ReportStatus.FINAL,
    author="dr. B. Test-Radioloog",
    authored_at=datetime(2026, 11, 24, 3, 5, tzinfo=UTC),
    body="Verslag:\nNierarteriën doorgankelijk.\n\nConclusie:\nGeen ruptuur.\n",
)


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", content))


def test_text_ends_with_who_signed_it_when_and_how_settled_it_is() -> None:
    text = plain_text(REPORT).decode("utf-8")
    assert text.startswith("Verslag:\nNierarteriën")
    assert text.endswith("dr. B. Test-Radioloog, 24-11-2026 03:05 (definitief verslag)\n")


@pytest.mark.requirement("T2.2.reports")
def test_pdf_is_the_same_bytes_every_time() -> None:
    assert pdf(REPORT) == pdf(REPORT)


def test_a_long_report_takes_more_pages() -> None:
    assert pages(pdf(REPORT)) == 1
    long = replace(REPORT, body="\n\n".join(f"Alinea {number}." for number in range(40)))
    assert pages(pdf(long)) == 3
