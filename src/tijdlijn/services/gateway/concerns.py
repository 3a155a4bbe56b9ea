"""Something is wrong with a study or a report here, says a reader elsewhere: into the queue, and what became
of it back.

Only what the token's patient has here can be the subject; anything else, and another institution's concern,
is one and the same 404.

Standard: HL7 FHIR R4, Task; update as create, §3.1.0.4.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.access import Decision
from tijdlijn.domain.concern import Concern
from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.events import CONCERN_RECEIVED, emit
from tijdlijn.services.gateway.access_record import TELL_CONCERN, AccessRecord
from tijdlijn.services.gateway.bearer import Bearer, Shown, unauthorized
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.serving.outcome import FHIR_JSON
from tijdlijn.store.gateway.concern_store import ConcernStore
from tijdlijn.wire.fhir.document_reference import entry_id
from tijdlijn.wire.fhir.task import handled_to_task, read_concern


@dataclass(frozen=True, slots=True)
class Concerns:
    """The handlers, with what they need."""

    custodians: Mapping[Ura, Custodian]
    bearer: Bearer
    record: AccessRecord
    store: ConcernStore
    clock: Clock

    async def tell(self, request: Request, shown: Shown) -> Response:
        """`PUT /fhir/Task/{id}`: take a concern in; the answer follows once it is in the queue."""
        concern = read_concern(await request.body())
        if concern.concern_id != _asked(request):
            raise InputInvalid("the id in the Task is another than in the address")
        decision = await self.bearer.decision(shown)
        if decision is None:
            return unauthorized()
        about = await self._subject(shown, decision, concern)
        act = self.record.telling_concern(shown.token, decision, about)
        await self.store.add(shown.token, concern, act, self.clock.now())
        emit(CONCERN_RECEIVED, kind=concern.kind.value, institution=shown.token.institution.value)
        return await self._stands(shown, concern.concern_id)

    async def look(self, request: Request, shown: Shown) -> Response:
        """`GET /fhir/Task/{id}`: what became of a concern that the asking institution told."""
        decision = await self.bearer.decision(shown)
        if decision is None:
            return unauthorized()
        if not self.bearer.decisions.permits(decision):
            raise AccessDenied("no such concern")
        return await self._stands(shown, _asked(request))

    async def _stands(self, shown: Shown, concern_id: UUID) -> Response:
        queued = await self.store.find(shown.token, concern_id)
        if queued is None:
            raise AccessDenied("no such concern")
        return Response(handled_to_task(queued.concern, queued.handling), media_type=FHIR_JSON)

    async def _subject(self, shown: Shown, decision: Decision, concern: Concern) -> str:
        """Give the entry that the concern is about.

        Raises:
            AccessDenied: the token's patient has no such entry here, or it may not be known.
        """
        custodian = self.custodians[shown.token.custodian]
        local_ids = await self.bearer.local_ids(shown, decision, custodian)
        if concern.study_uid is not None:
            studies = await custodian.studies.studies(local_ids)
            is_held = any(study.study_uid == concern.study_uid for study in studies.studies)
            subject = concern.study_uid.value
        else:
            reports = await custodian.reports.reports(local_ids)
            is_held = any(report.report_id == concern.report_id for report in reports.reports)
            subject = concern.report_id or ""
        if not is_held:
            await self.record.refused(shown.token, TELL_CONCERN, "about nothing of this token's patient")
            raise AccessDenied("no such study or report")
        return entry_id(custodian.ura, subject)


def _asked(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError as error:
        raise InputInvalid("the id of a concern is a UUID") from error
