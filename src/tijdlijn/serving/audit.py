"""Reading the record of access over the network: who asked what, for whom, and how it ended.

A window of time is always needed, so that nobody reads the whole record by mistake; the reading is itself on
record before it is answered. Pages are cut from a window that ends at the latest when the first page was
asked for, so that acts recorded meanwhile move nothing from one page to another.

Standard: IHE RESTful-ATNA (ITI-81), Retrieve ATNA Audit Event; NEN 7513:2018 §8 (reading the log is logged).
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.runtime.certificates import institution_of
from tijdlijn.runtime.clock import Clock
from tijdlijn.serving.audit_query import AuditQuery
from tijdlijn.serving.operators import names_in_both
from tijdlijn.serving.outcome import FHIR_JSON
from tijdlijn.serving.peer import client_certificate, trace_id_of
from tijdlijn.store.record.record_store import UNDER_WAY, RecordEntry, RecordStore
from tijdlijn.wire.fhir.audit_event import audit_event
from tijdlijn.wire.fhir.bundle import searchset

PATH = "/fhir/AuditEvent"


def audit_endpoint(
    record: RecordStore, *, name: str, public_url: str, operators: frozenset[str], clock: Clock
) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint that answers a search of this deployable's record as a searchset of AuditEvents."""
    base_url = f"{public_url}/fhir"

    async def answer_search(request: Request) -> Response:
        query = AuditQuery.parse(request.query_params.multi_items()).ending_by(clock.now())
        reading = await record.open(_reading(request, query, operators))
        found = await record.search(
            date_from=query.starts_at,
            date_to=query.ends_before,
            trace_id=query.trace_id,
            patient_ref=query.patient_ref,
            limit=query.count + 1,
            offset=(query.page - 1) * query.count,
        )
        shown = found[: query.count]
        more = len(found) > query.count
        body = searchset(
            [audit_event(one, source=name) for one in shown],
            base_url=base_url,
            next_url=f"{public_url}{PATH}?{urlencode(query.next_page())}" if more else None,
        )
        await record.close(reading, "answered", {"events": len(shown)})
        return Response(body, media_type=FHIR_JSON)

    return answer_search


def _reading(request: Request, query: AuditQuery, operators: frozenset[str]) -> RecordEntry:
    certificate = client_certificate(request)
    return RecordEntry(
        action="read-log",
        outcome=UNDER_WAY,
        trace_id=trace_id_of(request),
        actor_institution=institution_of(certificate),
        patient_ref=query.patient_ref,
        object_ref=query.trace_id,
        access_point=", ".join(sorted(names_in_both(operators, certificate))),
    )
