"""Streams read as one: nothing is lost, nobody is left running, nobody runs ahead without end."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from tijdlijn.runtime.merged import merged


async def counting(name: str, count: int, closed: list[str] | None = None) -> AsyncGenerator[str, None]:
    try:
        for number in range(count):
            yield f"{name}{number}"
    finally:
        if closed is not None:
            closed.append(name)


async def waiting_for(event: asyncio.Event, closed: list[str]) -> AsyncGenerator[str, None]:
    try:
        await event.wait()
        yield "late"
    finally:
        closed.append("late")


async def failing() -> AsyncGenerator[str, None]:
    yield "before"
    raise LookupError("broken")


async def test_every_item_comes_out_once_and_each_stream_keeps_its_order() -> None:
    seen = [item async for item in merged(counting("a", 200), counting("b", 150), ahead=8)]
    assert [item for item in seen if item[0] == "a"] == [f"a{number}" for number in range(200)]
    assert [item for item in seen if item[0] == "b"] == [f"b{number}" for number in range(150)]


async def test_nothing_to_merge_is_nothing() -> None:
    nothing: tuple[AsyncGenerator[str, None], ...] = ()
    assert [item async for item in merged(*nothing)] == []


async def test_a_slow_stream_holds_up_no_other() -> None:
    release, closed = asyncio.Event(), list[str]()
    seen: list[str] = []
    async for item in merged(waiting_for(release, closed), counting("a", 3)):
        seen.append(item)
        if item == "a2":
            release.set()
    assert seen == ["a0", "a1", "a2", "late"]


async def test_a_reader_that_leaves_ends_every_stream_without_an_error() -> None:
    closed: list[str] = []
    async with aclosing(merged(waiting_for(asyncio.Event(), closed), counting("a", 100, closed))) as items:
        async for _ in items:
            break
    assert sorted(closed) == ["a", "late"]


async def test_a_failure_comes_after_what_came_before_it_and_ends_the_others() -> None:
    closed: list[str] = []
    items = merged(failing(), waiting_for(asyncio.Event(), closed))
    assert await anext(items) == "before"
    with pytest.raises(LookupError, match="broken"):
        await anext(items)
    assert closed == ["late"]


async def test_streams_are_held_up_while_nobody_reads() -> None:
    made: list[str] = []

    async def counted() -> AsyncGenerator[str, None]:
        async for item in counting("a", 1000):
            made.append(item)
            yield item

    async with aclosing(merged(counted(), ahead=5)) as items:
        await anext(items)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(made) <= 1 + 5 + 1
