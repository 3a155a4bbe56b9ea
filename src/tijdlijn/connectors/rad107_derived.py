"""Headers and single frames of a holder that makes them, over WADO-RS beside RAD-107.

A holder owes neither; what it answers to such an address says that in many ways, and all of them are the same
here. What it does give is looked at: a header says which study, series and instance it is of, and a frame
that says something else than was asked for is not taken.

Standard: DICOM PS3.18 §10.4.1.1.5 (metadata), §10.4.1.1.6 (frames), §8.7.3.5.2 (transfer-syntax of a part).
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager

from tijdlijn.connectors.authorised_get import AuthorisedGet
from tijdlijn.connectors.multipart_parts import incoming_parts
from tijdlijn.connectors.of_person import check_person
from tijdlijn.connectors.rad107_address import address_of
from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import SopInstanceUID
from tijdlijn.domain.instances import InstancePath
from tijdlijn.domain.patient import Demographics
from tijdlijn.ports import StoredFrame, StoredHeader
from tijdlijn.runtime.http_client import HttpStream
from tijdlijn.wire.dicom.json_objects import MAX_LIST_BYTES, objects_of
from tijdlijn.wire.dicom.multipart import media_type_parameters
from tijdlijn.wire.dicom.wado import DICOM_JSON

AS_STORED = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
NOT_MADE = frozenset({400, 403, 404, 405, 406, 410, 415, 501})
"""What holders answer who do not make this, or not this one."""

_INSTANCE = re.compile(r"/studies/([0-9.]+)/series/([0-9.]+)/instances/([0-9.]+)(?:/frames/([0-9]+))?")


@asynccontextmanager
async def headers(get: AuthorisedGet, path: InstancePath) -> AsyncIterator[AsyncIterator[StoredHeader]]:
    """Open the headers under a path. See `ports.HolderLink.headers`."""
    address = f"{address_of(get.route, path)}/metadata"
    async with get.open(address, accept=DICOM_JSON, max_bytes=MAX_LIST_BYTES, absent=NOT_MADE) as answer:
        if _media_type(answer) not in (DICOM_JSON, "application/json"):
            raise AccessDenied("the holder does not make headers")
        body = b"".join([piece async for piece in answer.chunks])
    async with aclosing(_headers(get, path, body)) as read:
        yield read


@asynccontextmanager
async def frames(
    get: AuthorisedGet, path: InstancePath, numbers: Sequence[int]
) -> AsyncIterator[AsyncIterator[StoredFrame]]:
    """Open frames of one instance. See `ports.HolderLink.frames`."""
    address = f"{address_of(get.route, path)}/frames/{','.join(map(str, numbers))}"
    async with get.open(address, accept=AS_STORED, absent=NOT_MADE) as answer:
        if _media_type(answer) != "multipart/related":
            raise AccessDenied("the holder does not make frames")
        async with aclosing(_frames(answer, str(get.custodian), path, numbers)) as read:
            yield read


async def _headers(get: AuthorisedGet, path: InstancePath, body: bytes) -> AsyncGenerator[StoredHeader, None]:
    peer, bulk_root = str(get.custodian), f"{get.route.endpoint}/dicomweb"
    given: set[SopInstanceUID] = set()
    for found, person, written in _objects(body, peer):
        if not _is_in(found, path) or found.instance_uid is None or found.series_uid is None:
            raise PeerAnswerInvalid(peer, "a header of something else than was asked for")
        check_person(get, person, "a header")
        if found.instance_uid not in given:
            given.add(found.instance_uid)
            yield StoredHeader(path.study_uid, found.series_uid, found.instance_uid, written, bulk_root)


def _objects(body: bytes, peer: str) -> Iterator[tuple[InstancePath, Demographics, bytes]]:
    try:
        yield from objects_of(body)
    except InputInvalid as error:
        raise PeerAnswerInvalid(peer, "headers that cannot be read") from error


async def _frames(
    answer: HttpStream, peer: str, path: InstancePath, numbers: Sequence[int]
) -> AsyncGenerator[StoredFrame, None]:
    left = list(reversed(numbers))
    async with aclosing(incoming_parts(answer, peer)) as parts:
        async for part in parts:
            if not left:
                raise PeerAnswerInvalid(peer, "more frames than were asked for")
            number = left.pop()
            if _is_of_another(part.headers, path, number):
                raise PeerAnswerInvalid(peer, "a frame of something else than was asked for")
            syntax = media_type_parameters(part.headers.get("content-type", "")).get("transfer-syntax")
            if not syntax:
                raise AccessDenied("a frame that does not say how it is written")
            yield StoredFrame(number, syntax, part.chunks)
    if left:
        raise PeerAnswerInvalid(peer, "fewer frames than were asked for")


def _is_in(found: InstancePath, path: InstancePath) -> bool:
    return (
        found.study_uid == path.study_uid
        and path.series_uid in (None, found.series_uid)
        and path.instance_uid in (None, found.instance_uid)
    )


def _is_of_another(headers: Mapping[str, str], path: InstancePath, number: int) -> bool:
    """Whether a part says where it is from, and that is not where it was asked. Standard: RFC 9110 §8.7."""
    said = _INSTANCE.search(headers.get("content-location", ""))
    if said is None:
        return False
    study, series, instance, frame = said.groups()
    asked = (str(path.study_uid), str(path.series_uid), str(path.instance_uid))
    return (study, series, instance) != asked or frame not in (None, str(number))


def _media_type(answer: HttpStream) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()
