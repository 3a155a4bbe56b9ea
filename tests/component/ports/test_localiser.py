"""The suite of `ports.Localiser`: the connector over real services, and the fake that stands for it.

What follows the suite is the connector's alone: an index or pseudonym service that fails in any way is
raised, and never an empty answer.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

import tijdlijn
from tests.lib.national import (
    ANOTHER_PATIENT,
    FRYSLAN,
    PATIENT,
    RECIPIENT,
    RIJNMOND,
    index_and_pseudonym,
    nation,
)
from tijdlijn.connectors.localiser import IndexLocaliser
from tijdlijn.domain.access import Purpose
from tijdlijn.domain.errors import PeerAnswerInvalid, PeerError, PeerRefused, PeerUnreachable
from tijdlijn.domain.identifiers import Ura
from tijdlijn.ports import Localiser
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.fakes.localiser import InMemoryLocaliser
from tijdlijn.testing.listening import listening
from tijdlijn.wire.fhir import bundle, localisation_list
from tijdlijn.wire.fhir.operation_outcome import Notice

__all__ = ["nation"]

LocaliserOf = Callable[[Ura], AbstractAsyncContextManager[Localiser]]


@pytest.fixture(params=["index", "in-memory"])
async def localiser_of(request: pytest.FixtureRequest) -> AsyncIterator[LocaliserOf]:
    """Gives an institution's localiser; all of them know the same index."""
    if request.param == "index":
        async with index_and_pseudonym(request.getfixturevalue("nation")) as running:
            yield running.localiser_of
        return
    shared = InMemoryLocaliser()

    @asynccontextmanager
    async def in_memory(_ura: Ura) -> AsyncIterator[Localiser]:
        yield shared

    yield in_memory


@pytest.mark.requirement("B8")
@pytest.mark.parametrize("spoken", ["/oprf/eval", "encryptedPersonalId", "/fhir/List"])
def test_what_index_and_pseudonym_service_speak_stands_in_one_adapter(spoken: str) -> None:
    package = Path(tijdlijn.__file__).parent
    speaking = {path.relative_to(package) for path in package.rglob("*.py") if spoken in path.read_text()}

    # The services themselves speak it too, and `wire` writes and reads it for both sides.
    peers = {Path("services/index"), Path("services/pseudonym"), Path("wire")}
    assert {path for path in speaking if peers.isdisjoint(path.parents)} == {Path("connectors/localiser.py")}


async def localised(localiser: Localiser) -> frozenset[Ura]:
    """Who holds imaging of the patient, as Fryslân asks it."""
    return await localiser.localise(PATIENT, FRYSLAN, "900000001", Purpose.TREATMENT)


@pytest.mark.requirement("A54", "T2.3.index")
async def test_nobody_registered_is_an_answer(localiser_of: LocaliserOf) -> None:
    async with localiser_of(FRYSLAN) as fryslan:
        assert await localised(fryslan) == frozenset()


@pytest.mark.requirement("A54", "B8", "T2.3.index", "T2.3.pseudonym")
@pytest.mark.hazard("H3")
async def test_every_custodian_of_this_patient_and_of_no_other_is_found(localiser_of: LocaliserOf) -> None:
    async with localiser_of(FRYSLAN) as fryslan, localiser_of(RIJNMOND) as rijnmond:
        await fryslan.register(PATIENT, FRYSLAN)
        assert await localised(fryslan) == {FRYSLAN}
        await rijnmond.register(ANOTHER_PATIENT, RIJNMOND)
        assert await localised(fryslan) == {FRYSLAN}
        await rijnmond.register(PATIENT, RIJNMOND)
        assert await localised(fryslan) == {FRYSLAN, RIJNMOND}


async def test_registering_again_gives_the_same_id(localiser_of: LocaliserOf) -> None:
    async with localiser_of(RIJNMOND) as rijnmond:
        first, *others = await asyncio.gather(*(rijnmond.register(PATIENT, RIJNMOND) for _ in range(4)))
        assert set(others) == {first}
        assert await rijnmond.register(ANOTHER_PATIENT, RIJNMOND) != first


async def test_withdrawing_ends_one_registration_and_may_be_repeated(localiser_of: LocaliserOf) -> None:
    async with localiser_of(FRYSLAN) as fryslan, localiser_of(RIJNMOND) as rijnmond:
        registered = await rijnmond.register(PATIENT, RIJNMOND)
        await fryslan.register(PATIENT, FRYSLAN)
        await rijnmond.withdraw(registered)
        await rijnmond.withdraw(registered)
        assert await localised(fryslan) == {FRYSLAN}


# From here on: the connector alone.

Answer = Callable[[Request], Response | Awaitable[Response]]


