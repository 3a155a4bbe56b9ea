"""The suite of `ports.AddressBook`: the replica of a real directory, and the fake that stands for it.

What follows the suite is the replica's alone: periods, a directory that is down, and answers that are not
whole.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as HttpRoute
from starlette.routing import Router

from tests.lib.national import FRYSLAN, RIJNMOND, Nation, free_socket, listening_at, nation
from tijdlijn.connectors.directory import DirectoryReplica
from tijdlijn.domain.errors import PeerAnswerInvalid, PeerUnreachable
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.ports import AddressBook
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.services.directory import app
from tijdlijn.testing.fakes.address_book import InMemoryAddressBook
from tijdlijn.testing.listening import listening
from tijdlijn.wire.fhir import bundle
from tijdlijn.wire.fhir.directory import DirectoryEndpoint, endpoint, organization
from tijdlijn.wire.fhir.operation_outcome import Notice

__all__ = ["nation"]

DELFSHAVEN = Ura("90000103")
EYE_CLINIC = Ura("90000107")
NOBODY = Ura("90000999")

INSTITUTIONS = (
    Institution(RIJNMOND, "UMC Rijnmond", "Rijnmond", "V5", "+31 10 000 0000"),
    Institution(FRYSLAN, "Ziekenhuis Fryslân", "Fryslân", "V6", signing_keys=('{"kty":"EC"}',)),
    Institution(DELFSHAVEN, "MC Delfshaven", "Delfshaven", "V6"),
    Institution(EYE_CLINIC, "Oogkliniek De Dijk", "De Dijk", "Z4"),
)
OWN = Route("fryslan", "generic-functions", "mhd-bbs", "https://fryslan.localhost", (FRYSLAN,))
COMMUNITY = Route(
    "rotterdam", "generic-functions", "mhd-bbs", "https://r.localhost", (RIJNMOND, DELFSHAVEN), "Rotterdam"
)
CONTENT = """
[[institution]]
ura = "90000102"
name = "UMC Rijnmond"
short_name = "Rijnmond"
facility_type = "V5"
phone = "+31 10 000 0000"
[[institution]]
ura = "90000101"
name = "Ziekenhuis Fryslân"
short_name = "Fryslân"
facility_type = "V6"
signing_keys = ['{"kty":"EC"}']
[[institution]]
ura = "90000103"
name = "MC Delfshaven"
short_name = "Delfshaven"
facility_type = "V6"
[[institution]]
ura = "90000107"
name = "Oogkliniek De Dijk"
short_name = "De Dijk"
facility_type = "Z4"
[[endpoint]]
id = "fryslan"
address = "https://fryslan.localhost"
custodians = ["90000101"]
network = "generic-functions"
dialect = "mhd-bbs"
[[endpoint]]
id = "rotterdam"
address = "https://r.localhost"
custodians = ["90000102", "90000103"]
network = "generic-functions"
dialect = "mhd-bbs"
community = "Rotterdam"
[[endpoint]]
id = "closed"
address = "https://closed.localhost"
custodians = ["90000107"]
network = "generic-functions"
dialect = "mhd-bbs"
status = "off"
"""
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["directory", "in-memory"])
async def book(request: pytest.FixtureRequest) -> AsyncIterator[AddressBook]:
    if request.param == "in-memory":
        yield InMemoryAddressBook(INSTITUTIONS, [OWN, COMMUNITY])
        return
    made: Nation = request.getfixturevalue("nation")
    bound, port = free_socket()
    config = made.directory_config(port, CONTENT)
    async with listening_at(app.open_apps, config, bound), made.client(FRYSLAN) as client:
        yield DirectoryReplica(client, f"https://directory.localhost:{port}", FixedClock(START))


@pytest.mark.requirement("A55", "T2.3.directory")
async def test_every_institution_is_named_connected_or_not(book: AddressBook) -> None:
    found = await book.institutions()
    assert [(one.ura, one.is_connected) for one in found] == [
        (FRYSLAN, True),
        (RIJNMOND, True),
        (DELFSHAVEN, True),
        (EYE_CLINIC, False),
    ]
    assert found[1] == Institution(
        RIJNMOND, "UMC Rijnmond", "Rijnmond", "V5", "+31 10 000 0000", is_connected=True
    )


async def test_one_institution_comes_with_its_keys_and_an_unknown_one_is_none(book: AddressBook) -> None:
    fryslan = await book.institution(FRYSLAN)
    assert fryslan is not None
    assert (fryslan.is_connected, fryslan.signing_keys) == (True, ('{"kty":"EC"}',))
    assert await book.institution(NOBODY) is None


@pytest.mark.requirement("A55", "T2.3.community")
async def test_routes_list_only_who_was_asked_for_and_a_community_is_one_route(book: AddressBook) -> None:
    assert await book.routes_to(frozenset({FRYSLAN})) == (OWN,)
    everyone = await book.routes_to(frozenset({FRYSLAN, RIJNMOND, DELFSHAVEN, EYE_CLINIC, NOBODY}))
    assert everyone == (OWN, COMMUNITY)
    (one_of_two,) = await book.routes_to(frozenset({DELFSHAVEN}))
    assert (one_of_two.route_id, one_of_two.custodians) == ("rotterdam", (DELFSHAVEN,))
    assert await book.routes_to(frozenset({EYE_CLINIC})) == ()
    assert await book.routes_to(frozenset()) == ()


# From here on: the replica alone.


class Directory:
    """A directory that answers as told, and counts how often it was asked."""

    def __init__(self) -> None:
        self.organizations = bundle.searchset([organization(INSTITUTIONS[0])], base_url="https://d/fhir")
        self.endpoints = bundle.searchset([], base_url="https://d/fhir")
        self.status = 200
        self.asked = 0

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        body = self.organizations if request.url.path.endswith("Organization") else self.endpoints
        return Response(body, self.status, media_type="application/fhir+json")

    @asynccontextmanager
    async def replica(self, clock: FixedClock) -> AsyncIterator[DirectoryReplica]:
        """A replica of this directory."""
        paths = ("/fhir/Organization", "/fhir/Endpoint")
        served = Router([HttpRoute(path, self.answer) for path in paths])
        async with listening(served) as port, HttpClient.open(None) as client:
            yield DirectoryReplica(client, f"http://127.0.0.1:{port}", clock)


@pytest.mark.requirement("A55", "B49")
async def test_an_endpoint_counts_from_its_start_until_just_before_its_end() -> None:
    clock, directory = FixedClock(START), Directory()
    cut_over = START + timedelta(hours=1)
    old = Route("old", "generic-functions", "mhd-bbs", "https://old.localhost", (RIJNMOND,))
    new = Route("new", "generic-functions", "mhd-bbs", "https://new.localhost", (RIJNMOND,))
    directory.endpoints = bundle.searchset(
        [
            endpoint(DirectoryEndpoint(old, is_active=True, ends_at=cut_over)),
            endpoint(DirectoryEndpoint(new, is_active=True, starts_at=cut_over)),
        ],
        base_url="https://d/fhir",
    )
    async with directory.replica(clock) as replica:
        assert await replica.routes_to(frozenset({RIJNMOND})) == (old,)
        clock.advance(3599)
        assert await replica.routes_to(frozenset({RIJNMOND})) == (old,)
        clock.advance(1)
        assert await replica.routes_to(frozenset({RIJNMOND})) == (new,)


@pytest.mark.hazard("H2")
@pytest.mark.requirement("A55", "T2.3.directory")
async def test_the_replica_works_on_while_the_directory_is_down_and_knows_its_age() -> None:
    clock, directory = FixedClock(START), Directory()
    async with directory.replica(clock) as replica:
        assert replica.age_s is None
        assert [one.ura for one in await replica.institutions()] == [RIJNMOND]
        directory.status = 503
        clock.advance(1000)
        with pytest.raises(PeerUnreachable):
            await replica.refresh()
        assert [one.ura for one in await replica.institutions()] == [RIJNMOND]
        assert replica.age_s == 1000


@pytest.mark.hazard("H2")
async def test_without_any_reading_the_replica_says_so_until_there_is_one() -> None:
    directory = Directory()
    directory.status = 503
    async with directory.replica(FixedClock(START)) as replica:
        for question in (
            replica.institutions(),
            replica.institution(RIJNMOND),
            replica.routes_to(frozenset()),
        ):
            with pytest.raises(PeerUnreachable):
                await question
        directory.status = 200
        assert len(await replica.institutions()) == 1


@pytest.mark.hazard("H2")
@pytest.mark.parametrize(
    "organizations",
    [
        b"",
        b"[]",
        bundle.searchset([], base_url="https://d/fhir"),
        bundle.searchset([b'{"resourceType":"Organization","id":"no-ura"}'], base_url="https://d/fhir"),
        bundle.searchset(
            [organization(INSTITUTIONS[1])], base_url="https://d", outcomes=[Notice("warning", "incomplete")]
        ),
        bundle.searchset(
            [organization(INSTITUTIONS[1])], base_url="https://d", next_url="https://elsewhere.example/2"
        ),
        bundle.searchset(
            [organization(INSTITUTIONS[1])], base_url="https://d", next_url="/fhir/Organization"
        ),
    ],
)
async def test_a_reading_that_is_not_whole_leaves_the_last_good_one(organizations: bytes) -> None:
    directory = Directory()
    async with directory.replica(FixedClock(START)) as replica:
        before = await replica.institutions()
        directory.organizations = organizations
        with pytest.raises(PeerAnswerInvalid):
            await replica.refresh()
        assert await replica.institutions() == before


async def test_what_is_not_ours_to_understand_is_left_out() -> None:
    directory = Directory()
    foreign = b'{"resourceType":"Endpoint","id":"fax","connectionType":{"system":"urn:x","code":"fax"}}'
    route = Route("ours", "generic-functions", "mhd-bbs", "https://ours.localhost", (RIJNMOND,))
    ours = endpoint(DirectoryEndpoint(route, is_active=True))
    directory.endpoints = bundle.searchset([foreign, ours], base_url="https://d/fhir")
    async with directory.replica(FixedClock(START)) as replica:
        assert await replica.routes_to(frozenset({RIJNMOND})) == (route,)


@pytest.mark.parametrize("status", [200, 503])
async def test_many_first_questions_at_once_read_the_directory_once(status: int) -> None:
    directory = Directory()
    directory.status = status
    async with directory.replica(FixedClock(START)) as replica, replica.kept_fresh():
        questions = (replica.institution(RIJNMOND) for _ in range(20))
        answers = await asyncio.gather(*questions, return_exceptions=True)
    assert directory.asked == (2 if status == 200 else 1)
    assert {type(answer) for answer in answers} == {Institution if status == 200 else PeerUnreachable}
