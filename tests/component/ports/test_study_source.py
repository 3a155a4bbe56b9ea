"""The suite of `ports.StudySource`: a folder, Debian's Orthanc over DICOMweb, and the fake.

What follows the suite is each connector's own: what a folder cannot read, and how DICOMweb servers cut their
answers short.
"""

import json
import os
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.orthanc import USERNAME, Orthanc, orthanc, orthanc_process
from tests.lib.study_sources import OTHER, PATIENT, SourceOf, folder_of, source_of
from tijdlijn.connectors.dicomweb import BasicLogin, DicomWebStudySource
from tijdlijn.connectors.folder import FolderStudySource
from tijdlijn.domain.errors import PeerAnswerInvalid, PeerError, PeerRefused, PeerUnreachable
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.patient import Sex, VagueDate
from tijdlijn.domain.study import Availability
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.listening import listening

__all__ = ["orthanc", "orthanc_process", "source_of"]


@pytest.mark.requirement("T2.2.folder", "T2.2.dicomweb", "T2.2.orthanc", "A22", "B34")
async def test_study_is_told_as_its_files_describe_it(source_of: SourceOf) -> None:
    source = await source_of(
        [
            dicom_file(),
            dicom_file(),
            dicom_file(SeriesInstanceUID="2.25.201"),
            dicom_file(StudyInstanceUID="2.25.9"),
        ]
    )

    listing = await source.studies(frozenset({PATIENT}))

    assert listing.complete
    study = next(one for one in listing.studies if one.study_uid.value == STUDY)
    assert (study.modalities, study.description) == (("CT",), "CT abdomen")
    assert (study.series_count, study.instance_count, study.image_count) == (2, 3, 3)
    assert study.moment.day is not None
    assert study.moment.day.isoformat() == "2026-03-14"
    assert study.region is not None
    assert study.accession is not None
    assert study.accession.value == "T0001"
    assert (study.demographics.birth_date, study.demographics.sex) == (VagueDate("1951-03-14"), Sex.FEMALE)
    assert study.institution_name == "Ziekenhuis Fryslân"
    assert study.availability is Availability.ONLINE


@pytest.mark.requirement("T3.5.counts", "B34")
async def test_key_objects_reports_and_presentations_are_not_counted_as_images(source_of: SourceOf) -> None:
    others = {
        "KO": "1.2.840.10008.5.1.4.1.1.88.59",
        "SR": "1.2.840.10008.5.1.4.1.1.88.67",
        "PR": "1.2.840.10008.5.1.4.1.1.11.1",
    }
    documents = [
        dicom_file(Modality=modality, SOPClassUID=sop_class, SeriesInstanceUID=f"2.25.3{number}{again}")
        for number, (modality, sop_class) in enumerate(others.items())
        for again in (0, 1)
    ]
    source = await source_of([dicom_file(), dicom_file(), *documents, dicom_file(StudyInstanceUID="2.25.9")])

    studies = {str(one.study_uid): one for one in (await source.studies(frozenset({PATIENT}))).studies}

    assert (studies[STUDY].instance_count, studies[STUDY].image_count) == (8, 2)
    assert studies["2.25.9"].image_count == 1


@pytest.mark.requirement("B29")
@pytest.mark.hazard("H3")
async def test_a_study_id_neither_joins_studies_nor_parts_one(source_of: SourceOf) -> None:
    source = await source_of(
        [
            dicom_file(StudyInstanceUID="2.25.1", StudyID="1"),
            dicom_file(StudyInstanceUID="2.25.2", StudyID="1"),
            dicom_file(StudyInstanceUID="2.25.3", StudyID=""),
            dicom_file(StudyInstanceUID="2.25.4", StudyID=""),
            dicom_file(StudyInstanceUID="2.25.5", StudyID="5"),
            dicom_file(StudyInstanceUID="2.25.5", StudyID="6", SeriesInstanceUID="2.25.201"),
        ]
    )

    counts = {
        str(one.study_uid): one.instance_count for one in (await source.studies(frozenset({PATIENT}))).studies
    }

    assert counts == {"2.25.1": 1, "2.25.2": 1, "2.25.3": 1, "2.25.4": 1, "2.25.5": 2}