def a_list(custodian: Ura, code: str = "Imaging") -> bytes:
    """A List as an index gives it."""
    raw = json.loads(
        localisation_list.encode_list(
            list_id="one", custodian=custodian, registered_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
    )
    raw["code"]["coding"][0]["code"] = code
    return json.dumps(raw).encode()


@asynccontextmanager
async def localiser_before(index: Answer, pseudonym: Answer | None = None) -> AsyncIterator[IndexLocaliser]:
    """The connector before peers that answer as told."""

    def evaluated(_request: Request) -> Response:
        return JSONResponse({"jwe": "a.b.c.d.e"})

    app = Router(
        [
            Route("/fhir/List/_search", index, methods=["POST"]),
            Route("/fhir/List", index, methods=["POST"]),
            Route("/fhir/List/{id}", index, methods=["DELETE"]),
            Route("/oprf/eval", pseudonym or evaluated, methods=["POST"]),
        ]
    )
    async with listening(app) as port, HttpClient.open(None) as client:
        url = f"http://127.0.0.1:{port}"
        yield IndexLocaliser(client, index_url=url, pseudonym_url=url, recipient=RECIPIENT)


def saying(status: int, body: bytes) -> Answer:
    """A peer that always answers this."""

    def answer(_request: Request) -> Response:
        return Response(body, status, media_type="application/fhir+json")

    return answer


def searchset(*lists: bytes, **others: Any) -> bytes:
    """A page of an index."""
    return bundle.searchset(lists, base_url="https://index.localhost/fhir", **others)


@pytest.mark.hazard("H2")
@pytest.mark.requirement("T2.4.index-down")
@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"", PeerAnswerInvalid),
        (200, b"[]", PeerAnswerInvalid),
        (200, b'{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}', PeerAnswerInvalid),
        (200, searchset(outcomes=[Notice("error", "exception")]), PeerAnswerInvalid),
        (200, searchset(a_list(RIJNMOND), outcomes=[Notice("warning", "incomplete")]), PeerAnswerInvalid),
        (200, searchset(a_list(RIJNMOND), next_url="https://index.localhost/fhir/2"), PeerAnswerInvalid),
        (200, searchset(b'{"resourceType":"List","id":"no-custodian"}'), PeerAnswerInvalid),
        (204, b"", PeerAnswerInvalid),
        (302, b"", PeerAnswerInvalid),
        (400, b"", PeerRefused),
        (404, b"", PeerAnswerInvalid),
        (401, b"", PeerRefused),
        (403, b"", PeerRefused),
        (429, b"", PeerUnreachable),
        (500, searchset(), PeerUnreachable),
        (503, b"", PeerUnreachable),
    ],
)
async def test_an_index_that_fails_is_raised_and_never_an_empty_answer(
    status: int, body: bytes, error: type[PeerError]
) -> None:
    async with localiser_before(saying(status, body)) as localiser:
        with pytest.raises(error) as caught:
            await localised(localiser)
    assert caught.value.peer == "index"
    assert PATIENT.digits not in str(caught.value)


@pytest.mark.hazard("H2")
@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"", PeerAnswerInvalid),
        (200, b"[]", PeerAnswerInvalid),
        (200, b'{"jwe":5}', PeerAnswerInvalid),
        (404, b"", PeerAnswerInvalid),
        (403, b"", PeerRefused),
        (503, b"", PeerUnreachable),
    ],
)
async def test_a_pseudonym_service_that_fails_is_raised(
    status: int, body: bytes, error: type[PeerError]
) -> None:
    async with localiser_before(saying(200, searchset()), saying(status, body)) as localiser:
        with pytest.raises(error) as caught:
            await localised(localiser)
    assert caught.value.peer == "pseudonym"


@pytest.mark.hazard("H2")
async def test_an_index_that_is_not_there_is_unreachable() -> None:
    async with HttpClient.open(None) as client:
        nowhere = "http://127.0.0.1:1"
        localiser = IndexLocaliser(client, index_url=nowhere, pseudonym_url=nowhere, recipient=RECIPIENT)
        with pytest.raises(PeerUnreachable):
            await localised(localiser)


async def test_what_is_not_imaging_is_left_out_and_information_is_no_failure() -> None:
    page = searchset(
        a_list(RIJNMOND), a_list(FRYSLAN, "Medication"), outcomes=[Notice("information", "informational")]
    )
    async with localiser_before(saying(200, page)) as localiser:
        assert await localised(localiser) == {RIJNMOND}


async def test_a_registration_that_is_confirmed_for_another_is_no_registration() -> None:
    async with localiser_before(saying(201, a_list(FRYSLAN))) as localiser:
        with pytest.raises(PeerAnswerInvalid):
            await localiser.register(PATIENT, RIJNMOND)
    async with localiser_before(saying(404, b"")) as localiser:
        with pytest.raises(PeerAnswerInvalid):
            await localiser.withdraw("an-id-of-another-index")


@pytest.mark.hazard("H5")
@pytest.mark.requirement("T2.3.pseudonym")
async def test_each_peer_gets_a_trace_of_its_own_and_neither_gets_a_bsn() -> None:
    seen: list[tuple[str, str, str]] = []

    async def index(request: Request) -> Response:
        seen.append((str(request.url), request.headers["traceparent"], (await request.body()).decode()))
        return Response(searchset(), media_type="application/fhir+json")

    async def pseudonym(request: Request) -> Response:
        body = await request.body()
        seen.append((str(request.url), request.headers["traceparent"], body.decode()))
        return JSONResponse({"jwe": "a.b.c.d.e"})

    async with localiser_before(index, pseudonym) as localiser:
        await localised(localiser)
        await localised(localiser)
    traces = [trace.split("-")[1] for _, trace, _ in seen]
    assert len(set(traces)) == 4
    assert not any(PATIENT.digits in text for entry in seen for text in entry)
    elements = [json.loads(body)["encryptedPersonalId"] for url, _, body in seen if "oprf" in url]
    assert len(set(elements)) == 2
