"""What an archive makes of its images itself: `ports.DerivedSource` over WADO-RS.

A picture, or a value, does not say whose it is. So the headers are asked for first and looked at as those of
files are; only then is the rest passed on, as it comes.

Standard: DICOM PS3.18 §10.4.1 (metadata, bulk data, frames, rendered and thumbnail resources).
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tijdlijn.connectors.dicomweb.archive import PEER, Archive, address_of
from tijdlijn.connectors.dicomweb.retrieval import ForeignInstance
from tijdlijn.connectors.dicomweb.values import value_of
from tijdlijn.connectors.own_instance import ANOTHER_PATIENT, NOT_DICOM, fault_of, refused
from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import Derivation, Derived, Document
from tijdlijn.wire.dicom.bulk_addresses import bulk_uris, readdressed
from tijdlijn.wire.dicom.identity import InstanceIdentity, identity_of_header
from tijdlijn.wire.dicom.json_model import JsonAttributes, JsonDataset
from tijdlijn.wire.dicom.qido import MAX_ANSWER_BYTES, MEDIA_TYPE
from tijdlijn.wire.dicom.qido_list import parse_objects


@dataclass(frozen=True, slots=True)
class Derivations:
    """Asks one archive."""

    archive: Archive

    @asynccontextmanager
    async def derived(
        self, local_ids: frozenset[LocalPatientId], derived: Derived
    ) -> AsyncIterator[Document]:
        """Open what was asked for. See `ports.DerivedSource.derived`.

        Raises:
            ForeignInstance: before anything is given.
        """
        path, kind = derived.path, derived.kind
        if kind is not Derivation.METADATA and path.instance_uid is None:
            raise AccessDenied("only made of one instance")
        headers = await self._own_headers(local_ids, path)
        if kind is Derivation.METADATA:
            body = (
                b"["
                + b",".join(
                    readdressed(header, bulk_uris(derived.root, identity)) for identity, header in headers
                )
                + b"]"
            )
            yield Document(MEDIA_TYPE, len(body), _once(body))
            return
        if kind is Derivation.BULKDATA:
            async with value_of(self.archive, *headers[0], derived) as document:
                yield document
            return
        address = f"{address_of(path)}/{kind}"
        if kind is Derivation.FRAMES:
            address = f"{address}/{','.join(map(str, derived.frames))}"
        async with self.archive.retrieved(address, derived.forms) as answer:
            length = answer.headers.get("content-length", "")
            yield Document(
                answer.headers.get("content-type", "application/octet-stream"),
                int(length) if length.isascii() and length.isdigit() else None,
                answer.chunks,
            )

    async def _own_headers(
        self, local_ids: frozenset[LocalPatientId], path: InstancePath
    ) -> list[tuple[InstanceIdentity, JsonDataset]]:
        address = f"{address_of(path)}/metadata"
        async with self.archive.retrieved(address, MEDIA_TYPE, max_bytes=MAX_ANSWER_BYTES) as answer:
            body = b"".join([piece async for piece in answer.chunks])
        try:
            headers = parse_objects(answer.status, body)
        except InputInvalid as error:
            raise PeerAnswerInvalid(PEER, "not a WADO-RS answer") from error
        if not headers:
            raise AccessDenied("the archive does not have this")
        own = []
        for header in headers:
            try:
                identity = identity_of_header(JsonAttributes(header))
            except InputInvalid as error:
                raise refused(PEER, NOT_DICOM, None) from error
            fault = fault_of(identity, local_ids, path, numbers_are_own=True)
            if fault == ANOTHER_PATIENT:
                raise ForeignInstance(identity)
            if fault is not None:
                raise refused(PEER, fault, identity)
            own.append((identity, header))
        return own


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
