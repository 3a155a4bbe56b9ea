"""The gateway as it is configured and started: a folder archive, a real index, a real directory."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.component.ports.test_report_source import write_reports
from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.national import (
    FRYSLAN,
    RIJNMOND,
    IndexAndPseudonym,
    Nation,
    free_socket,
    index_and_pseudonym,
    listening_at,
    nation,
)
from tests.lib.orthanc import PASSWORD, USERNAME, Orthanc, orthanc, orthanc_process
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import AccessDenied, ConfigurationInvalid
from tijdlijn.domain.identifiers import TraceId
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import Report, SourceEntry, Study
from tijdlijn.runtime.clock import SystemClock
from tijdlijn.runtime.config import Config, TlsSection
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.directory import app as directory_app
from tijdlijn.services.gateway import app as gateway_app
from tijdlijn.services.gateway.references import References
from tijdlijn.store.gateway.consent_store import ConsentStore
from tijdlijn.store.pool import Database
from tijdlijn.wire.jose import treatment_statement
from tijdlijn.wire.jose.keys import SigningKey
from tijdlijn.wire.jose.treatment_statement import TreatmentStatement

__all__ = ["nation", "orthanc", "orthanc_process"]

OPEN, REFUSED = Bsn("999900006"), Bsn("999900018")
PATIENTS = """
[[patient]]
bsn = "999900006"
local_id = [{ value = "1234567", issuer = "2.25.1" }]
[[patient]]
bsn = "999900018"
local_id = [{ value = "7654321", issuer = "2.25.1" }]
"""
CONSENTS = """
[[consent]]
bsn = "999900006"
choice = "given"
recorded_at = 2026-01-01T09:00:00Z
[[consent]]
bsn = "999900018"
choice = "refused"
recorded_at = 2026-01-01T09:00:00Z
"""


def write_sources(folder: Path) -> None:
    """A study and a report with addendum of one patient, and a study of one who refused."""
    for name in ("dicom", "reports"):
        (folder / name).mkdir()
    (folder / "dicom" / "1.dcm").write_bytes(dicom_file())
    (folder / "dicom" / "2.dcm").write_bytes(dicom_file(PatientID="7654321", StudyInstanceUID="2.25.9"))
    write_reports(folder / "reports")
    (folder / "patients.toml").write_text(PATIENTS)
    (folder / "consents.toml").write_text(CONSENTS)
    (folder / "patient_hmac").write_bytes(b"p" * 32)


FOLDER = '{ kind = "folder", path = "dicom" }'


def gateway_config(
    nation: Nation,
    port: int,
    peers: dict[str, int],
    database: str,
    *,
    extra: str = "",
    archive: str = FOLDER,
) -> Config:
    """The configuration as an institution writes it."""
    tables = f"""
    [[custodian]]
    ura = "{RIJNMOND}"
    name = "UMC Rijnmond"
    facility_type = "V5"
    {extra}
    [peers]
    directory = "https://directory.localhost:{peers["directory"]}"
    index = "https://index.localhost:{peers["index"]}"
    index_recipient = "oin:00000000000000000001"
    pseudonym = "https://pseudonym.localhost:{peers["pseudonym"]}"
    [keys]
    patient_hmac = "patient_hmac"
    [gateway]
    consents = "consents.toml"
    archive = {archive}
    reports = {{ path = "reports" }}
    patients = {{ path = "patients.toml" }}
    """
    files = nation.ca.issue("rijnmond", ["gateway.localhost"], RIJNMOND)
    tls = TlsSection(certificate=files.certificate, key=files.key, client_ca=nation.ca.certificate)
    return nation.config("gateway", port, tables, database=database).model_copy(update={"tls": tls})


@dataclass
class Running:
    """A running gateway with the nation around it, and an asking institution."""

    nation: Nation
    national: IndexAndPseudonym
    url: str
    database: str
    key: SigningKey
    client: HttpClient

    def question(self, patient: Bsn) -> Question:
        """What Fryslân's doctor asks."""
        now = datetime.now(UTC)
        statement = TreatmentStatement(
            FRYSLAN, "900000001", "01.041", "SEH-bezoek", "enc-1", now, now + timedelta(hours=4)
        )
        signed = treatment_statement.make(statement, patient, self.key)
        doctor = Professional("900000001", "dr. S. Test-Arts", "01.041", "SEH-arts")
        asker = Asker(doctor, FRYSLAN, Purpose.TREATMENT, signed)
        return Question(patient, asker, TraceId("ab" * 16), Demographics())

    @property
    def link(self) -> MhdLink:
        """The asker's side of the wire."""
        clock = SystemClock()
        return MhdLink(
            self.client, BearerTokens(self.client, InstitutionCredentials(self.key, clock), clock), clock
        )

    @property
    def route(self) -> Route:
        """The way to the gateway."""
        return Route("r", "generic-functions", DIALECT, self.url, (RIJNMOND,))

    async def ask(self, patient: Bsn) -> tuple[list[SourceEntry], Outcome]:
        """Everything the gateway gives of a patient, and how the question ended."""
        answers = [one async for one in self.link.find(self.route, self.question(patient))]
        (outcome,) = [one for one in answers if isinstance(one, Outcome)]
        return [one for one in answers if isinstance(one, SourceEntry)], outcome

    async def health(self) -> dict[str, object]:
        """What `/health` says."""
        answer = await self.client.request("gateway", "GET", f"{self.url}/health")
        found: dict[str, object] = json.loads(answer.body)
        return found

    async def until_findable(self, *patients: Bsn) -> None:
        """Wait until exactly these stand at the index."""
        async with asyncio.timeout(20):
            while True:
                found = await self.national.rows("SELECT custodian FROM registration")
                if len(found) == len(patients) and (await self.health())["registered"]:
                    return
                await asyncio.sleep(0.05)


