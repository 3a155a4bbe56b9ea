"""A gateway over real TLS and real PostgreSQL, with sources and a directory that a test can steer."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from tests.lib.certificates import client_tls, server_tls
from tests.lib.national import free_socket
from tijdlijn.connectors.consent_table import ConsentTable
from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import BSN_SYSTEM, Bsn
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.identifiers import LocalPatientId, StudyInstanceUID, TraceId, Ura
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Institution
from tijdlijn.domain.study import Rendition, Report, ReportStatus, Study, StudyMoment
from tijdlijn.ports import ConsentSource, KnownPatient, StudySource
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.http_client import HttpClient, HttpResponse, HttpStream
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.runtime.server import Listener
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.references import References
from tijdlijn.services.gateway.routes import Parts, gateway_routes
from tijdlijn.services.gateway.studies_under_way import StudiesUnderWay
from tijdlijn.serving.app import deployable_app
from tijdlijn.store.gateway.consent_store import ConsentStore
from tijdlijn.store.gateway.guarded_record import GuardedRecord
from tijdlijn.store.gateway.opened_study_store import OpenedStudyStore
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore, StoredRecord
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.fakes.address_book import InMemoryAddressBook
from tijdlijn.testing.fakes.patient_index import InMemoryPatientIndex
from tijdlijn.testing.fakes.report_source import InMemoryReportSource
from tijdlijn.testing.fakes.study_source import InMemoryStudySource
from tijdlijn.testing.listening import running
from tijdlijn.wire.fhir.bundle import Searchset, parse_searchset
from tijdlijn.wire.jose import treatment_statement
from tijdlijn.wire.jose.grant import GRANT_TYPE, make_grant
from tijdlijn.wire.jose.keys import SigningKey
from tijdlijn.wire.jose.treatment_statement import TreatmentStatement

ASKING, HOLDING, ALSO_HOLDING, STRANGE = Ura("90000101"), Ura("90000102"), Ura("90000103"), Ura("90000105")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
STUDIES_WRITTEN_EVERY_S = 0.05

OPEN, REFUSED, SILENT, EMPTY = (
    Bsn(digits) for digits in ("999900006", "999900018", "999900031", "999900043")
)
UNKNOWN = Bsn("999900055")
PERSON = Demographics("Test-Aneurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE)
DOCTOR = Professional("900000001", "dr. S. Test-Arts", "01.041", "SEH-arts")
TEXT = "Aneurysma van 50 mm. – Test".encode()
TRACE = TraceId("0af7651916cd43dd8448eb211c80319c")


def local_id(patient: Bsn) -> LocalPatientId:
    return LocalPatientId(f"7{patient.digits[-4:]}", "2.25.1")


def study(patient: Bsn, number: int) -> Study:
    day = NOW.date() - timedelta(days=number)
    return Study(
        StudyInstanceUID(f"2.25.{patient.digits[-4:]}{number:03}"),
        moment=StudyMoment(day),
        modalities=("CT",),
        description="CT abdomen",
        demographics=PERSON,
    )


def report(patient: Bsn) -> Report:
    return Report(
        f"2.25.9{patient.digits[-4:]}",
        (study(patient, 1).study_uid,),
        ReportStatus.FINAL,
        NOW - timedelta(hours=20),
        "CT abdomen",
        "dr. R. Test-Radioloog",
        (
            Rendition("text/plain", f"{patient.digits[-4:]}.txt", len(TEXT)),
            Rendition("application/pdf", f"{patient.digits[-4:]}.pdf", 8),
        ),
        demographics=PERSON,
    )


@dataclass
class Holder:
    """The running gateway of `HOLDING` (and `ALSO_HOLDING`), and an asking institution with its certificate
    and keys.
    """

    url: str
    database: Database
    clock: FixedClock
    references: References
    studies: InMemoryStudySource
    reports: InMemoryReportSource
    addresses: InMemoryAddressBook
    client: HttpClient
    keys: Mapping[Ura, SigningKey]
    custodians: dict[Ura, Custodian]

    def asker(
        self, patient: Bsn, institution: Ura = ASKING, *, statement: TreatmentStatement | None = None
    ) -> Asker:
        """Who asks, with a treatment statement of the institution's EPD about this patient."""
        made = statement or self.statement(institution)
        signed = treatment_statement.make(made, patient, self.keys[made.issuer])
        return Asker(DOCTOR, institution, Purpose.TREATMENT, signed)

    def statement(self, institution: Ura = ASKING) -> TreatmentStatement:
        """That the institution treats, since an hour and for eight."""
        now = self.clock.now()
        return TreatmentStatement(
            institution,
            DOCTOR.user_id,
            DOCTOR.role_code,
            "SEH-bezoek",
            "enc-1",
            now - timedelta(hours=1),
            now + timedelta(hours=8),
        )

    def grant(
        self,
        patient: Bsn,
        *,
        holder: Ura = HOLDING,
        asker: Asker | None = None,
        key: SigningKey | None = None,
        address: str | None = None,
    ) -> str:
        """A signed grant for one question, right in all but what is given."""
        asker = asker or self.asker(patient)
        return make_grant(
            Question(patient, asker, TRACE, Demographics()),
            holder,
            address or f"{self.url}/token",
            key or self.keys[asker.institution],
            self.clock.now(),
        )

    async def exchange(self, grant: str, **fields: str) -> HttpResponse:
        """Ask for a token; `fields` replace those of the form."""
        return await self.post("/token", {"grant_type": GRANT_TYPE, "assertion": grant} | fields)

    async def token(self, patient: Bsn, *, holder: Ura = HOLDING, asker: Asker | None = None) -> str:
        """A token for a question about this patient."""
        answer = await self.exchange(self.grant(patient, holder=holder, asker=asker))
        assert answer.status == 200, answer.body
        text = json.loads(answer.body)["access_token"]
        assert isinstance(text, str)
        return text

    async def search(
        self, token: str, patient: Bsn | None, *, prefer: str | None = None, **fields: str
    ) -> HttpResponse:
        """A search; `fields` replace or add to those of the form, empty ones are left out."""
        return await self.search_by(self.client, token, patient, fields, prefer)

    async def search_by(
        self,
        client: HttpClient,
        token: str,
        patient: Bsn | None,
        fields: Mapping[str, str],
        prefer: str | None = None,
    ) -> HttpResponse:
        """A search by whoever has this client's certificate."""
        form = {"status": "current", **fields}
        if patient is not None:
            form = {"patient.identifier": f"{BSN_SYSTEM}|{patient.digits}"} | form
        headers = {"Authorization": f"Bearer {token}"} | ({"Prefer": prefer} if prefer else {})
        fields_sent = {name: value for name, value in form.items() if value}
        return await self.post("/fhir/DocumentReference/_search", fields_sent, headers, client)

    async def found(self, patient: Bsn, **fields: str) -> Searchset:
        """What a well-formed question about this patient is answered."""
        answer = await self.search_by(self.client, await self.token(patient), patient, fields)
        assert answer.status == 200, answer.body
        return parse_searchset(answer.body)

    async def get(self, token: str, path: str) -> HttpResponse:
        """Ask for something by its address."""
        return await self.client.request(
            "holder", "GET", f"{self.url}{path}", headers={"Authorization": f"Bearer {token}"}
        )

    async def post(
        self,
        path: str,
        form: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        client: HttpClient | None = None,
    ) -> HttpResponse:
        """Send a form."""
        return await (client or self.client).request(
            "holder",
            "POST",
            f"{self.url}{path}",
            headers={"Content-Type": "application/x-www-form-urlencoded", **(headers or {})},
            body=urlencode(form).encode(),
        )

    @staticmethod
    def entries(answer: HttpResponse) -> tuple[bytes, ...]:
        """The entries of a searchset, raw."""
        return parse_searchset(answer.body).entries

    def retrieved(
        self, token: str, path: str, *, accept: str = "", client: HttpClient | None = None
    ) -> AbstractAsyncContextManager[HttpStream]:
        """Ask for images below `/dicomweb`, read as they come."""
        return (client or self.client).stream(
            "holder",
            "GET",
            f"{self.url}/dicomweb{path}",
            headers={"Authorization": f"Bearer {token}"} | ({"Accept": accept} if accept else {}),
        )

    def ask_images_of(self, source: StudySource, custodian: Ura = HOLDING) -> None:
        """Let the holder have its images in another archive."""
        self.custodians[custodian] = replace(self.custodians[custodian], studies=source)

    def ask_consents_of(self, source: ConsentSource, custodian: Ura = HOLDING) -> None:
        """Let the holder learn choices from another source."""
        self.custodians[custodian] = replace(self.custodians[custodian], consents=source)

    async def recorded(self, action: str) -> list[StoredRecord]:
        """What is on record of one kind of act, oldest first."""
        every = await RecordStore(self.database).search(limit=1000)
        return [record for record in reversed(every) if record.entry.action == action]

    @property
    def consents(self) -> ConsentStore:
        """The table of choices."""
        return ConsentStore(self.database)


