"""RAD-107: the images of a study, for the patient that the token was given for.

Nothing is sent before the archive has shown an instance of this patient and the opening of the study is on
record. Unknown, refused and another patient's are one and the same 404. Nothing is kept.

Standard: DICOM PS3.18 §10.4 (Retrieve); IHE RAD-107, WADO-RS Retrieve, Imaging Document Source.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.access import Decision
from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId, Ura
from tijdlijn.domain.instances import InstancePath, Series
from tijdlijn.ports import StoredInstance
from tijdlijn.services.gateway.access_record import OPEN_STUDY, AccessRecord
from tijdlijn.services.gateway.bearer import Bearer, Shown, unauthorized
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.image_body import media_type, multipart_body, single_body
from tijdlijn.services.gateway.image_reading import Readings
from tijdlijn.services.gateway.image_request import path_of, wanted_by
from tijdlijn.serving.outcome import operation_outcome
from tijdlijn.serving.streaming import joined
from tijdlijn.wire.dicom.multipart import new_boundary, related
from tijdlijn.wire.dicom.wado import DICOM


@dataclass(frozen=True, slots=True)
class Images:
    """The handler, with what it needs."""

    custodians: Mapping[Ura, Custodian]
    bearer: Bearer
    record: AccessRecord
    readings: Readings

    async def answer(self, request: Request, shown: Shown) -> Response:
        """Answer with the files of a study, a series or an instance; 404, 406, 5xx when the archive fails."""
        if request.method != "GET":
            raise HTTPException(405)
        wanted = wanted_by(request)
        if wanted is None:
            return not_acceptable()
        decision = await self.bearer.decision_at_first(shown)
        if decision is None:
            return unauthorized()
        source = self.custodians[shown.token.custodian].studies
        async with AsyncExitStack() as holding:
            try:
                local_ids = await self._local_ids(shown, decision)
                path = path_of(request)
                instances = await holding.enter_async_context(aclosing(source.instances(local_ids, path)))
                first = await anext(instances)
                if not wanted.takes(first.transfer_syntax_uid):
                    return not_acceptable()
                if not wanted.takes_anything and path.instance_uid is None:
                    manifest = await source.manifest(local_ids, path.study_uid)
                    if not wanted.takes_all(_syntaxes(manifest, path)):
                        return not_acceptable()
            except (AccessDenied, InputInvalid) as error:
                await self.record.refused(shown.token, OPEN_STUDY, "no such images for this token")
                raise AccessDenied("no such images") from error
            reading = await self.readings.begin(holding, shown, decision, path)
            if reading is None:
                return unauthorized()
            if wanted.is_single:
                body, kind = single_body(first, reading), media_type(first)
            else:
                boundary = new_boundary()
                body = joined(multipart_body(_again(first, instances), boundary, wanted.takes, reading))
                kind = related(boundary, DICOM)
            return self.readings.stream(body, kind, shown, reading, holding.pop_all())

    async def _local_ids(self, shown: Shown, decision: Decision) -> frozenset[LocalPatientId]:
        return await self.bearer.local_ids(shown, decision, self.custodians[shown.token.custodian])


def not_acceptable() -> Response:
    """Say in which form images can be had."""
    return operation_outcome(
        406,
        "not-supported",
        'images come as stored: multipart/related; type="application/dicom"; transfer-syntax=*',
    )


def _syntaxes(manifest: Sequence[Series], path: InstancePath) -> set[str | None]:
    """The transfer syntaxes under a path, as the archive tells them beforehand."""
    under = (series for series in manifest if path.series_uid in (None, series.series_uid))
    return {instance.transfer_syntax_uid for series in under for instance in series.instances}


async def _again(
    first: StoredInstance, rest: AsyncGenerator[StoredInstance, None]
) -> AsyncGenerator[StoredInstance, None]:
    """All of them, the one that was looked at included."""
    yield first
    async for instance in rest:
        yield instance
