"""Holders that gave no answer lately, as all instances of one timeline know it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tijdlijn.domain.identifiers import Ura
from tijdlijn.store.pool import Database
from tijdlijn.store.sql import load_queries

REPEATED = 3
"""So many failures in a row, and a holder is left alone for a while."""
SHORTEST_S, LONGEST_S = 5.0, 60.0
COUNTS_FOR = timedelta(minutes=15)
"""A failure says nothing of now after this; whoever is asked meanwhile fails or answers anew."""

_QUERIES = load_queries("tijdlijn.store.timeline")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A custodian, reached over one route."""

    custodian: Ura
    route_id: str


@dataclass(frozen=True, slots=True)
class Failing:
    """A place that failed when it was last asked, since when, and whether to leave it alone now."""

    place: Place
    since: datetime
    is_spared: bool


@dataclass(frozen=True, slots=True)
class _Row:
    custodian: str
    route_id: str
    failing_since: datetime
    is_spared: bool


@dataclass(frozen=True, slots=True)
class BackOffStore:
    """Keeps count of failures. Raises as `Database.transaction`."""

    database: Database

    async def look(
        self, places: Mapping[Place, bool], now: datetime, probing: timedelta
    ) -> tuple[Failing, ...]:
        """Give those of `places` that failed when they were last asked; the value says whether a place may be
        left alone. One whose time is over is given to one caller, as not spared: nobody else gets it for as
        long as `probing`, unless it fails or answers before.
        """
        parameters = {
            **_columns(places),
            "may_spare": list(places.values()),
            "repeated": REPEATED,
            "now": now,
            "counts_from": now - COUNTS_FOR,
            "probed_until": now + probing,
        }
        rows = await self.database.fetch_all(_Row, _QUERIES["look_at_failures"], parameters)
        return tuple(
            Failing(Place(Ura(row.custodian), row.route_id), row.failing_since, row.is_spared) for row in rows
        )

    async def note(
        self, failed: Mapping[Place, datetime], answered: Collection[Place], now: datetime
    ) -> None:
        """Count a failure of each place that was asked at that moment, and forget those of whoever answered.

        Questions that were under way together count as one failure.
        """
        async with self.database.transaction() as connection:
            if answered:
                await connection.execute(_QUERIES["clear_failures"], _columns(answered))
            if failed:
                await connection.execute(_QUERIES["forget_failures"], {"counts_from": now - COUNTS_FOR})
                parameters = {
                    **_columns(failed),
                    "asked_at": list(failed.values()),
                    "now": now,
                    "repeated": REPEATED,
                    "shortest_s": SHORTEST_S,
                    "longest_s": LONGEST_S,
                }
                await connection.execute(_QUERIES["note_failures"], parameters)


def _columns(places: Collection[Place]) -> dict[str, object]:
    return {
        "custodians": [place.custodian.value for place in places],
        "route_ids": [place.route_id for place in places],
    }
