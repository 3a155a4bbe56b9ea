"""Debian's Chromium, driven by Playwright, for the tests of one folder.

It ends with the folder's last test (scope `package`, so the folder has an `__init__.py`): while it is open,
Playwright keeps an event loop running in this thread, and no asynchronous test could run one of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BUILT_PAGE = Path(__file__).parents[2] / "src/tijdlijn/services/timeline/web/dist/manifest.json"


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright itself, for browsers with a profile of their own."""
    if not CHROMIUM.exists():
        pytest.fail(f"Chromium is not in {CHROMIUM}: `make test` installs it")
    if not BUILT_PAGE.exists():
        pytest.fail("the page is not built: `make test` builds it")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The one Chromium that the folder's tests share."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()
