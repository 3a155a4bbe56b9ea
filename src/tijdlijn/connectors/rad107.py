"""Images of a holder over RAD-107: its manifest, and Part 10 files out of one multipart body.

A manifest is asked for in either of its forms, the FHIR form before the DICOM form: the same is read out of
it in a twentieth of the time. A holder owes only one, so whichever comes is read; one whose FHIR form cannot
be read is asked for the other.

Nothing is held but the head of the file that comes: it says which study, series and instance this is, and
before that is known nothing of the file is given. A body that ends before its last boundary was cut off. It
is asked for once more, and what was given is passed over; a file that broke halfway is asked for by itself
and continued, if its head is still the same to the byte.

Standard: IHE RAD TF-2 4.107 (RAD-107, WADO-RS Retrieve); DICOM PS3.18 §10.4; IHE RAD MADO (manifest).
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field

from tijdlijn.connectors.authorised_get import AuthorisedGet
from tijdlijn.connectors.of_person import check_person
from tijdlijn.connectors.part10_body import IncomingFile, incoming_files
from tijdlijn.connectors.rad107_address import address_of
from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid, PeerUnreachable
from tijdlijn.domain.identifiers import SopInstanceUID, StudyInstanceUID
from tijdlijn.domain.instances import InstancePath, Manifest
from tijdlijn.ports import Piece, StoredInstance
from tijdlijn.wire.fhir.document_reference import entry_id
from tijdlijn.wire.mado import MAX_MANIFEST_BYTES, fhir, kos

EITHER_FORM = f"{fhir.MEDIA_TYPE}, {kos.MEDIA_TYPE};q=0.5"
PART10 = 'multipart/related; type="application/dicom"; transfer-syntax=*'
_Files = AsyncGenerator[IncomingFile, None]


async def manifest(get: AuthorisedGet, study_uid: StudyInstanceUID) -> Manifest:
    """Read a manifest: the document of the study's entry. See `ports.HolderLink.manifest`."""
    peer = str(get.custodian)
    url = f"{get.route.endpoint}/fhir/Binary/{entry_id(get.custodian, study_uid.value)}"
    try:
        held = await _held(get, url)
    except InputInvalid as error:
        raise PeerAnswerInvalid(peer, "not a manifest") from error
    if held.study.study_uid != study_uid:
        raise PeerAnswerInvalid(peer, "the manifest of another study")
    check_person(get, held.study.demographics, "a manifest")
    return held


async def _held(get: AuthorisedGet, url: str) -> Manifest:
    form, document = await _document(get, url, EITHER_FORM)
    try:
        return await _read(form, document)
    except InputInvalid:
        if form == kos.MEDIA_TYPE:
            raise
    return await _read(*await _document(get, url, kos.MEDIA_TYPE))


async def _document(get: AuthorisedGet, url: str, accept: str) -> tuple[str, bytes]:
    """A manifest as it comes, and in which form: that of DICOM, unless it says to be JSON."""
    async with get.open(url, accept=accept, max_bytes=MAX_MANIFEST_BYTES) as answer:
        document = b"".join([piece async for piece in answer.chunks])
        served = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = served in (fhir.MEDIA_TYPE, "application/json")
    return (fhir.MEDIA_TYPE if is_json else kos.MEDIA_TYPE), document


async def _read(form: str, document: bytes) -> Manifest:
    if form == fhir.MEDIA_TYPE:
        return fhir.read_manifest(document).manifest
    # The DICOM form of a large study takes a tenth of a second; others are served meanwhile.
    return (await asyncio.to_thread(kos.read_manifest, document)).manifest


@asynccontextmanager
async def instances(get: AuthorisedGet, path: InstancePath) -> AsyncIterator[AsyncIterator[StoredInstance]]:
    """Open what lies at this path. See `ports.HolderLink.instances`."""
    async with AsyncExitStack() as stack:
        passage = _Passage(get, path, stack)
        # The first answer is waited for here: a refusal is told before anything is read.
        files = await passage.begin(path)
        async with aclosing(passage.read(files)) as read:
            yield read


@dataclass(slots=True)
class _Passage:
    """One reading, over at most two connections at a time. `given` are instances that came whole."""

    get: AuthorisedGet
    path: InstancePath
    stack: AsyncExitStack
    may_renew: bool = True
    is_broken: bool = False
    given: set[SopInstanceUID] = field(default_factory=set)

    async def begin(self, path: InstancePath) -> _Files:
        """Ask, and give the files that come."""
        answer = await self.stack.enter_async_context(
            self.get.open(address_of(self.get.route, path), accept=PART10)
        )
        return incoming_files(answer, self.get, path)

    async def read(self, files: _Files) -> AsyncGenerator[StoredInstance, None]:
        """Give the files, over a second connection where the first breaks."""
        while True:
            try:
                async with aclosing(files):
                    async for file in files:
                        if file.sop_instance_uid not in self.given:
                            async with aclosing(self._bytes_of(file)) as chunks:
                                yield _stored(file, chunks)
                                async for _ in chunks:
                                    pass  # What a reader leaves unread still has to pass.
                        if self.is_broken:
                            break
                if not self.is_broken or self.path.instance_uid is not None:
                    return
            except PeerUnreachable:
                if not self.may_renew:
                    raise
                self.may_renew = False
            self.is_broken = False
            await self.stack.aclose()
            files = await self.begin(self.path)

    async def _bytes_of(self, file: IncomingFile) -> AsyncGenerator[Piece, None]:
        passed = 0
        try:
            async for piece in file.chunks:
                passed += len(piece)
                yield piece
        except PeerUnreachable:
            if not self.may_renew:
                raise
            self.may_renew, self.is_broken = False, True
            async with aclosing(self._rest_of(file, passed)) as rest:
                async for piece in rest:
                    yield piece
        self.given.add(file.sop_instance_uid)

    async def _rest_of(self, file: IncomingFile, passed: int) -> AsyncGenerator[Piece, None]:
        """Read one file again, by itself, and give what stands behind the first `passed` bytes."""
        path = InstancePath(self.path.study_uid, file.series_uid, file.sop_instance_uid)
        read = 0
        async with aclosing(await self.begin(path)) as files:
            async for again in files:
                async for piece in again.chunks:
                    if piece[: max(0, len(file.head) - read)] != file.head[read : read + len(piece)]:
                        raise self._is_another()
                    if rest := piece[max(0, passed - read) :]:
                        yield rest
                    read += len(piece)
                break
        if read < passed:
            raise self._is_another()

    def _is_another(self) -> PeerAnswerInvalid:
        return PeerAnswerInvalid(str(self.get.custodian), "another file than before the connection broke")


def _stored(file: IncomingFile, chunks: AsyncIterator[Piece]) -> StoredInstance:
    return StoredInstance(file.sop_instance_uid, file.series_uid, file.transfer_syntax_uid, None, chunks)
