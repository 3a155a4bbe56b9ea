"""The pieces of an answer on their way out."""

from collections.abc import AsyncGenerator

import pytest

from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerUnreachable
from tijdlijn.ports import Piece
from tijdlijn.serving.streaming import SMALL_BYTES, joined

LARGE = b"L" * SMALL_BYTES


async def some(*pieces: Piece | Exception) -> AsyncGenerator[Piece, None]:
    for piece in pieces:
        if isinstance(piece, Exception):
            raise piece
        yield piece


@pytest.mark.requirement("T3.1.cut-off")
async def test_small_pieces_go_out_as_one_and_large_ones_as_they_came() -> None:
    half = LARGE[: SMALL_BYTES // 2]
    pieces = [
        piece
        async for piece in joined(some(b"a", LARGE, b"b", b"c", memoryview(LARGE), LARGE, half, half, b"d"))
    ]

    assert pieces == [b"a", LARGE, b"bc", LARGE, LARGE, LARGE, b"d"]
    assert pieces[1] is LARGE


@pytest.mark.requirement("T3.1.cut-off")
@pytest.mark.parametrize(
    "error", [AccessDenied("withdrawn"), InputInvalid("no file"), PeerUnreachable("archive", "cut off")]
)
async def test_a_source_that_breaks_off_has_given_all_that_it_had(error: Exception) -> None:
    pieces = joined(some(LARGE, b"end", error))

    assert [await anext(pieces), await anext(pieces)] == [LARGE, b"end"]
    with pytest.raises(type(error)):
        await anext(pieces)


async def test_a_source_is_closed_at_once_when_nobody_reads_on() -> None:
    source = some(LARGE, LARGE)
    pieces = joined(source)
    await anext(pieces)
    await pieces.aclose()

    assert [piece async for piece in source] == []


async def test_of_nothing_comes_nothing() -> None:
    assert [piece async for piece in joined(some())] == []
