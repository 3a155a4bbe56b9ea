"""Fewer and larger writes: the head of an answer goes out together with its body.

uvicorn writes head and body apart. Each write is a TLS record, a system call and a waking of the reader, and
together these cost more than making a small answer.
"""

import asyncio
from typing import Any

GATHERED_BYTES = 1024 * 1024
"""More is not held: an image, with what stands before and behind it, goes out at once."""


class GatheredWrites(asyncio.Transport):
    """The part of a transport that uvicorn uses, over the true one. What is written in one turn of the loop
    goes out together, at the latest at the end of that turn, in the order in which it was written.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._end_of_turn: asyncio.Handle | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Write, soon."""
        self._held.append(bytes(data))
        self._held_bytes += len(data)
        if self._held_bytes >= GATHERED_BYTES:
            self._let_out()
        elif self._end_of_turn is None:
            self._end_of_turn = self._loop.call_soon(self._let_out)

    def close(self) -> None:
        """Close when everything is written."""
        self._let_out()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether it is closed or about to be."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Give what the true transport knows."""
        return self._transport.get_extra_info(name, default)

    def _let_out(self) -> None:
        if self._end_of_turn is not None:
            self._end_of_turn.cancel()
            self._end_of_turn = None
        held, self._held, self._held_bytes = self._held, [], 0
        if held:
            self._transport.writelines(held)
