"""The time, as something that is handed in.

Permits end, tokens expire and prior studies grow older; a test must be able to say what time it is. So no
room calls `datetime.now` itself.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whoever knows what time it is."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock for tests that stands still until it is told to move.

    Raises:
        ValueError: `at` has no time zone.
    """

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware moment")
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        """Give the moment at which the clock stands, aware, in UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock; a negative number moves it back."""
        self._now += timedelta(seconds=seconds)