@pytest.mark.requirement("A12")
async def test_newest_study_comes_first_and_undated_ones_last(source_of: SourceOf) -> None:
    days = {
        "2.25.1": "20200101",
        "2.25.2": "20260101",
        "2.25.3": "",
        "2.25.4": "20230101",
        "2.25.5": "20260102",
    }
    source = await source_of([dicom_file(StudyInstanceUID=uid, StudyDate=day) for uid, day in days.items()])

    listing = await source.studies(frozenset({PATIENT}))

    assert [str(study.study_uid) for study in listing.studies] == [
        f"2.25.{number}" for number in (5, 2, 4, 1, 3)
    ]


@pytest.mark.hazard("H3")
@pytest.mark.requirement("B5", "T2.3.local-numbers")
async def test_study_under_another_number_or_another_issuer_is_left_out(source_of: SourceOf) -> None:
    source = await source_of(
        [
            dicom_file(StudyInstanceUID="2.25.1", PatientID=OTHER.value, PatientName="Test-Ander^A."),
            dicom_file(StudyInstanceUID="2.25.2"),
        ]
    )

    other_issuer = await source.studies(frozenset({LocalPatientId(PATIENT.value, "2.25.99")}))
    of_patient = await source.studies(frozenset({PATIENT}))
    of_both = await source.studies(frozenset({PATIENT, OTHER}))

    assert (other_issuer.studies, other_issuer.complete) == ((), True)
    assert [str(study.study_uid) for study in of_patient.studies] == ["2.25.2"]
    assert len(of_both.studies) == 2


@pytest.mark.hazard("H1")
@pytest.mark.requirement("A4")
async def test_study_under_two_numbers_of_the_patient_is_one_with_the_images_of_both(
    source_of: SourceOf,
) -> None:
    source = await source_of(
        [dicom_file(), dicom_file(), dicom_file(PatientID=OTHER.value, SeriesInstanceUID="2.25.201")]
    )

    (study,) = (await source.studies(frozenset({PATIENT, OTHER}))).studies

    assert (study.series_count, study.instance_count) == (2, 3)


async def test_without_studies_or_without_numbers_the_list_is_empty_and_whole(source_of: SourceOf) -> None:
    source = await source_of([dicom_file()])

    for numbers in (frozenset({OTHER}), frozenset[LocalPatientId]()):
        listing = await source.studies(numbers)
        assert (listing.studies, listing.complete, listing.gap) == ((), True, None)


@pytest.mark.hazard("H7")
@pytest.mark.requirement("T2.4.unreadable-header", "T2.6.dicom")
async def test_file_with_unreadable_header_makes_every_list_incomplete_until_it_is_gone(
    tmp_path: Path,
) -> None:
    source = await folder_of(tmp_path, [dicom_file()])
    damaged = tmp_path / "damaged.dcm"
    damaged.write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 50)

    for numbers in (frozenset({PATIENT}), frozenset({OTHER}), frozenset[LocalPatientId]()):
        listing = await source.studies(numbers)
        assert not listing.complete
        assert listing.gap is not None
    damaged.unlink()

    assert (await source.studies(frozenset({PATIENT}))).complete


@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not DICOM at all",
        dicom_file(PatientID=None),
        dicom_file(StudyInstanceUID=None),
        dicom_file()[:300],
    ],
)
async def test_file_that_says_too_little_counts_as_unreadable(tmp_path: Path, content: bytes) -> None:
    source = await folder_of(tmp_path, [content])

    assert not (await source.studies(frozenset({PATIENT}))).complete


@pytest.mark.parametrize(
    "name", ["README.txt", ".DS_Store", "world.toml", "manifest.json", "a.pdf", "DICOMDIR"]
)
async def test_file_that_calls_itself_something_else_is_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not DICOM")

    assert (await (await folder_of(tmp_path, [])).studies(frozenset({PATIENT}))).complete


