"""Many tasks at once, in processes that are gone afterwards."""

import time
from multiprocessing import active_children

import pytest

from tijdlijn.testing.drawing import drawn

TOO_LONG_S = 600.0


def paused(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def broken(number: int) -> int:
    if number == 3:
        raise OSError("no room left")
    return number


@pytest.mark.requirement("T2.1.ctrl-c")
def test_what_is_given_up_leaves_no_process() -> None:
    results = drawn(paused, [0.0, *[TOO_LONG_S] * 10])
    assert next(results) == 0.0
    results.close()
    assert active_children() == []


def test_an_error_of_a_task_is_told_and_ends_the_others() -> None:
    with pytest.raises(OSError, match="no room left"):
        list(drawn(broken, range(12)))
    assert active_children() == []


def test_every_result_comes_once() -> None:
    assert sorted(drawn(abs, range(-20, 0))) == list(range(1, 21))
    assert active_children() == []