@asynccontextmanager
async def running_gateway(nation: Nation, archive: str = FOLDER) -> AsyncIterator[Running]:
    """Run index, pseudonym service, directory and gateway, as processes do."""
    write_sources(nation.folder)
    key = SigningKey.generate()
    content = (
        f'[[institution]]\nura = "{FRYSLAN}"\nname = "Ziekenhuis Fryslân"\nshort_name = "Fryslân"\n'
        f"facility_type = \"V6\"\nsigning_keys = ['{key.public_jwk()}']\n"
    )
    directory_socket, directory_port = free_socket()
    gateway_socket, port = free_socket()
    database = nation.database()
    async with (
        index_and_pseudonym(nation) as national,
        listening_at(
            directory_app.open_apps, nation.directory_config(directory_port, content), directory_socket
        ),
    ):
        peers = {
            "directory": directory_port,
            "index": national.index_port,
            "pseudonym": national.pseudonym_port,
        }
        config = gateway_config(nation, port, peers, database, archive=archive)
        async with (
            listening_at(gateway_app.open_apps, config, gateway_socket),
            nation.client(FRYSLAN) as client,
        ):
            yield Running(nation, national, f"https://gateway.localhost:{port}", database, key, client)


@pytest.fixture
async def running(nation: Nation) -> AsyncIterator[Running]:
    """Everything is up."""
    async with running_gateway(nation) as up:
        yield up


@pytest.mark.requirement(
    "T2.2.folder", "T2.2.reports", "T2.3.search", "T2.3.document", "T2.1.mutual-tls", "A53"
)
async def test_asker_finds_and_reads_what_a_configured_gateway_has(running: Running) -> None:
    await running.until_findable(OPEN)

    entries, outcome = await running.ask(OPEN)

    assert outcome.kind is OutcomeKind.ANSWERED
    assert [type(entry.content) for entry in entries].count(Study) == 1
    reports = [entry.content for entry in entries if isinstance(entry.content, Report)]
    assert len(reports) == 2
    (first,) = [one for one in reports if one.report_id == "2.25.10"]
    async with running.link.document(running.route, running.question(OPEN), first.renditions[0]) as document:
        assert b"".join([piece async for piece in document.chunks]) == "Aneurysma 42 mm – Test".encode()


