"""Whatever is being done when somebody asks the demo to end, it ends, and says nothing of errors."""

import os
import signal
from contextlib import suppress

import pytest

from tijdlijn.testing.demo.signals import EndAsked, heard_signals

pytestmark = pytest.mark.requirement("T2.1.ctrl-c")


class LibraryError(Exception):
    """What a library makes of whatever goes wrong in it."""


def press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interruption_that_a_library_made_an_error_of_is_still_an_interruption() -> None:
    with heard_signals() as signals:
        with signals.may_interrupt():
            try:
                press_ctrl_c()
            except BaseException:  # noqa: BLE001 - as reportlab does while it reads a font
                raise LibraryError("corrupt font") from None
        assert signals.asked


def test_an_interruption_that_a_library_swallowed_is_heeded_at_the_next_piece_of_work() -> None:
    pieces = 0
    with heard_signals() as signals, signals.may_interrupt():
        for _ in range(3):
            signals.heed()
            pieces += 1
            with suppress(BaseException):
                press_ctrl_c()
    assert pieces == 1


def test_an_error_stays_an_error() -> None:
    with heard_signals() as signals, pytest.raises(LibraryError), signals.may_interrupt():
        raise LibraryError("corrupt font")


def test_outside_the_block_nothing_is_interrupted() -> None:
    with heard_signals() as signals:
        press_ctrl_c()
        assert signals.asked
        with pytest.raises(EndAsked):
            signals.heed()
