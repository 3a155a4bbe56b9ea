from datetime import UTC, datetime, timedelta, timezone

import pytest

from tijdlijn.runtime.clock import FixedClock, SystemClock


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_fixed_clock_stands_still_until_it_is_advanced() -> None:
    clock = FixedClock(datetime(2026, 11, 24, 3, 41, tzinfo=timezone(timedelta(hours=1))))
    assert clock.now() == clock.now() == datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
    clock.advance(90)
    assert clock.now() == datetime(2026, 11, 24, 2, 42, 30, tzinfo=UTC)


def test_a_fixed_clock_wants_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 11, 24))
