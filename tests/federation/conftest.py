"""These tests meet the whole of Tijdlijn from outside: through the EPD, the page's calls and peers' ports."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.lib.browsing import Browser, Told
from tests.lib.demo_world import DemoWorld
from tijdlijn.runtime.http_client import HttpClient


@pytest.fixture
async def browser(demo_world: DemoWorld) -> AsyncIterator[Browser]:
    """A browser that was nowhere yet."""
    async with HttpClient.open(None) as http:
        yield Browser(http, demo_world)


@pytest.fixture
def timeline_of(browser: Browser) -> Callable[[str], Awaitable[Told]]:
    """Launch a story's patient and read the timeline to its end."""

    async def read(story: str) -> Told:
        return await (await browser.launch(story)).read()

    return read