@pytest.mark.requirement("T2.2.dicomweb", "T2.2.orthanc")
async def test_asker_finds_what_a_dicomweb_archive_with_a_login_has(nation: Nation, orthanc: Orthanc) -> None:
    orthanc.store(dicom_file())
    orthanc.store(dicom_file(PatientID="7654321", StudyInstanceUID="2.25.9"))
    nation.write("username", USERNAME)
    nation.write("password", f"{PASSWORD}\n")
    archive = (
        f'{{ kind = "dicomweb", url = "{orthanc.dicomweb_url}",'
        ' username_file = "username", password_file = "password" }'
    )
    async with running_gateway(nation, archive) as running:
        await running.until_findable(OPEN)
        entries, outcome = await running.ask(OPEN)

    assert outcome.kind is OutcomeKind.ANSWERED
    (found,) = [entry.content for entry in entries if isinstance(entry.content, Study)]
    assert (found.study_uid.value, found.modalities, found.instance_count) == (STUDY, ("CT",), 1)


@pytest.mark.hazard("H4")
@pytest.mark.requirement("T2.4.deny", "A34")
async def test_patient_who_refused_has_nothing_for_the_asker(running: Running) -> None:
    entries, outcome = await running.ask(REFUSED)

    assert (entries, outcome.kind) == ([], OutcomeKind.ANSWERED)


@pytest.mark.requirement("A33", "A53", "B21")
async def test_withdrawal_reaches_the_index_without_waiting_for_the_next_round(running: Running) -> None:
    await running.until_findable(OPEN)
    reference = References(Sealer(b"p" * 32)).patient(OPEN)
    async with Database.open(running.nation.postgres.database_url(running.database)) as database:
        await ConsentStore(database).withdraw(RIJNMOND, reference, datetime.now(UTC))

    await running.until_findable()
    entries, _ = await running.ask(OPEN)
    assert entries == []


@pytest.mark.hazard("H7")
@pytest.mark.requirement("T2.4.unreadable-header")
async def test_unreadable_header_in_the_folder_makes_every_outcome_partial(running: Running) -> None:
    (running.nation.folder / "dicom" / "damaged.dcm").write_bytes(b"\0" * 200)

    for patient in (OPEN, REFUSED):
        async with asyncio.timeout(20):
            while (await running.ask(patient))[1].kind is not OutcomeKind.PARTIAL:
                pass


@pytest.mark.requirement("A51")
async def test_gateway_says_what_it_can(running: Running) -> None:
    answer = await running.client.request("gateway", "GET", f"{running.url}/fhir/metadata")

    assert answer.status == 200
    assert json.loads(answer.body)["resourceType"] == "CapabilityStatement"


@pytest.mark.requirement("T2.3.document")
async def test_document_of_nobody_is_not_given(running: Running) -> None:
    entries, _ = await running.ask(OPEN)
    (report, *_) = [entry.content for entry in entries if isinstance(entry.content, Report)]
    strange = replace(report.renditions[0], locator=f"{running.url}/fhir/Binary/{'A' * 32}")

    with pytest.raises(AccessDenied):
        async with running.link.document(running.route, running.question(OPEN), strange):
            pass


@pytest.mark.requirement("T2.6.config")
@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("patients.toml", "nonsense"),
        ("consents.toml", '[[consent]]\nbsn = "999900006"\nchoice = "maybe"'),
        (
            "consents.toml",
            '[[consent]]\nbsn = "999900007"\nchoice = "given"\nrecorded_at = 2026-01-01T09:00:00Z',
        ),
        (
            "consents.toml",
            '[[consent]]\nbsn = "999900006"\nchoice = "given"\nrecorded_at = 2026-01-01T09:00:00',
        ),
        ("patient_hmac", "short"),
    ],
)
async def test_source_that_cannot_be_trusted_stops_the_start(nation: Nation, file: str, content: str) -> None:
    write_sources(nation.folder)
    peers = {"directory": 1, "index": 1, "pseudonym": 1}
    config = gateway_config(nation, 1, peers, nation.database())
    nation.write(file, content)

    with pytest.raises(ConfigurationInvalid):
        async with gateway_app.open_apps(config):
            pass


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T2.6.config")
async def test_one_archive_is_not_published_under_two_names(nation: Nation) -> None:
    write_sources(nation.folder)
    second = f'[[custodian]]\nura = "{FRYSLAN}"\nname = "Fryslân"\nfacility_type = "V6"'
    peers = {"directory": 1, "index": 1, "pseudonym": 1}
    config = gateway_config(nation, 1, peers, nation.database(), extra=second)

    with pytest.raises(ConfigurationInvalid):
        async with gateway_app.open_apps(config):
            pass