@pytest.mark.hazard("H7")
@pytest.mark.requirement("T2.4.unreadable-images", "T2.6.dicom")
@pytest.mark.parametrize("encapsulated", [False, True])
async def test_file_with_unreadable_rest_is_a_study_that_says_so(tmp_path: Path, encapsulated: bool) -> None:
    source = await folder_of(
        tmp_path,
        [dicom_file(), dicom_file(encapsulated=encapsulated)[:-20], dicom_file(StudyInstanceUID="2.25.3")],
    )

    listing = await source.studies(frozenset({PATIENT}))

    assert listing.complete
    availability = {str(study.study_uid): study.availability for study in listing.studies}
    assert availability == {STUDY: Availability.UNREADABLE, "2.25.3": Availability.ONLINE}


@pytest.mark.hazard("H1", "H3")
@pytest.mark.requirement("B5")
@pytest.mark.parametrize("issuer", [None, "ZIEKENHUIS"])
async def test_number_of_an_unclear_issuer_is_nobodys_and_a_gap_for_who_has_that_number(
    tmp_path: Path, issuer: str | None
) -> None:
    source = await folder_of(tmp_path, [dicom_file(IssuerOfPatientID=issuer)])

    of_patient = await source.studies(frozenset({PATIENT}))
    of_other = await source.studies(frozenset({OTHER}))

    assert (of_patient.studies, of_patient.complete) == ((), False)
    assert of_other.complete


async def test_what_changes_in_the_folder_is_seen_at_the_next_question(tmp_path: Path) -> None:
    source = await folder_of(tmp_path, [dicom_file()])
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "new").write_bytes(dicom_file(StudyInstanceUID="2.25.7"))
    grown = await source.studies(frozenset({PATIENT}))
    (tmp_path / "0000.dcm").unlink()
    shrunk = await source.studies(frozenset({PATIENT}))

    assert len(grown.studies) == 2
    assert [str(study.study_uid) for study in shrunk.studies] == ["2.25.7"]


@pytest.mark.requirement("B22")
async def test_folder_that_is_gone_is_an_archive_that_does_not_answer(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    os.mkdir(folder)
    source = await FolderStudySource.open(folder, rescan_after_s=0)
    os.rmdir(folder)

    with pytest.raises(PeerUnreachable):
        await source.studies(frozenset({PATIENT}))


@pytest.mark.requirement("T2.2.orthanc")
async def test_archive_that_turns_us_away_is_refused_and_never_empty(orthanc: Orthanc) -> None:
    async with HttpClient.open(None) as client:
        source = DicomWebStudySource(client, orthanc.dicomweb_url, login=BasicLogin(USERNAME, "wrong"))

        for numbers in (frozenset({PATIENT}), frozenset[LocalPatientId]()):
            with pytest.raises(PeerRefused):
                await source.studies(numbers)


class Archive:
    """A DICOMweb server with a mind of its own about paging."""

    def __init__(
        self, uids: int, *, limit: int | None = None, offset: bool = True, warn: bool = False
    ) -> None:
        self._listed = [entry(f"2.25.{number}") for number in range(1, uids + 1)]
        self._limit, self._offset, self._warn = limit, offset, warn
        self.status, self.body = 200, None  # type: tuple[int, bytes | None]
        self.series: list[dict[str, object]] | None = None
        self.asked: list[str] = []

    def app(self) -> Router:
        return Router(
            [Route("/studies", self.studies), Route("/studies/{uid}/series", self.series_of)],
            redirect_slashes=False,
        )

    async def studies(self, request: Request) -> Response:
        self.asked.append(str(request.url.query))
        if self.body is not None:
            return Response(self.body, self.status)
        offset = int(request.query_params["offset"]) if self._offset else 0
        limit = self._limit or int(request.query_params["limit"])
        page = self._listed[offset : offset + limit]
        headers = {"Warning": '299 pacs "more"'} if self._warn else {}
        return Response(json.dumps(page) if page else b"", 200 if page else 204, headers)

    async def series_of(self, _request: Request) -> Response:
        return Response(json.dumps(self.series or []))


def entry(uid: str, **changed: str) -> dict[str, object]:
    values = {"0020000D": uid, "00100020": PATIENT.value, "00201206": "1", "00201208": "3", "00080061": "CT"}
    return {tag: {"vr": "LO", "Value": [value]} for tag, value in (values | changed).items() if value}


async def asked(archive: Archive, page_size: int = 10) -> tuple[int, bool]:
    async with listening(archive.app()) as port, HttpClient.open(None) as client:
        source = DicomWebStudySource(client, f"http://127.0.0.1:{port}", page_size=page_size)
        listing = await source.studies(frozenset({PATIENT}))
    return len(listing.studies), listing.complete


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    ("archive", "found", "complete"),
    [
        (Archive(0), 0, True),
        (Archive(10), 10, True),
        (Archive(25), 25, True),
        (Archive(25, limit=7), 25, True),
        (Archive(25, limit=7, warn=True), 25, False),
        (Archive(8, offset=False), 8, True),
        (Archive(25, limit=100, offset=False), 25, True),
        (Archive(25, offset=False), 10, False),
        (Archive(25, limit=7, offset=False, warn=True), 7, False),
    ],
)
async def test_pages_are_read_to_the_end_and_an_end_that_is_not_reached_is_said(
    archive: Archive, found: int, complete: bool
) -> None:
    assert await asked(archive) == (found, complete)


