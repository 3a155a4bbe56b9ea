"""RAD-107: the images of a study, for the patient that the token was given for.

Nothing is sent before the archive has shown an instance of this patient and the opening of the study is on
record. Unknown, refused and another patient's are one and the same 404. Nothing is kept.

Standard: DICOM PS3.18 §10.4 (Retrieve); IHE RAD-107, WADO-RS Retrieve, Imaging Document Source.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.access import Decision
from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID, StudyInstanceUID, Ura
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import StoredInstance
from tijdlijn.services.gateway.access_record import OPEN_STUDY, AccessRecord
from tijdlijn.services.gateway.bearer import Bearer, Shown, unauthorized
from tijdlijn.services.gateway.checked_stream import CheckedStream
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.image_accept import DICOM, Form, form_wanted
from tijdlijn.serving.outcome import operation_outcome
from tijdlijn.store.gateway.opened_study_store import OpenedStudy, OpenedStudyStore
from tijdlijn.wire.dicom.multipart import PartWriter, new_boundary, related
from tijdlijn.wire.fhir.document_reference import entry_id

Instances = AsyncGenerator[StoredInstance, None]


@dataclass(slots=True)
class _Reading:
    """What of one answer went out since it was last counted, and whether it came to its end."""

    opened: OpenedStudy
    instances: int = 0
    size_bytes: int = 0
    is_whole: bool = False

    def taken(self) -> dict[str, int]:
        counted = {"instances": self.instances, "size_bytes": self.size_bytes}
        self.instances = self.size_bytes = 0
        return counted


@dataclass(frozen=True, slots=True)
class Images:
    """The handler, with what it needs; `checked_every_s` is how often an answer under way meets the decision
    anew.
    """

    custodians: Mapping[Ura, Custodian]
    bearer: Bearer
    record: AccessRecord
    opened: OpenedStudyStore
    checked_every_s: float

    async def answer(self, request: Request, shown: Shown) -> Response:
        """Answer with the files of a study, a series or an instance; 404, 406, 5xx when the archive fails."""
        if request.method != "GET":
            raise HTTPException(405)
        is_instance = "instance" in request.path_params
        form = form_wanted(request.headers.get("accept", ""), single_is_possible=is_instance)
        if form is None:
            return not_acceptable()
        decision = await self.bearer.decision(shown)
        if decision is None:
            return unauthorized()
        custodian = self.custodians[shown.token.custodian]
        local_ids = await self.bearer.local_ids(shown, decision, custodian)
        async with AsyncExitStack() as holding:
            try:
                path = path_of(request)
                instances = await holding.enter_async_context(
                    aclosing(custodian.studies.instances(local_ids, path))
                )
                first = await anext(instances)
            except (AccessDenied, InputInvalid) as error:
                await self.record.refused(shown.token, OPEN_STUDY, "no such images for this token")
                raise AccessDenied("no such images") from error
            reading = await self._opened(
                holding, shown, decision, entry_id(custodian.ura, str(path.study_uid))
            )
            if await self.bearer.decision(shown) != decision:
                # Withdrawn while the archive was asked: not given any more (B21).
                return unauthorized()
            return self._stream(form, shown, reading, first, instances, holding.pop_all())

    async def _opened(
        self, holding: AsyncExitStack, shown: Shown, decision: Decision, study: str
    ) -> _Reading:
        opening = self.record.opening(shown.token, decision, study)
        reading = _Reading(await self.opened.begin(shown.token.token_hash, opening))

        async def end() -> None:
            await self.opened.end(reading.opened, **reading.taken(), is_whole=reading.is_whole)

        holding.push_async_callback(end)
        return reading

    def _stream(  # noqa: PLR0913, PLR0917 - what an answer is made of
        self,
        form: Form,
        shown: Shown,
        reading: _Reading,
        first: StoredInstance,
        instances: Instances,
        holding: AsyncExitStack,
    ) -> Response:
        async def may_go_on() -> bool:
            await self.opened.count(reading.opened, **reading.taken())
            return await self.bearer.may_go_on(shown)

        if form is Form.SINGLE:
            body, media_type = _single(first, reading), _media_type(first)
        else:
            boundary = new_boundary()
            body = _multipart(first, instances, PartWriter(boundary), reading)
            media_type = related(boundary, DICOM)
        return CheckedStream(
            body,
            media_type=media_type,
            holding=holding,
            may_go_on=may_go_on,
            every_s=self.checked_every_s,
        )


def path_of(request: Request) -> InstancePath:
    """Read what the address asks for.

    Raises:
        InputInvalid: something in it is no UID.
    """
    found = request.path_params
    return InstancePath(
        StudyInstanceUID(found["study"]),
        SeriesInstanceUID(found["series"]) if "series" in found else None,
        SopInstanceUID(found["instance"]) if "instance" in found else None,
    )


def not_acceptable() -> Response:
    """Say in which form images can be had."""
    return operation_outcome(
        406, "not-supported", 'images come as stored: multipart/related; type="application/dicom"'
    )


async def _multipart(
    first: StoredInstance, instances: Instances, parts: PartWriter, reading: _Reading
) -> AsyncGenerator[bytes, None]:
    instance: StoredInstance | None = first
    while instance is not None:
        headers = {"Content-Type": _media_type(instance)}
        if instance.size_bytes is not None:
            headers["Content-Length"] = str(instance.size_bytes)
        yield parts.begins(headers)
        async for piece in _counted(instance, reading):
            yield piece
        yield parts.ends()
        instance = await anext(instances, None)
    yield parts.closes()
    reading.is_whole = True


async def _single(instance: StoredInstance, reading: _Reading) -> AsyncGenerator[bytes, None]:
    async for piece in _counted(instance, reading):
        yield piece
    reading.is_whole = True


async def _counted(instance: StoredInstance, reading: _Reading) -> AsyncGenerator[bytes, None]:
    async for piece in instance.chunks:
        yield piece
        reading.size_bytes += len(piece)
    reading.instances += 1


def _media_type(instance: StoredInstance) -> str:
    syntax = instance.transfer_syntax_uid
    return f"{DICOM}; transfer-syntax={syntax}" if syntax else DICOM
