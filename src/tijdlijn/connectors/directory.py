"""The national address book as a replica in this process: `ports.AddressBook` over mCSD.

Questions are answered from memory, so that a directory that is down holds up nobody. The replica is read
whole at first use and about every fifteen minutes after; a reading that fails, or that brings no institution
at all, leaves the last good one standing, which knows its age.

Standard: IHE ITI mCSD, ITI-90 Find Matching Care Services; generic functions, addressing: match on a local
replica only, synchronise about every fifteen minutes with jitter, honour period and status.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from tijdlijn.connectors.http_status import failure_of
from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid, PeerError, PeerUnreachable
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.events import REPLICA_NOT_REFRESHED, REPLICA_REFRESHED, emit
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.wire.fhir.bundle import Searchset, parse_searchset
from tijdlijn.wire.fhir.directory import DirectoryEndpoint, read_endpoint, read_organization

PEER = "directory"
TIMEOUT_S = 10.0
PAGE_COUNT = 200
MAX_PAGES = 1000
REFRESH_S = 15 * 60
REFRESH_JITTER_S = 2 * 60
RETRY_S = 60

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class _Snapshot:
    institutions: dict[Ura, Institution]
    endpoints: tuple[DirectoryEndpoint, ...]
    read_at: datetime


class DirectoryReplica:
    """Answers from its last whole reading. May be shared by all tasks of a process."""

    def __init__(self, client: HttpClient, base_url: str, clock: Clock) -> None:
        self._client = client
        self._base_url = base_url
        self._clock = clock
        self._snapshot: _Snapshot | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def age_s(self) -> float | None:
        """How long ago the directory was last read whole; `None` when it never was."""
        if self._snapshot is None:
            return None
        return (self._clock.now() - self._snapshot.read_at).total_seconds()

    async def institutions(self) -> tuple[Institution, ...]:
        """Give every known institution, ordered by URA; see `ports.AddressBook`."""
        snapshot = await self._current()
        reached = {ura for route in self._in_use(snapshot) for ura in route.custodians}
        return tuple(
            replace(institution, is_connected=institution.ura in reached)
            for institution in snapshot.institutions.values()
        )

    async def institution(self, ura: Ura) -> Institution | None:
        """Give one institution, or `None`; see `ports.AddressBook`."""
        snapshot = await self._current()
        found = snapshot.institutions.get(ura)
        if found is None:
            return None
        return replace(found, is_connected=any(ura in route.custodians for route in self._in_use(snapshot)))

    async def routes_to(self, custodians: frozenset[Ura]) -> tuple[Route, ...]:
        """Give the routes in use today to any of `custodians`, narrowed to these; see `ports.AddressBook`."""
        narrowed = (
            replace(route, custodians=tuple(ura for ura in route.custodians if ura in custodians))
            for route in self._in_use(await self._current())
        )
        return tuple(route for route in narrowed if route.custodians)

    async def refresh(self) -> None:
        """Read the directory whole, now, or wait for the reading that is under way. When this raises, the
        last good reading stands.

        Raises:
            PeerError: as for a question to any peer.
        """
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
            self._reading.add_done_callback(self._reading_ended)
        await asyncio.shield(self._reading)

    def _reading_ended(self, reading: asyncio.Task[None]) -> None:
        self._reading = None
        if not reading.cancelled():
            # Whoever waited has raised it; nobody may be waiting any more.
            reading.exception()

    async def _read(self) -> None:
        organizations = await self._read_all("Organization", read_organization)
        endpoints = await self._read_all("Endpoint", read_endpoint)
        institutions = [one for one in organizations if one is not None]
        if not institutions:
            raise PeerAnswerInvalid(PEER, "it names no institution")
        usable = tuple(one for one in endpoints if one is not None)
        self._snapshot = _Snapshot(
            institutions={one.ura: one for one in sorted(institutions, key=lambda one: one.ura)},
            endpoints=usable,
            read_at=self._clock.now(),
        )
        left_out = len(organizations) + len(endpoints) - len(institutions) - len(usable)
        emit(REPLICA_REFRESHED, institutions=len(institutions), endpoints=len(usable), left_out=left_out)

    @asynccontextmanager
    async def kept_fresh(self) -> AsyncIterator[None]:
        """Keep the replica fresh in the background until left; entering never waits for the directory."""
        keeping = asyncio.create_task(self._keep_fresh())
        try:
            yield
        finally:
            for task in filter(None, (keeping, self._reading)):
                task.cancel()
                await asyncio.wait({task})

    async def _keep_fresh(self) -> None:
        while True:
            wait_s = REFRESH_S + random.uniform(-REFRESH_JITTER_S, REFRESH_JITTER_S)  # noqa: S311 - spreads load
            try:
                await self.refresh()
            except PeerError as error:
                wait_s = RETRY_S
                emit(REPLICA_NOT_REFRESHED, reason=error.reason, age_s=self.age_s)
            await asyncio.sleep(wait_s)

    async def _current(self) -> _Snapshot:
        if self._snapshot is None:
            try:
                await self.refresh()
            except PeerError as error:
                raise PeerUnreachable(PEER, f"there is no replica yet: {error.reason}") from error
        if self._snapshot is None:
            raise PeerUnreachable(PEER, "there is no replica yet")
        return self._snapshot

    def _in_use(self, snapshot: _Snapshot) -> tuple[Route, ...]:
        now = self._clock.now()
        return tuple(endpoint.route for endpoint in snapshot.endpoints if endpoint.in_use(now))

    async def _read_all(self, resource_type: str, read: Callable[[bytes], Read]) -> list[Read | None]:
        """Read every page; a resource that is not ours to understand counts as `None`."""
        found: list[Read | None] = []
        url = f"{self._base_url}/fhir/{resource_type}?_count={PAGE_COUNT}"
        for _ in range(MAX_PAGES):
            page = await self._page(url)
            found.extend(_readable(read, raw) for raw in page.entries)
            if page.next_url is None:
                return found
            if _origin(page.next_url) != _origin(self._base_url):
                raise PeerAnswerInvalid(PEER, "its next page is somewhere else")
            url = page.next_url
        raise PeerAnswerInvalid(PEER, "its pages have no end")

    async def _page(self, url: str) -> Searchset:
        answer = await self._client.request(
            PEER, "GET", url, headers={"accept": "application/fhir+json"}, timeout_s=TIMEOUT_S
        )
        if answer.status != 200:
            raise failure_of(PEER, answer.status)
        try:
            page = parse_searchset(answer.body)
        except InputInvalid as error:
            raise PeerAnswerInvalid(PEER, "its answer is no searchset") from error
        if any(notice.is_gap for notice in page.outcomes):
            raise PeerAnswerInvalid(PEER, "its answer says that it is not whole")
        return page


def _readable(read: Callable[[bytes], Read], raw: bytes) -> Read | None:
    try:
        return read(raw)
    except InputInvalid:
        return None


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
