"""Images as somebody with a token gets them from a gateway, and the small studies that are asked for."""

from collections.abc import AsyncIterator, Mapping

from tests.lib.dicom_files import dicom_file
from tests.lib.eventually import eventually
from tests.lib.gateway import OPEN, Holder, local_id
from tijdlijn.domain.errors import InputInvalid, PeerUnreachable
from tijdlijn.services.gateway.housekeeping import Housekeeping
from tijdlijn.store.gateway.guarded_record import GuardedRecord
from tijdlijn.store.gateway.opened_study_store import OpenedStudyStore
from tijdlijn.store.gateway.token_store import TokenStore
from tijdlijn.store.record.record_store import StoredRecord
from tijdlijn.wire.dicom.multipart import PartBegins, PartData, PartReader, boundary_of

MIB = 1024 * 1024


def of(patient_number: str, uid: str, **attributes: object) -> bytes:
    return dicom_file(PatientID=patient_number, SOPInstanceUID=uid, **attributes)  # type: ignore[arg-type]


def three() -> list[bytes]:
    number = local_id(OPEN).value
    return [
        of(number, "2.25.1001"),
        of(number, "2.25.1002", encapsulated=True),
        of(number, "2.25.1003", SeriesInstanceUID="2.25.201"),
    ]


async def body_of(chunks: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """What came, and whether it came to its end as far as HTTP can tell."""
    body = b""
    try:
        async for chunk in chunks:
            body += chunk
    except PeerUnreachable:
        return body, False
    return body, True


def parts_of(content_type: str, body: bytes) -> tuple[list[tuple[Mapping[str, str], bytes]], bool]:
    """The parts that began, and whether the last boundary came."""
    reader, parts = PartReader(boundary_of(content_type)), list[tuple[Mapping[str, str], bytes]]()
    for event in reader.feed(body):
        if isinstance(event, PartBegins):
            parts.append((event.headers, b""))
        elif isinstance(event, PartData):
            parts[-1] = (parts[-1][0], parts[-1][1] + event.data)
    try:
        reader.finish()
    except InputInvalid:
        return parts, False
    return parts, True


async def received(
    holder: Holder, path: str, token: str | None = None
) -> tuple[list[tuple[Mapping[str, str], bytes]], bool]:
    """What a permitted asker gets of a path."""
    async with holder.retrieved(token or await holder.token(OPEN), path) as answer:
        assert answer.status == 200
        body, _ = await body_of(answer.chunks)
        return parts_of(answer.headers["content-type"], body)


async def refusal(holder: Holder, path: str, token: str, accept: str = "") -> tuple[int, bytes]:
    async with holder.retrieved(token, path, accept=accept) as answer:
        return answer.status, (await body_of(answer.chunks))[0]


async def nobody_reads(holder: Holder) -> bool:
    """Whether every answer has ended at the holder too, which its reader knows a moment earlier."""
    return await holder.database.execute("SELECT 1 FROM opened_study WHERE streams > 0") == 0


async def closed_records(holder: Holder) -> list[StoredRecord]:
    """The records of opened studies once nobody asks any more."""
    record = GuardedRecord(holder.database)
    opened = OpenedStudyStore(holder.database, record)
    await eventually(lambda: nobody_reads(holder))
    holder.clock.advance(365 * 24 * 3600)
    await Housekeeping(TokenStore(holder.database, record), opened, record, holder.clock).tidy()
    return await holder.recorded("open-study")
