import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from tests.lib.certificates import client_tls, server_tls
from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.serving.app import deployable_app
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordEntry, RecordStore, StoredRecord
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.listening import listening

PATIENT = bytes(range(32))
REFERENCE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
PUBLIC_URL = "https://umc-rijnmond.example:8443"
OWN = Ura("90000102")
OTHER = Ura("90000101")


@pytest.fixture
async def record(fresh_database: str) -> AsyncIterator[RecordStore]:
    async with Database.open(fresh_database) as database:
        await migrate(database, ["tijdlijn.store.record"])
        yield RecordStore(database)


@pytest.fixture
async def port(ca: DevelopmentCa, record: RecordStore) -> AsyncIterator[int]:
    app = deployable_app(
        name="umc-rijnmond",
        routes=[],
        record=record,
        operators=frozenset({"urn:oid:2.16.528.1.1007.3.3.90000102"}),
        public_url=PUBLIC_URL,
    )
    async with listening(app, server_tls(ca)) as opened:
        yield opened


class Reader:
    def __init__(self, client: HttpClient, port: int) -> None:
        self._client = client
        self._base = f"https://server.localhost:{port}/fhir/AuditEvent?"

    async def get(self, query: str, trace_id: TraceId | None = None) -> HttpResponse:
        return await self._client.request("server", "GET", self._base + query, trace_id=trace_id)


@asynccontextmanager
async def reading(ca: DevelopmentCa, port: int, ura: Ura) -> AsyncIterator[Reader]:
    async with HttpClient.open(client_tls(ca, f"reader-{ura}", ura=ura)) as client:
        yield Reader(client, port)


@pytest.fixture
async def reader(ca: DevelopmentCa, port: int) -> AsyncIterator[Reader]:
    async with reading(ca, port, OWN) as opened:
        yield opened


class Page(NamedTuple):
    ids: list[int]
    next_query: str | None


def page_of(answer: HttpResponse) -> Page:
    assert answer.status == 200
    bundle = json.loads(answer.body)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "searchset")
    events = [entry["resource"] for entry in bundle.get("entry", [])]
    assert {event["resourceType"] for event in events} <= {"AuditEvent"}
    links = {link["relation"]: link["url"] for link in bundle.get("link", [])}
    next_url = links.get("next")
    assert next_url is None or next_url.startswith(f"{PUBLIC_URL}/fhir/AuditEvent?")
    return Page([int(event["id"]) for event in events], next_url and next_url.partition("?")[2])


def act(trace_id: TraceId | None = None, patient_ref: bytes | None = None) -> RecordEntry:
    return RecordEntry(
        action="search", outcome="permit", trace_id=trace_id or new_trace_id(), patient_ref=patient_ref
    )


def window(*more: str) -> str:
    now = datetime.now(UTC)
    days = [f"date=ge{(now - timedelta(days=1)).date()}", f"date=le{(now + timedelta(days=1)).date()}"]
    return "&".join([*days, *more])


async def on_record(record: RecordStore) -> list[StoredRecord]:
    return await record.search(limit=100)


@pytest.mark.requirement("A58", "B46")
@pytest.mark.hazard("H9")
async def test_what_is_on_record_is_read_newest_first_and_the_reading_is_on_record_itself(
    reader: Reader, record: RecordStore
) -> None:
    first, second = await record.open(act()), await record.open(act())
    trace_id = new_trace_id()
    page = page_of(await reader.get(window(f"entity={REFERENCE}"), trace_id))
    assert page.ids == []
    page = page_of(await reader.get(window()))
    assert page.ids[-2:] == [second, first]
    stored = next(one for one in await on_record(record) if one.entry.trace_id == trace_id)
    assert stored.entry.action == "read-log"
    assert stored.entry.actor_institution == OWN
    assert stored.entry.patient_ref == PATIENT
    assert stored.entry.access_point == "urn:oid:2.16.528.1.1007.3.3.90000102"
    assert stored.closing is not None
    assert (stored.closing.outcome, stored.closing.counts) == ("answered", {"events": 0})


@pytest.mark.requirement("B47")
async def test_the_record_is_narrowed_to_one_trace_or_one_patient(
    reader: Reader, record: RecordStore
) -> None:
    trace_id = new_trace_id()
    traced = await record.open(act(trace_id))
    patients = await record.open(act(patient_ref=PATIENT))
    assert page_of(await reader.get(window(f"trace={trace_id}"))).ids == [traced]
    assert patients in page_of(await reader.get(window(f"entity={REFERENCE}"))).ids
    assert traced not in page_of(await reader.get(window(f"entity={REFERENCE}"))).ids


async def test_pages_neither_repeat_nor_skip_while_the_record_grows(
    reader: Reader, record: RecordStore
) -> None:
    acts = [await record.open(act()) for _ in range(7)]
    seen: list[int] = []
    query: str | None = window("_count=3")
    while query is not None:
        page = page_of(await reader.get(query))
        seen += page.ids
        query = page.next_query
        await record.open(act())
    assert [one for one in seen if one in acts] == list(reversed(acts))
    assert len(set(seen)) == len(seen)


@pytest.mark.hazard("H5", "H6")
async def test_another_institution_with_a_valid_certificate_reads_nothing(
    ca: DevelopmentCa, port: int, record: RecordStore
) -> None:
    await record.open(act())
    async with reading(ca, port, OTHER) as other:
        answer = await other.get(window())
    assert answer.status == 403
    assert json.loads(answer.body)["issue"][0]["code"] == "forbidden"


@pytest.mark.requirement("T2.6.query")
async def test_without_a_window_of_time_nothing_is_read_and_nothing_put_on_record(
    reader: Reader, record: RecordStore
) -> None:
    answer = await reader.get("trace=4bf92f3577b34da6a3ce929d0e0e4736")
    assert answer.status == 400
    assert "window" in json.loads(answer.body)["issue"][0]["diagnostics"]
    assert await on_record(record) == []


@pytest.mark.requirement("T2.3.record")
@pytest.mark.hazard("H9")
async def test_when_the_reading_cannot_be_put_on_record_nothing_is_read(
    reader: Reader, record: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object, **__: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(RecordStore, "open", failing)
    assert (await reader.get(window())).status == 500
