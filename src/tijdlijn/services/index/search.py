"""`POST /fhir/List/_search`: which institutions hold imaging of this patient.

A search names the patient by pseudonym, and by whom and what for it is asked; that it was asked is on record
before the answer leaves. The patient never comes back in the answer.

Standard: generic functions, localisation, `List` search; `_asker`, `_user` and `_purpose` are additions of
ours, and the search is by POST alone, so that no pseudonym stands in a URL or an access log.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.access import Purpose
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.services.index.callers import require_institution
from tijdlijn.services.index.list_ids import ListIds, Registration
from tijdlijn.services.index.pseudonyms import SEARCH_SCOPE, PseudonymReader
from tijdlijn.serving.forms import read_form
from tijdlijn.serving.peer import client_thumbprint, trace_id_of
from tijdlijn.store.index import registration_store
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordEntry, RecordStore
from tijdlijn.wire.fhir import bundle, localisation_list
from tijdlijn.wire.fhir.localisation_list import IMAGING
from tijdlijn.wire.pseudonym import PSEUDONYM_SYSTEM

MAX_USER_LENGTH = 128


@dataclass(frozen=True, slots=True)
class SearchForm:
    """A search as it was asked; `subject` is the value of the pseudonym identifier."""

    subject: str
    asker: Ura
    user_id: str
    purpose: Purpose

    @classmethod
    def parse(cls, fields: Mapping[str, list[str]]) -> "SearchForm":
        """Read the form; parameters that we do not know are left aside, as FHIR servers may.

        Raises:
            InputInvalid: a parameter is absent, stands twice, or has a value that is none.
        """
        system, separator, subject = _one(fields, "subject:identifier").partition("|")
        if not separator or system != PSEUDONYM_SYSTEM:
            raise InputInvalid(f"subject:identifier must be of {PSEUDONYM_SYSTEM}")
        if _one(fields, "code").rpartition("|")[2] != IMAGING:
            raise InputInvalid(f"code must be {IMAGING}")
        user_id = _one(fields, "_user")
        if len(user_id) > MAX_USER_LENGTH or not user_id.isprintable():
            raise InputInvalid("_user is no user id")
        try:
            purpose = Purpose(_one(fields, "_purpose"))
        except ValueError as error:
            raise InputInvalid("_purpose is none that is known here") from error
        return cls(subject, Ura(_one(fields, "_asker")), user_id, purpose)


@dataclass(frozen=True, slots=True)
class Search:
    """The handler, with what it needs."""

    database: Database
    record: RecordStore
    pseudonyms: PseudonymReader
    list_ids: ListIds
    public_url: str

    async def search(self, request: Request) -> Response:
        """Answer a searchset of the registrations of one patient, ordered by URA."""
        asked = SearchForm.parse(await read_form(request))
        require_institution(request, asked.asker)
        pseudonym = self.pseudonyms.read(asked.subject, scope=SEARCH_SCOPE, sender=client_thumbprint(request))
        async with self.database.connection() as connection:
            found = await registration_store.registrations_of(connection, pseudonym, IMAGING)
            entry = RecordEntry(
                action="search",
                outcome="answered",
                trace_id=trace_id_of(request),
                actor_user=asked.user_id,
                actor_institution=asked.asker,
                patient_ref=self.pseudonyms.record_reference(pseudonym),
                purpose=asked.purpose,
            )
            await self.record.open(entry, connection=connection)
        lists = [
            localisation_list.encode_list(
                list_id=self.list_ids.id_of(Registration(pseudonym, Ura(custodian), IMAGING)),
                custodian=Ura(custodian),
                registered_at=registered_at,
            )
            for custodian, registered_at in found
        ]
        return Response(
            bundle.searchset(lists, base_url=f"{self.public_url}/fhir"), media_type="application/fhir+json"
        )


def _one(fields: Mapping[str, list[str]], name: str) -> str:
    values = fields.get(name, [])
    if len(values) != 1 or not values[0]:
        raise InputInvalid(f"{name} must stand once and not be empty")
    return values[0]
