"""What needs the whole of Tijdlijn, measured on the running demo: a search at a gateway, a report that is
opened, and images over a slow connection.
"""

import re
import ssl
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import uvloop

from benchmarks.clocks import OthersAtWork, cpu_of, median, percentile
from benchmarks.demo import Demo, demo
from benchmarks.line import Limit, Line, not_at_size, wall_line
from benchmarks.lines import side_by_side, slow_link
from benchmarks.page import opened_page
from benchmarks.sizes import Sizes
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.domain.access import Asker, Purpose
from tijdlijn.domain.bsn import BSN_SYSTEM
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.runtime.clock import SystemClock
from tijdlijn.runtime.config import TlsSection
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.tls import client_context
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.world.loader import load_world
from tijdlijn.testing.world.model import Story
from tijdlijn.wire.jose.keys import SigningKey
from tijdlijn.wire.jose.treatment_statement import TreatmentStatement, make

STORY, ASKING, ASKED = "aneurysma", "ziekenhuis-fryslan", "umc-rijnmond"
_CONTEXT = re.compile(r'context="([A-Za-z0-9_-]+)"')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def measure(sizes: Sizes) -> list[Line]:
    """Run the demo and measure everything on it."""
    with TemporaryDirectory(prefix="bench-demo-") as folder, demo(Path(folder) / "demo") as running:
        return [*uvloop.run(_measure(running, sizes)), *side_by_side.measure(running, sizes)]


async def _measure(running: Demo, sizes: Sizes) -> list[Line]:
    readings = await _readings(running, sizes)
    return [*await _searches(running, sizes), *readings, *await slow_link.measure(running, sizes)]


async def _searches(running: Demo, sizes: Sizes) -> list[Line]:
    pid = running.pid_of(ASKED)
    p95: list[float] = []
    cpu_ms: list[float] = []
    entries = 0
    async with HttpClient.open(_asker_tls(running)) as http:
        gateway = _Gateway.of(running, http)
        for run in range(sizes.runs + 1):
            tokens = [await gateway.token() for _ in range(sizes.searches)]
            cpu_before, times = cpu_of(pid), list[float]()
            for token in tokens:
                took, entries = await gateway.search(token)
                times.append(took)
            if run:
                p95.append(percentile(times, 0.95) * 1000)
                cpu_ms.append((cpu_of(pid) - cpu_before) * 1000 / sizes.searches)
    size = f"an archive of a few studies, {entries} entries an answer; the promise is for 2M studies"
    name = "ITI-67 at a gateway of the demo"
    return [
        not_at_size(f"{name}: p95", median(p95), Limit(50, "ms"), size),
        not_at_size(f"{name}: CPU per request", median(cpu_ms), Limit(20, "ms"), size),
    ]


async def _readings(running: Demo, sizes: Sizes) -> list[Line]:
    noise, medians, cpu_ms = OthersAtWork(), list[float](), list[float]()
    async with HttpClient.open(None) as http:
        page = await opened_page(running, http, STORY)
        browser, paths = page.browser, page.report_paths
        pids = [running.pid_of(name) for name in ("timeline", ASKING, ASKED)]
        for run in range(sizes.runs + 1):
            noise.sample()
            cpu_before, times = cpu_of(*pids), list[float]()
            for number in range(sizes.readings):
                began = time.perf_counter()
                await browser.get(paths[number % len(paths)])
                times.append(time.perf_counter() - began)
            if run:
                medians.append(percentile(times, 0.95) * 1000)
                cpu_ms.append((cpu_of(*pids) - cpu_before) * 1000 / sizes.readings)
    instead = ("CPU of timeline and gateways per report", median(cpu_ms), Limit(100, "ms"))
    name = "report of the focused row, through timeline and gateway: p95"
    return [wall_line(name, median(medians), Limit(100, "ms"), noise, instead=instead)]


def _asker_tls(running: Demo) -> ssl.SSLContext:
    authority = DevelopmentCa.open(running.folder.authority)
    own = load_world().institution(ASKING)
    issued = authority.issue("timeline", ["timeline.localhost"], own.ura)
    tls = TlsSection(certificate=issued.certificate, key=issued.key, client_ca=authority.certificate)
    return client_context(tls, strict=False)


@dataclass(frozen=True, slots=True)
class _Gateway:
    """A gateway of the demo, asked as the timeline does."""

    http: HttpClient
    tokens: BearerTokens
    key: SigningKey
    route: Route
    story: Story
    asking: Ura

    @classmethod
    def of(cls, running: Demo, http: HttpClient) -> "_Gateway":
        """The gateway that is asked."""
        key = SigningKey.from_pem((running.folder.keys / f"{ASKING}-signing.pem").read_bytes())
        clock = SystemClock()
        tokens = BearerTokens(http, InstitutionCredentials(key, clock), clock)
        world = load_world()
        asked = world.institution(ASKED).ura
        route = Route("asked", "generic-functions", "mhd-bbs", running.found.processes[ASKED], (asked,))
        return cls(http, tokens, key, route, world.story(STORY), world.institution(ASKING).ura)

    async def token(self) -> str:
        """A token for a new question."""
        return await self.tokens.get(self.route.custodians[0], self.route, self._question())

    async def search(self, token: str) -> tuple[float, int]:
        """Search once: how long it took, in seconds, and how many entries came."""
        patient = self.story.patient.bsn.digits
        form = {"patient.identifier": f"{BSN_SYSTEM}|{patient}", "status": "current", "_count": "100"}
        began = time.perf_counter()
        answer = await self.http.request(
            ASKED,
            "POST",
            f"{self.route.endpoint}/fhir/DocumentReference/_search",
            headers={"Authorization": f"Bearer {token}", **_FORM},
            body=urlencode(form).encode(),
        )
        took = time.perf_counter() - began
        entries = answer.body.count(b'"resourceType":"DocumentReference"')
        if answer.status != 200 or not entries:
            raise AssertionError(f"the gateway answered {answer.status} with {entries} entries")
        return took, entries

    def _question(self) -> Question:
        encounter, patient, now = self.story.encounter, self.story.patient.bsn, SystemClock().now()
        professional = encounter.professional
        statement = TreatmentStatement(
            self.asking,
            professional.user_id,
            professional.role_code,
            encounter.situation,
            encounter.encounter_id,
            now,
            now + timedelta(hours=1),
        )
        signed = make(statement, patient, self.key)
        asker = Asker(professional, self.asking, Purpose.TREATMENT, signed)
        return Question(patient, asker, new_trace_id(), Demographics())
