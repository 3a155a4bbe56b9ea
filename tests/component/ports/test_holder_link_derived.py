"""The suite of `ports.HolderLink` for headers and single frames: a real gateway with a folder of files, over
mutual TLS, and the community that lives in memory.

What follows the suite is the connector's own: holders that make none of it, and what a hostile one sends.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from starlette.responses import Response

from tests.lib.certificates import ca
from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.gateway import HOLDING, OPEN, PERSON, TRACE, local_id, running_holder
from tests.lib.rad107_holder import Rad107Holder, header_of, manifest_of
from tests.lib.study_sources import folder_of
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.errors import AccessDenied, PeerAnswerInvalid, PeerRefused, PeerUnreachable
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID, StudyInstanceUID, Ura
from tijdlijn.domain.instances import InstancePath
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.ports import HolderLink, StoredHeader
from tijdlijn.runtime.clock import SystemClock
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.fakes.holder_link import CommunityLink, Member

__all__ = ["ca"]

STUDY_UID, SERIES = StudyInstanceUID(STUDY), SeriesInstanceUID("2.25.200")
OF_SERIES = InstancePath(STUDY_UID, SERIES)
SOMEBODY = Asker(Professional("1", "", "01.041", "SEH-arts"), Ura("90000101"), Purpose.TREATMENT, "")


def with_frames(count: int, *, fragments_each: int | None = None) -> bytes:
    """A file with several frames of 8×8: native, or compressed with so many fragments a frame."""
    dataset = dcmread(BytesIO(own_file(encapsulated=fragments_each is not None)))
    dataset.NumberOfFrames = count
    frames = [bytes([number] * 64) for number in range(1, count + 1)]
    dataset.PixelData = (
        b"".join(frames)
        if fragments_each is None
        else encapsulate(frames, fragments_per_frame=fragments_each)
    )
    written = BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    return written.getvalue()


def own_file(**attributes: object) -> bytes:
    return dicom_file(PatientID=local_id(OPEN).value, **attributes)  # type: ignore[arg-type]


def path_of(file: bytes) -> InstancePath:
    return replace(OF_SERIES, instance_uid=SopInstanceUID(header_of(file).SOPInstanceUID))


@dataclass
class Reached:
    """A link, the route to its one holder, and the question."""

    link: HolderLink
    route: Route
    question: Question

    async def headers(self, path: InstancePath) -> list[dict[str, dict[str, object]]]:
        """The headers under a path; their addresses are those that they should be."""
        found = []
        async with self.link.headers(self.route, self.question, path) as headers:
            async for header in headers:
                told = json.loads(header.json)
                address = f"{header.bulk_root}/studies/{header.study_uid}/series/{header.series_uid}"
                assert told.pop("7FE00010")["BulkDataURI"] == (
                    f"{address}/instances/{header.sop_instance_uid}/bulkdata/7FE00010"
                )
                found.append(told)
        return found

    async def frames(self, path: InstancePath, *numbers: int) -> list[tuple[int, str, bytes]]:
        """Frames of an instance, with their transfer syntax."""
        async with self.link.frames(self.route, self.question, path, numbers) as frames:
            return [
                (frame.number, frame.transfer_syntax_uid, b"".join([piece async for piece in frame.chunks]))
                async for frame in frames
            ]


LinkTo = Callable[[Sequence[bytes]], Awaitable[Reached]]


def community(files: Sequence[bytes], *, makes_none: bool = False) -> Reached:
    by_uid = {SopInstanceUID(header_of(file).SOPInstanceUID): file for file in files}
    manifest = manifest_of(files)
    member = Member({OPEN: (manifest.study,)}, ((manifest, by_uid),), makes_none=makes_none)
    route = Route("xds", "xds-region", "community", "community", (HOLDING,))
    return Reached(
        CommunityLink({HOLDING: member}, SystemClock()), route, Question(OPEN, SOMEBODY, TRACE, PERSON)
    )


@pytest.fixture(params=["gateway", "community"])
async def link_to(request: pytest.FixtureRequest, ca: DevelopmentCa, tmp_path: Path) -> AsyncIterator[LinkTo]:
    """Makes a link to a holder of these files."""
    async with AsyncExitStack() as stack:

        async def make(files: Sequence[bytes]) -> Reached:
            if request.param == "community":
                return community(files)
            database_url = request.getfixturevalue("fresh_database")
            holder = await stack.enter_async_context(running_holder(database_url, ca))
            folder = await folder_of(tmp_path, files)
            holder.custodians[HOLDING] = replace(holder.custodians[HOLDING], studies=folder, derived=folder)
            credentials = InstitutionCredentials(holder.keys[SOMEBODY.institution], holder.clock)
            tokens = BearerTokens(holder.client, credentials, holder.clock)
            route = Route("mhd", "generic-functions", DIALECT, holder.url, (HOLDING,))
            question = Question(OPEN, holder.asker(OPEN), TRACE, PERSON)
            return Reached(MhdLink(holder.client, tokens, holder.clock), route, question)

        yield make


@pytest.mark.requirement("T3.1.made-by-holder")
async def test_headers_are_those_of_the_files_without_their_pixels(link_to: LinkTo) -> None:
    others = own_file(SeriesInstanceUID="2.25.300")
    files = [own_file(InstanceNumber=number, ImageComments="é" * 900) for number in (1, 2, 3)]
    reached = await link_to([*files, others])

    for path, expected in (
        (OF_SERIES, files),
        (path_of(files[1]), files[1:2]),
        (InstancePath(STUDY_UID), [*files, others]),
    ):
        found = {told["00080018"]["Value"][0]: told for told in await reached.headers(path)}  # type: ignore[index]
        assert len(found) == len(expected)
        for file in expected:
            header = header_of(file)
            told = found[header.SOPInstanceUID]
            assert told.pop("00083002")["Value"] == [header.file_meta.TransferSyntaxUID]
            assert Dataset.from_json(told) == header


@pytest.mark.requirement("T3.1.made-by-holder")
@pytest.mark.parametrize("fragments_each", [None, 1, 2])
async def test_frames_come_in_the_order_in_which_they_are_asked_for(
    link_to: LinkTo, fragments_each: int | None
) -> None:
    file = with_frames(5, fragments_each=fragments_each)
    syntax = "1.2.840.10008.1.2.1" if fragments_each is None else "1.2.840.10008.1.2.4.50"
    reached = await link_to([file])

    for numbers in ((1,), (5,), (4, 1, 2)):
        expected = [(number, syntax, bytes([number] * 64)) for number in numbers]
        assert await reached.frames(path_of(file), *numbers) == expected


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.made-by-holder", "T3.1.not-found")
async def test_what_is_not_there_is_denied(link_to: LinkTo) -> None:
    file = with_frames(2)
    reached = await link_to([file])
    elsewhere = InstancePath(StudyInstanceUID("2.25.9"), SERIES, SopInstanceUID("2.25.9"))

    with pytest.raises(AccessDenied):
        await reached.frames(path_of(file), 3)
    with pytest.raises(AccessDenied):
        await reached.frames(elsewhere, 1)
    with pytest.raises(AccessDenied):
        await reached.headers(elsewhere)


# ---- a holder that owes none of it, and hostile ones


@pytest.fixture
async def holder() -> AsyncIterator[Rad107Holder]:
    async with Rad107Holder(files=[own_file()]).serving() as running:
        yield running


class _Proof:
    async def present(self, question: Question, holder: Ura, holder_address: str) -> str:
        return "proof"


@pytest.fixture
async def reached(holder: Rad107Holder) -> AsyncIterator[Reached]:
    clock = SystemClock()
    async with HttpClient.open(None) as http:
        link = MhdLink(http, BearerTokens(http, _Proof(), clock), clock)
        route = Route("mhd", "generic-functions", DIALECT, holder.url, (holder.custodian,))
        yield Reached(link, route, Question(OPEN, SOMEBODY, TRACE, PERSON))


@pytest.mark.requirement("T3.1.made-by-holder")
async def test_a_holder_with_nothing_but_files_denies_both(reached: Reached, holder: Rad107Holder) -> None:
    path = path_of(holder.files[0])
    for one in (reached, community(holder.files, makes_none=True)):
        with pytest.raises(AccessDenied):
            await one.headers(path)
        with pytest.raises(AccessDenied):
            await one.frames(path, 1)


@pytest.mark.requirement("T3.1.made-by-holder")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        *((Response(status_code=code), AccessDenied) for code in (400, 403, 404, 405, 406, 410, 415, 501)),
        (Response(b"<html>", media_type="text/html"), AccessDenied),
        (Response(status_code=503), PeerUnreachable),
        (Response(status_code=401), PeerRefused),
    ],
)
async def test_every_way_of_not_making_it_is_a_denial_and_trouble_is_not(
    reached: Reached, holder: Rad107Holder, answer: Response, error: type[Exception]
) -> None:
    holder.made = {"metadata": answer, "frames": answer}
    with pytest.raises(error):
        await reached.headers(OF_SERIES)
    with pytest.raises(error):
        await reached.frames(path_of(holder.files[0]), 1)


def header(**uids: str) -> dict[str, object]:
    found = {"0020000D": STUDY, "0020000E": SERIES.value, "00080018": "2.25.1", **uids}
    return {tag: {"vr": "UI", "Value": [uid]} for tag, uid in found.items()}


def of_headers(*headers: object) -> Response:
    return Response(json.dumps(headers), media_type="application/dicom+json")


@pytest.mark.hazard("H3", "H10")
@pytest.mark.requirement("T3.1.made-by-holder", "T3.1.hostile")
@pytest.mark.parametrize(
    "answer",
    [
        of_headers(header(), header(**{"0020000D": "2.25.9"})),
        of_headers(header(**{"0020000E": "2.25.9"})),
        of_headers(header(**{"00080018": "2.25.9"})),
        of_headers({}),
        of_headers(header() | {"0020000D": {"vr": "UI", "Value": [STUDY, "2.25.9"]}}),
        of_headers(header() | {"0020000D": {"vr": "UI", "Value": [1]}}),
        of_headers("no object"),
        Response(b"[{", media_type="application/dicom+json"),
        Response(b"\xff", media_type="application/dicom+json"),
    ],
    ids=["study", "series", "instance", "none", "two", "number", "text", "cut", "bytes"],
)
async def test_headers_of_something_else_are_not_taken(
    reached: Reached, holder: Rad107Holder, answer: Response
) -> None:
    holder.made = {"metadata": answer}
    path = replace(OF_SERIES, instance_uid=SopInstanceUID("2.25.1"))
    given: list[StoredHeader] = []
    with pytest.raises(PeerAnswerInvalid):
        await collect(reached, path, given)
    assert all(one.sop_instance_uid == path.instance_uid for one in given)


async def test_an_instance_that_is_told_twice_is_given_once(reached: Reached, holder: Rad107Holder) -> None:
    holder.made = {"metadata": of_headers(header(), header())}
    given: list[StoredHeader] = []
    await collect(reached, OF_SERIES, given)
    assert len(given) == 1


async def collect(reached: Reached, path: InstancePath, given: list[StoredHeader]) -> None:
    async with reached.link.headers(reached.route, reached.question, path) as headers:
        async for one in headers:
            given.append(one)


def of_parts(*parts: tuple[dict[str, str], bytes], is_cut: bool = False) -> Response:
    body = b"".join(
        b"\r\n--b\r\n"
        + "".join(f"{name}: {value}\r\n" for name, value in head.items()).encode()
        + b"\r\n"
        + data
        for head, data in parts
    )
    return Response(
        body + (b"" if is_cut else b"\r\n--b--"),
        media_type='multipart/related; type="application/octet-stream"; boundary=b',
    )


PLAIN = {"Content-Type": "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"}
ELSEWHERE = {"Content-Location": f"/studies/{STUDY}/series/2.25.200/instances/2.25.9/frames/1"}


@pytest.mark.hazard("H3", "H10")
@pytest.mark.requirement("T3.1.made-by-holder", "T3.1.hostile")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (of_parts((PLAIN | ELSEWHERE, b"1")), PeerAnswerInvalid),
        (of_parts((PLAIN, b"1"), (PLAIN, b"2"), (PLAIN, b"3")), PeerAnswerInvalid),
        (of_parts((PLAIN, b"1")), PeerAnswerInvalid),
        (of_parts(), PeerAnswerInvalid),
        (of_parts(({"Content-Type": "image/jpeg"}, b"1")), AccessDenied),
        (of_parts((PLAIN, b"1"), is_cut=True), PeerUnreachable),
        (Response(b"", media_type="multipart/related"), PeerAnswerInvalid),
    ],
    ids=["of another", "too many", "too few", "none", "unsaid", "cut off", "no boundary"],
)
async def test_frames_that_cannot_be_those_that_were_asked_for_are_not_taken(
    reached: Reached, holder: Rad107Holder, answer: Response, error: type[Exception]
) -> None:
    holder.made = {"frames": answer}
    with pytest.raises(error):
        await reached.frames(path_of(holder.files[0]), 1, 2)


@pytest.mark.requirement("T3.1.made-by-holder")
async def test_frames_that_say_where_they_are_from_are_taken(reached: Reached, holder: Rad107Holder) -> None:
    path = path_of(holder.files[0])
    said = f"https://holder.example/studies/{STUDY}/series/{SERIES}/instances/{path.instance_uid}"
    holder.made = {
        "frames": of_parts(
            (PLAIN | {"Content-Location": f"{said}/frames/2"}, b"2"),
            (PLAIN | {"Content-Location": said}, b"1"),
        )
    }
    assert [data for _, _, data in await reached.frames(path, 2, 1)] == [b"2", b"1"]
