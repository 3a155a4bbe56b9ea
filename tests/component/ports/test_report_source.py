"""The suite of `ports.ReportSource`: a folder of reports, and the fake."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tijdlijn.connectors.report_folder import ReportFolder
from tijdlijn.domain.errors import AccessDenied, PeerUnreachable
from tijdlijn.domain.identifiers import AccessionNumber, LocalPatientId, StudyInstanceUID
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import Rendition, Report, ReportStatus
from tijdlijn.ports import ReportListing, ReportSource
from tijdlijn.testing.fakes.report_source import InMemoryReportSource

PATIENT = LocalPatientId("1234567", "2.25.1")
OTHER = LocalPatientId("7654321", "2.25.1")
CONTENTS = {
    "first.txt": "Aneurysma 42 mm – Test".encode(),
    "first.pdf": b"%PDF-1.7",
    "addendum.txt": b"Aanvulling",
}
FIRST = Report(
    report_id="2.25.10",
    study_uids=(StudyInstanceUID("2.25.100"), StudyInstanceUID("2.25.101")),
    status=ReportStatus.FINAL,
    authored_at=datetime(2026, 3, 14, 12, 0, tzinfo=UTC),
    title="CT abdomen",
    author="dr. R. Test-Radioloog",
    renditions=(
        Rendition("text/plain", "first.txt", len(CONTENTS["first.txt"])),
        Rendition("application/pdf", "first.pdf", 8),
    ),
    accession=AccessionNumber("T0001", "2.25.5"),
    demographics=Demographics("Test-Aneurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE),
)
ADDENDUM = Report(
    report_id="2.25.11",
    study_uids=(),
    status=ReportStatus.APPENDED,
    authored_at=None,
    title=None,
    author=None,
    renditions=(Rendition("text/plain", "addendum.txt", 10),),
    appends_to="2.25.10",
)
FIRST_TOML = """
report_id = "2.25.10"
local_id = { value = "1234567", issuer = "2.25.1" }
study_uids = ["2.25.100", "2.25.101"]
accession = { value = "T0001", issuer = "2.25.5" }
status = "final"
authored_at = 2026-03-14T12:00:00Z
title = "CT abdomen"
author = "dr. R. Test-Radioloog"
name = "Test-Aneurysma, T."
birth_date = "1951-03-14"
sex = "female"
[[files]]
media_type = "text/plain"
file = "first.txt"
[[files]]
media_type = "application/pdf"
file = "first.pdf"
"""
ADDENDUM_TOML = """
report_id = "2.25.11"
local_id = { value = "1234567", issuer = "2.25.1" }
study_uids = []
status = "appended"
appends_to = "2.25.10"
files = [{ media_type = "text/plain", file = "addendum.txt" }]
"""


def write_reports(folder: Path) -> ReportFolder:
    for name, content in CONTENTS.items():
        (folder / name).write_bytes(content)
    (folder / "2.25.10.toml").write_text(FIRST_TOML)
    (folder / "2.25.11.toml").write_text(ADDENDUM_TOML)
    return ReportFolder(folder)


@pytest.fixture(params=["folder", "in-memory"])
async def source(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ReportSource]:
    """Has a report with an addendum of one patient."""
    if request.param == "in-memory":
        yield InMemoryReportSource([(PATIENT, FIRST), (PATIENT, ADDENDUM)], dict(CONTENTS))
    else:
        yield write_reports(tmp_path)


@pytest.mark.requirement("T2.2.reports", "A11", "B30")
async def test_every_version_of_every_report_is_listed(source: ReportSource) -> None:
    found = await source.reports(frozenset({PATIENT, OTHER}))

    assert found.complete
    assert {report.report_id: report for report in found.reports} == {"2.25.10": FIRST, "2.25.11": ADDENDUM}


@pytest.mark.hazard("H3")
@pytest.mark.requirement("B5")
async def test_another_number_and_another_issuer_have_nothing(source: ReportSource) -> None:
    for numbers in ({OTHER}, {LocalPatientId(PATIENT.value, "2.25.99")}, set[LocalPatientId]()):
        assert await source.reports(frozenset(numbers)) == ReportListing(())


@pytest.mark.requirement("A8")
async def test_rendition_is_read_whole_by_its_locator(source: ReportSource) -> None:
    listing = await source.reports(frozenset({PATIENT}))
    (report,) = [one for one in listing.reports if one.report_id == "2.25.10"]

    assert [await source.read(rendition.locator) for rendition in report.renditions] == [
        CONTENTS["first.txt"],
        CONTENTS["first.pdf"],
    ]


@pytest.mark.hazard("H6")
@pytest.mark.parametrize("locator", ["nothing.txt", "2.25.10.toml", "../first.txt", "/etc/passwd", ""])
async def test_what_was_not_offered_is_not_read(source: ReportSource, locator: str) -> None:
    with pytest.raises(AccessDenied):
        await source.read(locator)


@pytest.mark.hazard("H7", "H8")
@pytest.mark.parametrize(
    "damaged",
    [
        "not toml",
        ADDENDUM_TOML.replace('"appended"', '"unheard-of"'),
        ADDENDUM_TOML.replace("study_uids = []", 'study_uids = ["no uid"]'),
        ADDENDUM_TOML.replace('file = "addendum.txt"', 'file = "../secret"'),
        ADDENDUM_TOML.replace("files = [{", "others = [{"),
        ADDENDUM_TOML + "unknown = 1",
        ADDENDUM_TOML + "authored_at = 2026-03-14T12:00:00",
    ],
)
async def test_description_that_cannot_be_read_is_told_to_everybody_and_hides_no_other_report(
    tmp_path: Path, damaged: str
) -> None:
    source = write_reports(tmp_path)
    (tmp_path / "2.25.12.toml").write_text(damaged)

    gap = "1 descriptions of reports cannot be read and may be of any patient"
    assert await source.reports(frozenset({PATIENT})) == ReportListing((FIRST, ADDENDUM), False, gap)
    for nobodys in (frozenset({OTHER}), frozenset[LocalPatientId]()):
        assert await source.reports(nobodys) == ReportListing((), False, gap)
    (tmp_path / "2.25.12.toml").unlink()

    assert (await source.reports(frozenset({PATIENT}))).complete


@pytest.mark.hazard("H8")
async def test_of_two_descriptions_of_one_report_neither_is_believed(tmp_path: Path) -> None:
    source = write_reports(tmp_path)
    (tmp_path / "2.25.12.toml").write_text(ADDENDUM_TOML.replace("appended", "withdrawn"))

    listing = await source.reports(frozenset({PATIENT}))

    assert listing == ReportListing((FIRST,), False, "two descriptions are of one report")
    with pytest.raises(AccessDenied):
        await source.read("addendum.txt")


@pytest.mark.requirement("B22")
async def test_folder_that_is_gone_is_a_source_that_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(PeerUnreachable):
        await ReportFolder(tmp_path / "gone").reports(frozenset({PATIENT}))


async def test_document_that_is_gone_is_a_source_that_does_not_answer(tmp_path: Path) -> None:
    source = write_reports(tmp_path)
    (tmp_path / "first.pdf").unlink()

    assert len((await source.reports(frozenset({PATIENT}))).reports) == 2
    with pytest.raises(PeerUnreachable):
        await source.read("first.pdf")
