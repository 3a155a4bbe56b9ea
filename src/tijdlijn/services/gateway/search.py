"""ITI-67: what do you have of this patient? Answered only for the patient that the token was given for.

Refused, unknown and empty give the same bytes. The search is on record before anything of it leaves.

Standard: IHE MHD 4.2.3, ITI-67 by POST `_search`; further pages by GET of an opaque address (FHIR R4
§3.1.1.2.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.study import Study
from tijdlijn.services.gateway.access_record import AccessRecord
from tijdlijn.services.gateway.answer import Answers, Holding
from tijdlijn.services.gateway.bearer import Bearer, Shown, unauthorized
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.pages import PARAMETER, Cursor, cut, open_cursor, seal_cursor
from tijdlijn.services.gateway.references import References
from tijdlijn.serving.app import read_form
from tijdlijn.serving.outcome import FHIR_JSON, operation_outcome
from tijdlijn.wire.fhir.bundle import searchset
from tijdlijn.wire.fhir.search_form import is_strict, read_search


@dataclass(frozen=True, slots=True)
class Search:
    """The handlers, with what they need."""

    custodians: Mapping[Ura, Custodian]
    answers: Answers
    bearer: Bearer
    record: AccessRecord
    references: References

    async def answer(self, request: Request, shown: Shown) -> Response:
        """Answer a search: 200 with a searchset, 400 for a malformed one, 403 for another patient."""
        form = read_search(await read_form(request), strict=is_strict(request.headers.getlist("prefer")))
        if not self.references.is_patient(form.patient, shown.token.patient_ref):
            await self.record.refused(shown.token, "search", "another patient than the token's")
            return operation_outcome(403, "forbidden", "the token was given for another patient")
        return await self._page(shown, Cursor(form.page_size))

    async def answer_page(self, request: Request, shown: Shown) -> Response:
        """Answer one further page of a search; 400 for a page that is not of this token."""
        return await self._page(shown, open_cursor(request.query_params[PARAMETER], shown.text))

    async def _page(self, shown: Shown, cursor: Cursor) -> Response:
        decision = await self.bearer.decision(shown)
        if decision is None:
            return unauthorized()
        record_id = await self.record.searching(shown.token, decision)
        custodian = self.custodians[shown.token.custodian]
        holding = await self.answers.holding(
            custodian, shown.patient, permitted=self.bearer.decisions.permits(decision)
        )
        page = cut(holding.items, cursor)
        body = searchset(
            [self.answers.written(item, custodian, shown.patient) for item in page.items],
            base_url=self.answers.base_url,
            outcomes=holding.notices,
            next_url=self._address(page.next, shown) if page.next else None,
            total=None if holding.notices else len(holding.items),
        )
        if await self.bearer.decision(shown) != decision:
            # Withdrawn while the archive was asked: not given any more (B21).
            await self.record.ended(record_id, "withdrawn")
            return unauthorized()
        studies = sum(isinstance(item.content, Study) for item in page.items)
        await self.record.ended(
            record_id, _outcome(holding), studies=studies, reports=len(page.items) - studies
        )
        return Response(body, media_type=FHIR_JSON)

    def _address(self, cursor: Cursor, shown: Shown) -> str:
        return f"{self.answers.base_url}/DocumentReference?{PARAMETER}={seal_cursor(cursor, shown.text)}"


async def refuse_get(_request: Request) -> Response:
    """Say that a search by GET is not answered: a number in a URL ends up in logs (B3)."""
    return operation_outcome(
        405, "not-supported", "search by POST DocumentReference/_search", headers={"Allow": "POST"}
    )


def _outcome(holding: Holding) -> str:
    return "partial" if holding.notices else "answered"
