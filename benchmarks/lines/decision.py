"""A holder's decision with a consent from its own table: weighed, written with its record on disk, and read
back as the first search does.
"""

import asyncio
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import LiteralString

import psycopg
import uvloop

from benchmarks.clocks import OthersAtWork, median, percentile
from benchmarks.entries import ura_of
from benchmarks.ground import ASKER, Ground, patients
from benchmarks.line import Limit, Line, wall_line
from benchmarks.sizes import Sizes
from tijdlijn.connectors.consent_table import ConsentTable
from tijdlijn.domain.access import Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.ports import KnownPatient
from tijdlijn.runtime.clock import SystemClock
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.services.gateway.access_record import entry
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.decide import Decisions
from tijdlijn.services.gateway.references import References, seal_patient, token_hash
from tijdlijn.store.gateway.consent_store import ConsentStore
from tijdlijn.store.gateway.token_store import NewToken, TokenStore
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore
from tijdlijn.testing.fakes.patient_index import InMemoryPatientIndex
from tijdlijn.testing.fakes.report_source import InMemoryReportSource
from tijdlijn.testing.fakes.study_source import InMemoryStudySource

HOLDER = ura_of(1)
_WRITE: LiteralString = "INSERT INTO bare (content) VALUES ('decision')"


def measure(ground: Ground, sizes: Sizes) -> list[Line]:
    """Measure decisions one after another."""
    return uvloop.run(_measure(ground, sizes))


async def _measure(ground: Ground, sizes: Sizes) -> list[Line]:
    noise, p95, cpu_ms, bare_p95 = OthersAtWork(), list[float](), list[float](), list[float]()
    url = ground.postgres.database_url("holder")
    async with Database.open(url) as database:
        await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.gateway"])
        holder = await _Holder.open(database)
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as bare:
            await bare.execute("CREATE TABLE IF NOT EXISTS bare (content text)")
            for run in range(sizes.runs + 1):
                noise.sample()
                cpu_before = time.process_time()
                times = [await holder.decide() for _ in range(sizes.decisions)]
                cpu = (time.process_time() - cpu_before) / sizes.decisions
                bare_times = [await _write(bare) for _ in range(sizes.decisions)]
                if run:
                    p95.append(percentile(times, 0.95) * 1000)
                    cpu_ms.append(cpu * 1000)
                    bare_p95.append(percentile(bare_times, 0.95) * 1000)
    instead = ("CPU per decision, its token included,", median(cpu_ms), Limit(5, "ms"))
    name = "decision with a consent from the local table: p95"
    found = wall_line(name, median(p95), Limit(5, "ms"), noise, instead=instead)
    return [found.against(median(bare_p95))]


async def _write(bare: psycopg.AsyncConnection) -> float:
    began = time.perf_counter()
    await bare.execute(_WRITE)
    return time.perf_counter() - began


class _Holder:
    """A holder with one patient, who gave consent."""

    def __init__(
        self, decisions: Decisions, tokens: TokenStore, references: References, patient: Bsn
    ) -> None:
        self._decisions = decisions
        self._tokens = tokens
        self._references = references
        self._patient = patient

    @classmethod
    async def open(cls, database: Database) -> "_Holder":
        """Open the holder on its migrated database."""
        (patient,) = patients(1)
        references, consents, record = (
            References(Sealer(secrets.token_bytes(32))),
            ConsentStore(database),
            RecordStore(database),
        )
        await consents.record(
            HOLDER, references.patient(patient), LocalConsent(ConsentChoice.GIVEN, datetime.now(UTC))
        )
        known = KnownPatient(patient, frozenset({LocalPatientId("1", "2.999.1")}))
        custodian = Custodian(
            HOLDER,
            "Test-Ziekenhuis",
            "V6",
            InMemoryPatientIndex([known]),
            ConsentTable(consents, HOLDER, references.patient),
            InMemoryStudySource(),
            InMemoryReportSource(),
        )
        tokens = TokenStore(database, record)
        return cls(
            Decisions({HOLDER: custodian}, consents, tokens, SystemClock()), tokens, references, patient
        )

    async def decide(self) -> float:
        """Add a token (not timed), decide on it, and give how long that took, in seconds."""
        token = self._new_token()
        ends_at = token.expires_at
        await self._tokens.add(token, secrets.token_hex(16), ends_at, entry(token, "token", "given"))
        began = time.perf_counter()
        self._decisions.begin(token, self._patient)
        decision = await self._decisions.decision(token, self._patient)
        took = time.perf_counter() - began
        if decision is None or not self._decisions.permits(decision):
            raise AssertionError("the consent did not open")
        await asyncio.sleep(0)
        return took

    def _new_token(self) -> NewToken:
        text = secrets.token_urlsafe(32)
        return NewToken(
            token_hash=token_hash(text),
            custodian=HOLDER,
            patient_ref=self._references.patient(self._patient),
            sealed_patient=seal_patient(text, self._patient),
            certificate="c" * 43,
            user_id="900000001",
            role_code="01.010",
            institution=ASKER,
            purpose=Purpose.TREATMENT,
            trace_id=new_trace_id(),
            expires_at=datetime.now(UTC) + timedelta(minutes=5),
        )
