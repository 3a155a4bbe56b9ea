"""The index and the pseudonym service, each one process, over HTTP with mutual TLS, record on.

Every search carries a pseudonym of its own that the pseudonym service evaluated just before, since one is
good for a minute and one use; the index opens it, unblinds it, looks it up and puts the search on record.
"""

import asyncio
import base64
import json
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import psycopg
import uvloop

from benchmarks.clocks import OthersAtWork, cpu_of, median, percentile
from benchmarks.ground import ASKER, Ground, patients
from benchmarks.line import Limit, Line, line, wall_line
from benchmarks.nation import RECIPIENT, Nation
from benchmarks.sizes import Sizes
from tijdlijn.connectors.localiser import FORM, JSON, SCOPE
from tijdlijn.domain.bsn import Bsn
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.tls import client_context
from tijdlijn.wire import oprf
from tijdlijn.wire.pseudonym import PSEUDONYM_SYSTEM, pseudonym_input, subject_identifier

AT_ONCE = 8
_LOOK_UP = "SELECT custodian, registered_at FROM registration WHERE pseudonym = %s AND code = 'Imaging'"


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of requests took: each one's time, the whole, and the server's CPU for each, in seconds."""

    each_s: Sequence[float]
    took_s: float
    cpu_s: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.each_s) / self.took_s


def measure(ground: Ground, nation: Nation, sizes: Sizes) -> list[Line]:
    """Fill the index and measure both services."""
    known = patients(sizes.index_patients)
    load_s = nation.fill(known, sizes.index_rows)
    return uvloop.run(_measure(ground, nation, sizes, known, load_s))


async def _measure(
    ground: Ground, nation: Nation, sizes: Sizes, known: Sequence[Bsn], load_s: float
) -> list[Line]:
    noise = OthersAtWork()
    evaluations: list[Load] = []
    alone: list[Load] = []
    crowded: list[Load] = []
    bare: list[Load] = []
    tls = client_context(ground.tls("asker", ASKER), strict=False)
    async with HttpClient.open(tls) as http, await _bare(nation) as database:
        for run in range(sizes.runs + 1):
            noise.sample()
            evaluated, subjects = await _evaluations(http, nation, sizes, known)
            bare.append(await _bare_look_ups(database, nation, known, sizes))
            half = len(subjects) // 2
            alone.append(await _searches(http, nation, subjects[:half], 1))
            crowded.append(await _searches(http, nation, subjects[half:], AT_ONCE))
            evaluations.append(evaluated)
            if run == 0:
                for warming in (evaluations, bare, alone, crowded):
                    warming.clear()
    size = f"{sizes.index_rows:,} rows, loaded in {load_s:.0f} s"
    return [*_index_lines(size, noise, alone, crowded, bare), *_pseudonym_lines(noise, evaluations)]


def _index_lines(
    size: str, noise: OthersAtWork, alone: Sequence[Load], crowded: Sequence[Load], bare: Sequence[Load]
) -> list[Line]:
    cpu_ms, limit = median(one.cpu_s for one in crowded) * 1000, Limit(1.5, "ms")
    instead = ("CPU per request", cpu_ms, limit)
    name = f"index look-up, {size}"
    per_second = median(one.per_second for one in crowded)
    bare_p50 = median(percentile(one.each_s, 0.5) for one in bare) * 1000
    p50 = median(percentile(one.each_s, 0.5) for one in alone) * 1000
    return [
        wall_line(
            f"{name}: {AT_ONCE} at once", per_second, Limit(500, "req/s", True), noise, instead=instead
        ),
        wall_line(f"{name}: p50 alone", p50, Limit(3, "ms"), noise, instead=instead).against(bare_p50),
        line(f"{name}: CPU per request", cpu_ms, limit, "CPU of the index's process"),
    ]


def _pseudonym_lines(noise: OthersAtWork, evaluations: Sequence[Load]) -> list[Line]:
    cpu_ms = median(one.cpu_s for one in evaluations) * 1000
    per_second = median(one.per_second for one in evaluations)
    instead = ("CPU per request", cpu_ms, Limit(1, "ms"))
    name = f"pseudonym evaluation, {AT_ONCE} at once"
    return [
        wall_line(name, per_second, Limit(1000, "req/s", True), noise, instead=instead),
    ]


async def _evaluations(
    http: HttpClient, nation: Nation, sizes: Sizes, known: Sequence[Bsn]
) -> tuple[Load, list[str]]:
    asked = [known[number % len(known)] for number in range(sizes.evaluations)]
    blinded = [oprf.blind(pseudonym_input(patient, RECIPIENT, SCOPE)) for patient in asked]
    bodies = [
        json.dumps(
            {
                "encryptedPersonalId": base64.urlsafe_b64encode(element).decode(),
                "recipientOrganization": RECIPIENT,
                "recipientScope": f"{SCOPE}:search",
            }
        ).encode()
        for _, element in blinded
    ]
    answers: list[bytes] = [b""] * len(bodies)

    async def evaluate(number: int) -> None:
        url = f"{nation.pseudonym_url}/oprf/eval"
        answer = await http.request("pseudonym", "POST", url, headers=JSON, body=bodies[number])
        if answer.status != 200:
            raise AssertionError(f"the pseudonym service answered {answer.status}")
        answers[number] = answer.body

    load = await _load(evaluate, len(bodies), AT_ONCE, nation.pseudonym_pid)
    subjects = [
        subject_identifier(json.loads(answer)["jwe"], blind)
        for answer, (blind, _) in zip(answers, blinded, strict=True)
    ]
    return load, subjects


async def _searches(http: HttpClient, nation: Nation, subjects: Sequence[str], at_once: int) -> Load:
    forms = [
        urlencode(
            {
                "subject:identifier": f"{PSEUDONYM_SYSTEM}|{subject}",
                "code": "Imaging",
                "_asker": ASKER.value,
                "_user": "900000001",
                "_purpose": "TREAT",
            }
        ).encode()
        for subject in subjects
    ]

    async def search(number: int) -> None:
        url = f"{nation.index_url}/fhir/List/_search"
        answer = await http.request("index", "POST", url, headers=FORM, body=forms[number])
        if answer.status != 200 or answer.body.count(b'"resourceType":"List"') < 2:
            raise AssertionError(f"the index answered {answer.status}, {len(answer.body)} bytes")

    return await _load(search, len(forms), at_once, nation.index_pid)


async def _bare(nation: Nation) -> psycopg.AsyncConnection:
    return await psycopg.AsyncConnection.connect(nation.index_database, autocommit=True)


async def _bare_look_ups(
    database: psycopg.AsyncConnection, nation: Nation, known: Sequence[Bsn], sizes: Sizes
) -> Load:
    keys = [nation.row_key(known[number % len(known)]) for number in range(sizes.lookups // 2)]

    async def look_up(number: int) -> None:
        cursor = await database.execute(_LOOK_UP, (keys[number],), prepare=True)
        if len(await cursor.fetchall()) < 2:
            raise AssertionError("a patient of the index is not in it")

    return await _load(look_up, len(keys), 1, nation.index_pid)


async def _load(
    request: Callable[[int], Coroutine[None, None, None]], count: int, at_once: int, pid: int
) -> Load:
    """Make `count` requests, so many at once."""
    each: list[float] = []
    numbers = iter(range(count))

    async def one_after_another() -> None:
        for number in numbers:
            began = time.perf_counter()
            await request(number)
            each.append(time.perf_counter() - began)

    cpu_before, began = cpu_of(pid), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one_after_another())
    took = time.perf_counter() - began
    return Load(each, took, (cpu_of(pid) - cpu_before) / count)
