"""`POST /fhir/List` and `DELETE /fhir/List/{id}`: a custodian makes itself findable for a patient, and ends
that.

Only the custodian itself may do either. There is no update: what stands is left as it is, so that any number
of equal registrations, at once or one after another, leave one row and give one id.

Standard: generic functions, localisation: `List` is created and deleted, never updated.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.services.index.callers import require_institution
from tijdlijn.services.index.list_ids import ListIds, Registration
from tijdlijn.services.index.pseudonyms import REGISTER_SCOPE, PseudonymReader
from tijdlijn.serving.outcome import operation_outcome
from tijdlijn.serving.peer import client_thumbprint, trace_id_of
from tijdlijn.store.index import registration_store
from tijdlijn.store.pool import Connection, Database
from tijdlijn.store.record.record_store import RecordEntry, RecordStore
from tijdlijn.wire.fhir import localisation_list
from tijdlijn.wire.fhir.localisation_list import IMAGING

MEDIA_TYPES = frozenset({"application/fhir+json", "application/json"})


@dataclass(frozen=True, slots=True)
class Registering:
    """The handlers, with what they need. `public_url` is how peers reach this index."""

    database: Database
    record: RecordStore
    pseudonyms: PseudonymReader
    list_ids: ListIds
    public_url: str

    async def register(self, request: Request) -> Response:
        """Answer 201 with the new registration, or 200 with the one that stood already."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in MEDIA_TYPES:
            return operation_outcome(415, "not-supported", "a List as application/fhir+json is needed")
        asked = localisation_list.parse_registration(await request.body())
        if asked.code != IMAGING:
            raise InputInvalid(f"List.code must be {IMAGING}")
        require_institution(request, asked.custodian)
        pseudonym = self.pseudonyms.read(
            asked.subject, scope=REGISTER_SCOPE, sender=client_thumbprint(request)
        )
        registration = Registration(pseudonym, asked.custodian, asked.code)
        async with self.database.transaction() as connection:
            is_new, registered_at = await registration_store.register(
                connection, pseudonym, asked.custodian.value, asked.code
            )
            outcome = "registered" if is_new else "stood-already"
            await self._put_on_record(request, "register", outcome, registration, connection)
        list_id = self.list_ids.id_of(registration)
        return Response(
            localisation_list.encode_list(
                list_id=list_id, custodian=asked.custodian, registered_at=registered_at
            ),
            status_code=201 if is_new else 200,
            media_type="application/fhir+json",
            headers={"location": f"{self.public_url}/fhir/List/{list_id}"},
        )

    async def withdraw(self, request: Request) -> Response:
        """Answer 204 when the registration is gone, whether by this request or before; 404 for an id that
        was never given out here.
        """
        try:
            registration = self.list_ids.registration_of(request.path_params["list_id"])
        except InputInvalid:
            return operation_outcome(404, "not-found", "no such List")
        require_institution(request, registration.custodian)
        async with self.database.transaction() as connection:
            was_there = await registration_store.withdraw(
                connection, registration.pseudonym, registration.custodian.value, registration.code
            )
            outcome = "withdrawn" if was_there else "gone-already"
            await self._put_on_record(request, "withdraw", outcome, registration, connection)
        return Response(status_code=204)

    async def _put_on_record(
        self,
        request: Request,
        action: str,
        outcome: str,
        registration: Registration,
        connection: Connection,
    ) -> None:
        entry = RecordEntry(
            action=action,
            outcome=outcome,
            trace_id=trace_id_of(request),
            actor_institution=registration.custodian,
            patient_ref=self.pseudonyms.record_reference(registration.pseudonym),
        )
        await self.record.open(entry, connection=connection)
