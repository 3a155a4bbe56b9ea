"""Headers, their values, frames and pictures, where the archive makes them; where it does not, not found.

A holder owes only files and a manifest: whoever needs these of another one makes them from the files. So a
form that is not made is no refusal on record: it turns nobody away.

Standard: DICOM PS3.18 §10.4.1.1 (metadata, bulk data, rendered, thumbnail and frames resources).
"""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId, Ura
from tijdlijn.ports import Derivation, Derived, Piece
from tijdlijn.services.gateway.access_record import OPEN_STUDY, AccessRecord
from tijdlijn.services.gateway.bearer import Bearer, Shown, unauthorized
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.image_reading import Reading, Readings
from tijdlijn.services.gateway.image_request import path_of
from tijdlijn.wire.dicom.wado import parse_frame_list


@dataclass(frozen=True, slots=True)
class DerivedImages:
    """The handler, with what it needs. `root` is the address under which images are had here."""

    custodians: Mapping[Ura, Custodian]
    bearer: Bearer
    record: AccessRecord
    readings: Readings
    root: str

    def answering(self, kind: Derivation) -> Callable[[Request, Shown], Awaitable[Response]]:
        """Make the endpoint that answers with one kind; 404 where the archive makes none, or as for images;
        400 for parameters, since a picture in another window than was asked for would mislead.
        """

        async def answer(request: Request, shown: Shown) -> Response:
            return await self._answer(request, shown, kind)

        return answer

    async def _answer(self, request: Request, shown: Shown, kind: Derivation) -> Response:
        if request.method != "GET":
            raise HTTPException(405)
        if request.query_params:
            raise InputInvalid("parameters are not supported here")
        decision = await self.bearer.decision_at_first(shown)
        if decision is None:
            return unauthorized()
        custodian = self.custodians[shown.token.custodian]
        local_ids = await self.bearer.local_ids(shown, decision, custodian)
        async with AsyncExitStack() as holding:
            try:
                wanted = self._derived(request, kind)
                if custodian.derived is None:
                    raise AccessDenied("the archive has only files")
                document = await holding.enter_async_context(custodian.derived.derived(local_ids, wanted))
            except (AccessDenied, InputInvalid) as error:
                if not await _may_have(custodian, local_ids, request):
                    await self.record.refused(shown.token, OPEN_STUDY, "no such images for this token")
                raise AccessDenied("no such images") from error
            reading = await self.readings.begin(holding, shown, decision, wanted.path)
            if reading is None:
                return unauthorized()
            body = _body(document.chunks, reading)
            return self.readings.stream(body, document.media_type, shown, reading, holding.pop_all())

    def _derived(self, request: Request, kind: Derivation) -> Derived:
        frames = parse_frame_list(request.path_params["frames"]) if kind is Derivation.FRAMES else ()
        value = request.path_params["path"] if kind is Derivation.BULKDATA else ""
        return Derived(path_of(request), kind, frames, request.headers.get("accept", "*/*"), self.root, value)


async def _may_have(custodian: Custodian, local_ids: frozenset[LocalPatientId], request: Request) -> bool:
    """Whether the files themselves would be given: then it is a form that is lacking, and nobody is refused.

    Raises:
        PeerError: the archive does not say.
    """
    try:
        path = path_of(request)
        manifest = await custodian.studies.manifest(local_ids, path.study_uid)
    except (AccessDenied, InputInvalid):
        return False
    under = [series for series in manifest if path.series_uid in (None, series.series_uid)]
    return any(
        path.instance_uid in (None, instance.sop_instance_uid)
        for series in under
        for instance in series.instances
    )


async def _body(chunks: AsyncIterator[Piece], reading: Reading) -> AsyncGenerator[Piece, None]:
    async for piece in chunks:
        yield piece
        reading.size_bytes += len(piece)
    reading.is_whole = True
