"""The pages of a listing: how many at once, and where the next one begins.

A page begins after the last id, or before the last place in the log, that was given; so a reader that takes
its time misses nothing that stood there all along, however much is published meanwhile.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.fhir.moments import parse_instant

DEFAULT_COUNT = 100
MAX_COUNT = 500

THE_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """Which page is asked for; `start` is our own text from a `next` link, empty for the first."""

    count: int
    start: str

    @classmethod
    def parse(cls, query: QueryParams) -> "Page":
        """Read `_count` and our own `_page`; more than `MAX_COUNT` is cut to it.

        Raises:
            InputInvalid: a count that is no positive number.

        Standard: HL7 FHIR R4 §3.1.1.5.3, paging.
        """
        count = query.get("_count", str(DEFAULT_COUNT))
        if not count.isascii() or not count.isdigit() or len(count) > 9 or not int(count):
            raise InputInvalid("_count is no positive number")
        return cls(min(int(count), MAX_COUNT), query.get("_page", ""))

    def next_url(self, address: str, start: str, **others: str) -> str:
        """Give the address of the page that begins at `start`."""
        return f"{address}?{urlencode({**others, '_count': self.count, '_page': start})}"


def parse_since(query: QueryParams) -> datetime:
    """Read `_since`; absent means from the beginning.

    Raises:
        InputInvalid: no instant.

    Standard: HL7 FHIR R4 §3.1.0.7, history.
    """
    text = query.get("_since")
    if text is None:
        return THE_BEGINNING
    moment = parse_instant(text)
    if moment is None:
        raise InputInvalid("_since is no instant")
    return moment
