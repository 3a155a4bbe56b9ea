"""Writes of one turn of the loop, together and in order."""

import asyncio
from typing import Any

import pytest

from tijdlijn.runtime.gathered_writes import GATHERED_BYTES, GatheredWrites

LARGE = b"L" * GATHERED_BYTES


class Wire(asyncio.Transport):
    """Notes what each write brings."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.written: list[bytes] = []
        self.is_closed = False

    def writelines(self, list_of_data: Any) -> None:
        self.written.append(b"".join(list_of_data))

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


@pytest.fixture
async def gathered() -> tuple[Wire, GatheredWrites]:
    wire = Wire()
    return wire, GatheredWrites(wire, asyncio.get_running_loop())


async def test_what_is_written_in_one_turn_goes_out_together(gathered: tuple[Wire, GatheredWrites]) -> None:
    wire, transport = gathered
    transport.write(b"head")
    transport.write(b"body")
    assert wire.written == []
    await asyncio.sleep(0)
    assert wire.written == [b"headbody"]
    transport.write(b"next")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert wire.written == [b"headbody", b"next"]


async def test_a_large_body_takes_its_head_along_at_once(gathered: tuple[Wire, GatheredWrites]) -> None:
    wire, transport = gathered
    transport.write(b"head")
    transport.write(LARGE)
    assert wire.written == [b"head" + LARGE]
    transport.write(LARGE)
    assert wire.written == [b"head" + LARGE, LARGE]
    await asyncio.sleep(0)
    assert len(wire.written) == 2, "nothing is written twice"


async def test_nothing_is_lost_when_it_closes(gathered: tuple[Wire, GatheredWrites]) -> None:
    wire, transport = gathered
    transport.write(b"last")
    transport.close()
    assert (wire.written, wire.is_closed) == ([b"last"], True)
    assert transport.is_closing()
    assert transport.get_extra_info("peername") == ("127.0.0.1", 1)
