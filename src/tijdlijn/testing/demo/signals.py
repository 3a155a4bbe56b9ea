"""How the demo hears that it must end: at any moment, by whichever signal, once, and never in the middle of
its own ending.

A signal that the starter of the demo ignores (`nohup`, a shell's background) stays ignored.
"""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_HEARD = (*_ENDING, signal.SIGCHLD)
_FROM_TERMINAL = (signal.SIGINT, signal.SIGHUP)


class EndAsked(BaseException):
    """Somebody wants the demo to end. No error, so nothing that handles errors may catch it."""


@dataclass(slots=True)
class Signals:
    """What came in. `wakened` becomes readable with every signal, that of a child that ended included;
    `asked` tells whether one asked to end.
    """

    wakened: socket.socket
    asked: bool = False
    _may_interrupt: bool = field(default=False)

    @contextmanager
    def may_interrupt(self) -> Iterator[None]:
        """Leave this block at the first signal that asks to end; outside it such a signal interrupts
        nothing.

        The signal may strike in a library that makes an error of its own of everything it catches: an error
        that came of the interruption is the interruption. One that swallows it whole is met by `heed`.
        """
        try:
            self._may_interrupt = True
            self.heed()
            yield
        except BaseException as error:
            if not _came_of_interruption(error):
                raise
        finally:
            self._may_interrupt = False

    def heed(self) -> None:
        """Say once more that the end was asked for, between two pieces of long work.

        Raises:
            EndAsked: it was.
        """
        if self.asked:
            raise EndAsked

    def take(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal: interrupt what is being done, the first time."""
        if number in _ENDING:
            self.asked = True
            if self._may_interrupt:
                self._may_interrupt = False
                raise EndAsked


@contextmanager
def heard_signals() -> Iterator[Signals]:
    """Hear signals until left; all is as before then."""
    wakened, waking = socket.socketpair()
    wakened.setblocking(False)
    waking.setblocking(False)
    signals = Signals(wakened)
    before = {
        number: signal.signal(number, signals.take)
        for number in _HEARD
        if number is signal.SIGCHLD or signal.getsignal(number) is not signal.SIG_IGN
    }
    woken_before = signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
    try:
        yield signals
    finally:
        signal.set_wakeup_fd(woken_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        wakened.close()
        waking.close()


@contextmanager
def held_off() -> Iterator[None]:
    """Let no signal in until left, so that a fork and its bookkeeping are one act; a child starts so too."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def forget_in_child() -> None:
    """Make a forked child deaf to what its parent hears, and open to what is sent to itself.

    Call it in a process group of its own: what came from a terminal between the fork and that moment was
    meant for the parent, and is forgotten.
    """
    signal.set_wakeup_fd(-1)
    for number in _FROM_TERMINAL:
        # To ignore a signal throws away one that is held off (signal(7), POSIX.1-2017 XSH 2.4.3).
        signal.signal(number, signal.SIG_IGN)
    for number in _HEARD:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)


def _came_of_interruption(error: BaseException) -> bool:
    """Whether this is `EndAsked`, or was raised while it was being handled."""
    link: BaseException | None = error
    while link is not None and not isinstance(link, EndAsked):
        link = link.__context__
    return link is not None
