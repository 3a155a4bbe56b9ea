"""How many images a DICOMweb archive is said to have of a study, where it counts documents with them."""

import asyncio
import json
from dataclasses import dataclass, field

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from tests.lib.study_sources import PATIENT
from tijdlijn.connectors.dicomweb import DicomWebStudySource
from tijdlijn.connectors.dicomweb import image_counts as counting
from tijdlijn.ports import StudyListing
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.listening import listening

Json = dict[str, object]


@dataclass
class Archive:
    """Studies of five objects each, one of them a report; what it answers about series is the test's."""

    studies: int = 30
    kinds: tuple[str, ...] = ("CT", "SR")
    series: list[Json] = field(default_factory=list)
    status: int = 200
    is_slow: bool = False
    asked: list[str] = field(default_factory=list)

    def app(self) -> Router:
        return Router([Route("/studies", self._studies), Route("/series", self._series)])

    async def _studies(self, request: Request) -> Response:
        listed = [study(number, self.kinds) for number in range(self.studies)]
        offset, limit = (int(request.query_params[name]) for name in ("offset", "limit"))
        return Response(json.dumps(listed[offset : offset + limit]))

    async def _series(self, request: Request) -> Response:
        self.asked.append(request.query_params["Modality"])
        if self.is_slow:
            await asyncio.Event().wait()
        offset = int(request.query_params["offset"])
        return Response(json.dumps(self.series[offset:]), self.status)


def dicom(**values: object) -> Json:
    return {name.removeprefix("t"): {"vr": "LO", "Value": [value]} for name, value in values.items()}


def study(number: int, kinds: tuple[str, ...]) -> Json:
    counts = dicom(t0020000D=f"2.25.{number}", t00100020=PATIENT.value, t00201206=2, t00201208=5)
    return counts | {"00080061": {"vr": "CS", "Value": list(kinds)}}


def series(study_number: int, *, modality: str = "SR", count: int | None = 1) -> Json:
    of_study = f"2.25.{study_number}"
    told = dicom(t0020000D=of_study, t0020000E=f"{of_study}.1", t00080060=modality)
    return told if count is None else told | dicom(t00201209=count)


async def listing_of(archive: Archive) -> StudyListing:
    async with listening(archive.app()) as port, HttpClient.open(None) as client:
        source = DicomWebStudySource(client, f"http://127.0.0.1:{port}")
        return await source.studies(frozenset({PATIENT}))


@pytest.mark.requirement("T3.5.counts", "B34")
async def test_one_question_tells_the_documents_of_all_studies() -> None:
    archive = Archive(series=[series(number) for number in range(30)])

    listing = await listing_of(archive)

    assert {one.image_count for one in listing.studies} == {4}
    assert {one.instance_count for one in listing.studies} == {5}
    # And one more, for the page that brings nothing new.
    assert archive.asked == ["SR", "SR"]


@pytest.mark.requirement("T3.5.counts")
async def test_without_documents_nothing_is_asked() -> None:
    archive = Archive(kinds=("CT",))

    assert {one.image_count for one in (await listing_of(archive)).studies} == {5}
    assert archive.asked == []


@pytest.mark.requirement("T3.5.counts")
@pytest.mark.parametrize(
    "told",
    [
        [],
        [series(0, count=None)],
        [series(0, count=6)],
        [series(0, modality="CT")],
        [series(7)],
    ],
    ids=["none", "uncounted", "more than there are", "of another kind", "of another study"],
)
async def test_a_number_that_cannot_be_told_stays_unknown(told: list[Json]) -> None:
    (study,) = (await listing_of(Archive(1, series=told))).studies

    assert (study.instance_count, study.image_count) == (5, None)


@pytest.mark.requirement("T3.5.counts")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize("archive", [Archive(status=404), Archive(status=500), Archive(is_slow=True)])
async def test_an_archive_that_does_not_tell_has_its_list_whole_all_the_same(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "COUNTING_TIMEOUT_S", 0.2)

    listing = await listing_of(archive)

    assert (len(listing.studies), listing.complete) == (30, True)
    assert {one.image_count for one in listing.studies} == {None}