@asynccontextmanager
async def running_holder(
    database_url: str, ca: DevelopmentCa, *, streams_checked_every_s: float = 15.0
) -> AsyncIterator[Holder]:
    """Run the gateway, with a patient for each way in which a question can end."""
    bound, port = free_socket()
    clock, url = FixedClock(NOW), f"https://holder.localhost:{port}"
    keys = {ura: SigningKey.generate() for ura in (ASKING, HOLDING, STRANGE)}
    async with Database.open(database_url) as database, HttpClient.open(client_tls(ca, "asker")) as client:
        await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.gateway"])
        references = References(Sealer(b"k" * 32))
        studies, reports = InMemoryStudySource(), InMemoryReportSource()
        for patient in (OPEN, REFUSED, SILENT):
            studies.held += [(local_id(patient), study(patient, number)) for number in (1, 2, 3)]
            reports.held.append((local_id(patient), report(patient)))
            reports.contents |= {
                f"{patient.digits[-4:]}.txt": TEXT,
                f"{patient.digits[-4:]}.pdf": b"%PDF-1.7",
            }
        patients = InMemoryPatientIndex(
            KnownPatient(patient, frozenset({local_id(patient)}))
            for patient in (OPEN, REFUSED, SILENT, EMPTY)
        )
        consents = ConsentStore(database)
        for patient, choice in (
            (OPEN, ConsentChoice.GIVEN),
            (EMPTY, ConsentChoice.GIVEN),
            (REFUSED, ConsentChoice.REFUSED),
        ):
            await consents.record(
                HOLDING, references.patient(patient), LocalConsent(choice, NOW - timedelta(days=30))
            )
        custodians = {
            ura: Custodian(
                ura,
                "Ziekenhuis",
                "V6",
                patients,
                ConsentTable(consents, ura, references.patient),
                studies,
                reports,
            )
            for ura in (HOLDING, ALSO_HOLDING)
        }
        addresses = InMemoryAddressBook(
            [
                Institution(ura, "Ziekenhuis", "Zh", "V6", signing_keys=(key.public_jwk(),))
                for ura, key in keys.items()
            ],
            [],
        )
        record = GuardedRecord(database)
        opened = OpenedStudyStore(database, record)
        async with StudiesUnderWay.open(opened, STUDIES_WRITTEN_EVERY_S) as under_way:
            parts = Parts(
                url,
                clock,
                database,
                record,
                addresses,
                references,
                custodians,
                under_way,
                streams_checked_every_s,
            )
            app = deployable_app(
                name="holder", routes=gateway_routes(parts), record=record, public_url=url, clock=clock
            )
            async with running(Listener(bound, app, server_tls(ca, "holder"))):
                yield Holder(
                    url, database, clock, references, studies, reports, addresses, client, keys, custodians
                )
