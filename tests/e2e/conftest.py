"""A clinician's browser against the whole of Tijdlijn. A script error, a console error or a breach of the
policy that the test did not expect fails it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.e2e.workplace import Workplace, workplace_in
from tests.lib.chromium import browser, playwright
from tests.lib.demo_world import DemoWorld

__all__ = ["browser", "playwright"]


@pytest.fixture
def open_workplace(demo_world: DemoWorld, browser: Browser) -> Iterator[Callable[[], Workplace]]:
    """Open browsers with nothing in them."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(workplace_in(browser, demo_world))


@pytest.fixture
def workplace(open_workplace: Callable[[], Workplace]) -> Workplace:
    """One browser with nothing in it."""
    return open_workplace()
