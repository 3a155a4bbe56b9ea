"""Headers of a series or an instance, packed: those that the holder makes, else those of its files.

Addresses of values in them are ours, whoever wrote them: behind them we read the value from the file.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress

from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid, PeerTimedOut
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID
from tijdlijn.ports import Derivation, StoredHeader
from tijdlijn.services.timeline.images.asked import Asked
from tijdlijn.services.timeline.images.files import coming_file
from tijdlijn.services.timeline.images.metadata_cache import Packing
from tijdlijn.wire.dicom.bulk_addresses import bulk_uris, readdressed, readdressed_text, values_address
from tijdlijn.wire.dicom.dicom_json import JsonWriter
from tijdlijn.wire.dicom.element_memory import ElementMemory
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.json_model import JsonAttributes
from tijdlijn.wire.dicom.json_objects import object_of, pixel_elements
from tijdlijn.wire.dicom.pixel_format import PixelHeader, described
from tijdlijn.wire.pixels.order import Codec


async def packed_headers(
    asked: Asked, series_uid: SeriesInstanceUID, instance_uid: SopInstanceUID | None = None
) -> bytes:
    """Give the headers of a series, or of one instance, as packed objects divided by commas.

    Raises:
        AccessDenied: there are none. PeerError: as `HolderLink.instances`.
    """
    place, offered = asked.viewing.study.place, asked.viewing.viewings.offered
    if not offered.may_be(place, Derivation.METADATA):
        return await _of_files(asked, series_uid, instance_uid)
    try:
        packed = await _of_holder(asked, series_uid, instance_uid)
    except (AccessDenied, PeerTimedOut):
        packed = await _of_files(asked, series_uid, instance_uid)
        offered.is_lacking(place, Derivation.METADATA)
    else:
        offered.is_made(place, Derivation.METADATA)
    return packed


async def _of_holder(
    asked: Asked, series_uid: SeriesInstanceUID, instance_uid: SopInstanceUID | None
) -> bytes:
    async with asked.viewing.headers(series_uid, instance_uid) as headers:
        return await _packed(_noted(asked, header) async for header in headers)


async def _of_files(
    asked: Asked, series_uid: SeriesInstanceUID, instance_uid: SopInstanceUID | None
) -> bytes:
    peer, memory, writer = asked.viewing.study.place.custodian.value, ElementMemory(), JsonWriter()
    async with asked.viewing.instances(series_uid, instance_uid) as stored:

        async def written() -> AsyncGenerator[bytes, None]:
            async for instance in stored:
                head = (await coming_file(instance, peer, memory)).head
                _note(asked, head.sop_instance_uid, HeaderAttributes(head.header))
                yield writer.written(head, bulk_uris(asked.root, head))

        async with aclosing(written()) as headers:
            return await _packed(headers)


async def _packed(headers: AsyncIterator[bytes]) -> bytes:
    packing, divider = Packing(), b""
    async for header in headers:
        packing.add(divider + header)
        divider = b","
    if not divider:
        raise AccessDenied("no such series or instance")
    return packing.done()


def _noted(asked: Asked, header: StoredHeader) -> bytes:
    try:
        _note(asked, header.sop_instance_uid, JsonAttributes(pixel_elements(header.json)))
    except InputInvalid as error:
        raise _unreadable(asked) from error
    return _readdressed(asked, header)


def _note(asked: Asked, instance_uid: SopInstanceUID, source: PixelHeader) -> None:
    """Keep what the header says of the pixels, for whoever has frames of them written anew: the headers of a
    series are looked at while they pass, never together.
    """
    # What is no image, or contradicts itself, has no description; who asks for its frames hears that.
    with suppress(InputInvalid):
        asked.viewing.study.pixels[instance_uid] = described(source, Codec.NONE)


def _readdressed(asked: Asked, header: StoredHeader) -> bytes:
    before, after = values_address(header.bulk_root, header), values_address(asked.root, header)
    written = readdressed_text(header.json, before, after)
    if written is not None:
        return written
    try:
        return readdressed(object_of(header.json), bulk_uris(asked.root, header))
    except InputInvalid as error:
        raise _unreadable(asked) from error


def _unreadable(asked: Asked) -> PeerAnswerInvalid:
    return PeerAnswerInvalid(asked.viewing.study.place.custodian.value, "headers that cannot be read")
