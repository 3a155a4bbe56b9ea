"""One child process as the timeline sees it: started when it is needed, used for one frame at a time, and
given up the moment it misbehaves.
"""

import asyncio
import signal
import socket
import sys
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, Process
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from tijdlijn.domain.errors import InputInvalid, PeerUnreachable
from tijdlijn.runtime.events import DECODER_ENDED, DECODER_NOT_CONFINED, emit
from tijdlijn.services.timeline.images.decoding import messages
from tijdlijn.wire.pixels.order import Order

_MODULE = "tijdlijn.services.timeline.images.decoding.child"
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
"""All that the child gets to know; the number keeps numpy from making threads that nobody uses."""

_SOCKET_BYTES = 1024 * 1024
FRAMES_EACH = 2000
"""After so many frames a child is followed by a fresh one: what a codec leaks has an end, and so has what one
that was taken over could see.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use: memory in all, computing time and time on the clock for each frame."""

    memory_bytes: int = 1536 * 1024 * 1024
    cpu_s: int = 20
    wall_s: float = 60
    start_s: float = 30


@dataclass(slots=True, eq=False)
class _Child:
    process: Process
    ours: socket.socket
    reader: StreamReader
    writer: StreamWriter
    frames: int = 0

    @property
    def is_usable(self) -> bool:
        return self.frames < FRAMES_EACH and self.process.returncode is None and self._is_open()

    def _is_open(self) -> bool:
        """Whether it waits for an order: has neither closed its side nor said what nobody asked.

        The system is asked, because the loop hears of it only later.
        """
        try:
            self.ours.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False


class Worker:
    """Carries out one order at a time in a child of its own; a child that ends is followed by another."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._child: _Child | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return self._child.process.pid if self._child else None

    async def carry_out(self, order: Order, frame: bytes) -> bytes:
        """Have a frame made into what the order says.

        Raises:
            InputInvalid: the frame is not what its header says, or decoding it ended the child, took too long
                or too much. A retry does not help.
            PeerUnreachable: no child can be started. A retry may help.
        """
        head = messages.encode_order(order, len(frame))
        child = await self._running()
        child.frames += 1
        try:
            async with asyncio.timeout(self._limits.wall_s):
                child.writer.write(head)
                child.writer.write(frame)
                await child.writer.drain()
                return await _answer(child.reader)
        except TimeoutError as error:
            await self._give_up(child, order, "took too long")
            raise InputInvalid("a frame that takes too long to decode") from error
        except (IncompleteReadError, OSError) as error:
            await self._give_up(child, order, "ended")
            raise InputInvalid("a frame that ends its decoder") from error
        except (_NotUnderstood, _Exhausted) as error:
            await self._give_up(child, order, str(error))
            raise InputInvalid("a frame that cannot be decoded") from error

    async def close(self) -> None:
        """End the child."""
        if self._child is not None:
            await self._end(self._child)

    async def _running(self) -> _Child:
        child = self._child
        if child is not None and child.is_usable:
            return child
        if child is not None:
            await self._end(child)
        ours, its = socket.socketpair()
        try:
            for side in (ours, its):
                side.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BYTES)
            self._child = await self._started(ours, its)
        except _NO_START as error:
            ours.close()
            raise PeerUnreachable("decoder", "it does not start") from error
        finally:
            its.close()
        return self._child

    async def _started(self, ours: socket.socket, its: socket.socket) -> _Child:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-B", "-m", _MODULE),
            *(str(self._limits.memory_bytes), str(self._limits.cpu_s)),
            stdin=its.fileno(),
            stdout=DEVNULL,
            stderr=DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            # What is typed at the timeline's terminal is not for the child.
            start_new_session=True,
        )
        its.close()
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=2 * _SOCKET_BYTES)
        child = _Child(process, ours, reader, writer)
        async with AsyncExitStack() as unless_it_starts:
            unless_it_starts.push_async_callback(self._end, child)
            async with asyncio.timeout(self._limits.start_s):
                lacking = (await _answer(reader)).decode("ascii", "replace")
            unless_it_starts.pop_all()
        if lacking:
            emit(DECODER_NOT_CONFINED, lacking=lacking)
        return child

    async def _give_up(self, child: _Child, order: Order, why: str) -> None:
        await self._end(child)
        status = child.process.returncode or 0
        name = signal.Signals(-status).name if -status in signal.valid_signals() else str(status)
        emit(DECODER_ENDED, reason=why, status=name, codec=order.pixels.codec.value)

    async def _end(self, child: _Child) -> None:
        if self._child is child:
            self._child = None
        child.writer.close()
        with suppress(ProcessLookupError):
            child.process.kill()
        await child.process.wait()


class _NotUnderstood(Exception):
    """The child answered something that it never answers by itself."""

    def __str__(self) -> str:
        return "answered nonsense"


class _Exhausted(Exception):
    """The child had no memory left; whether the frame or a leak took it, the next one gets a fresh child."""

    def __str__(self) -> str:
        return "needed too much memory"


_NO_START = (OSError, TimeoutError, IncompleteReadError, InputInvalid, _NotUnderstood, _Exhausted)
"""What of a child that should begin means that it does not."""


async def _answer(reader: StreamReader) -> bytes:
    head = await reader.readexactly(messages.ANSWER_HEAD_BYTES)
    try:
        state, size_bytes = messages.decode_answer_head(head)
    except InputInvalid as error:
        raise _NotUnderstood from error
    made = await reader.readexactly(size_bytes)
    if state == messages.REFUSED:
        raise InputInvalid("a frame that cannot be decoded")
    if state == messages.EXHAUSTED:
        raise _Exhausted
    return made