@pytest.mark.hazard("H3")
async def test_study_that_the_archive_gives_unasked_is_left_out() -> None:
    archive = Archive(0)
    archive._listed = [
        entry("2.25.1"),
        entry("2.25.2", **{"00100020": "999"}),
        entry("2.25.3", **{"00100021": "2.25.9"}),
    ]

    assert await asked(archive) == (1, True)


async def test_study_of_which_the_archive_does_not_say_whose_it_is_makes_the_list_incomplete() -> None:
    archive = Archive(0)
    archive._listed = [entry("2.25.1"), entry("2.25.2", **{"00100020": ""}), entry("no uid")]

    assert await asked(archive) == (1, False)


@pytest.mark.hazard("H1", "H3")
async def test_issuer_that_cannot_be_compared_makes_the_list_incomplete() -> None:
    archive = Archive(0)
    archive._listed = [entry("2.25.1"), entry("2.25.2", **{"00100021": "ZIEKENHUIS"})]

    assert await asked(archive) == (1, False)


@pytest.mark.requirement("B34")
async def test_what_the_study_answer_lacks_is_asked_of_its_series() -> None:
    archive = Archive(0)
    archive._listed = [entry("2.25.1", **{"00080061": "", "00201206": "", "00201208": ""})]
    archive.series = [
        {"00080060": {"Value": [kind]}, "00201209": {"Value": [count]}}
        for kind, count in (("MR", 20), ("SR", 1))
    ]
    async with listening(archive.app()) as port, HttpClient.open(None) as client:
        source = DicomWebStudySource(client, f"http://127.0.0.1:{port}")
        (study,) = (await source.studies(frozenset({PATIENT}))).studies

    assert (study.modalities, study.series_count) == (("MR",), 2)
    assert (study.instance_count, study.image_count) == (21, 20)


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (200, b"<html>", PeerAnswerInvalid),
        (200, b"{}", PeerAnswerInvalid),
        (404, b"", PeerAnswerInvalid),
        (403, b"", PeerRefused),
        (503, b"", PeerUnreachable),
    ],
)
async def test_archive_that_answers_nonsense_or_nothing_is_an_error(
    status: int, body: bytes, failure: type[PeerError]
) -> None:
    archive = Archive(0)
    archive.status, archive.body = status, body

    with pytest.raises(failure):
        await asked(archive)
