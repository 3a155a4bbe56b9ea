"""Whatever is being done when somebody asks the demo to end, it ends, and says nothing of errors."""

import os
import signal
from contextlib import suppress

import pytest

from tijdlijn.testing.demo.signals import EndAsked, forget_in_child, heard_signals, held_off

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


@pytest.mark.parametrize(
    ("number", "ended_by"),
    [(signal.SIGINT, 0), (signal.SIGHUP, 0), (signal.SIGTERM, signal.SIGTERM)],
    ids=lambda value: value.name if isinstance(value, signal.Signals) else "",
)
def test_of_what_strikes_a_child_before_it_stands_by_itself_only_what_was_sent_to_it_counts(
    number: signal.Signals, ended_by: int
) -> None:
    with held_off():
        child = os.fork()
        if child == 0:
            os.kill(os.getpid(), number)
            forget_in_child()
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -ended_by
