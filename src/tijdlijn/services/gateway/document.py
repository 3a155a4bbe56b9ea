"""ITI-68: one report, for the patient that the token was given for.

The id in the URL means nothing by itself: the reports of the token's patient are listed, and only an id that
is one of theirs is served. Unknown, refused and another patient's are one and the same 404.

Standard: IHE MHD 4.2.3, ITI-68.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import LocalPatientId, Ura
from tijdlijn.domain.study import Report
from tijdlijn.services.gateway.access_record import AccessRecord
from tijdlijn.services.gateway.answer import Answers
from tijdlijn.services.gateway.bearer import Bearer, Shown, unauthorized
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.wire.fhir.document_reference import entry_id

_TYPES_WITH_CHARSET = {"text/plain": "text/plain; charset=utf-8"}
_HEADERS = {"Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Offered:
    """A document that may be read: of which report, its media type, and where the source has it."""

    report: Report
    media_type: str
    locator: str


@dataclass(frozen=True, slots=True)
class Documents:
    """The handler, with what it needs."""

    custodians: Mapping[Ura, Custodian]
    answers: Answers
    bearer: Bearer
    record: AccessRecord

    async def answer(self, request: Request, shown: Shown) -> Response:
        """Answer with the document itself, or 404; 503 when the source of the reports does not answer."""
        decision = await self.bearer.decision(shown)
        if decision is None:
            return unauthorized()
        custodian = self.custodians[shown.token.custodian]
        local_ids = await self.bearer.local_ids(shown, decision, custodian)
        offered = await self._offered(custodian, shown, request.path_params["id"], local_ids)
        if offered is None:
            await self.record.refused(shown.token, "read-report", "no such document for this token")
            raise AccessDenied("no such document")
        document = entry_id(custodian.ura, offered.report.report_id)
        record_id = await self.record.reading(shown.token, decision, document)
        content = await custodian.reports.read(offered.locator)
        if await self.bearer.decision(shown) != decision:
            # Withdrawn while the source was asked: not given any more (B21).
            await self.record.ended(record_id, "withdrawn")
            return unauthorized()
        await self.record.ended(record_id, "read", bytes=len(content))
        media_type = _TYPES_WITH_CHARSET.get(offered.media_type, offered.media_type)
        return Response(content, headers={"Content-Type": media_type, **_HEADERS})

    async def _offered(
        self,
        custodian: Custodian,
        shown: Shown,
        document_id: str,
        local_ids: frozenset[LocalPatientId],
    ) -> Offered | None:
        listing = await custodian.reports.reports(local_ids)
        for report in listing.reports:
            for offered_id, media_type, locator in self.answers.documents(report, custodian, shown.patient):
                if hmac.compare_digest(offered_id.encode(), document_id.encode()):
                    return Offered(report, media_type, locator)
        return None
