"""The built page in Chromium, fed by the test itself. A script error or a breach of the policy fails it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

from tests.lib.chromium import browser, playwright
from tests.lib.page_replay import PageReplay, Question, page_replay, recorded

__all__ = ["browser", "playwright"]

NOW = "2026-11-24T01:44:10Z"


@pytest.fixture
def replay() -> Iterator[PageReplay]:
    with page_replay() as replay:
        yield replay


@dataclass
class OpenPage:
    """One opened page and the question that it asked."""

    page: Page
    replay: PageReplay
    question: Question
    expected_faults: str | None = None
    """What the browser may complain of, in words of its own."""

    def hears(self, recording: str) -> None:
        """Send a whole recording and wait until its last row or word is drawn."""
        events = recorded(recording)
        self.question.send(*events)
        if any(event.get("event") == "complete" for event in events):
            self.page.locator(".completeness .at").wait_for()

    def row(self, text: str) -> Locator:
        return self.page.locator(".row", has_text=text)

    @property
    def dates(self) -> list[str]:
        """The first column, top to bottom."""
        return self.page.locator(".row .date").all_inner_texts()

    @property
    def pane(self) -> Locator:
        return self.page.locator(".pane")

    @property
    def corner(self) -> str:
        return self.page.locator(".completeness .now").inner_text()


@pytest.fixture
def open_page(browser: Browser, replay: PageReplay) -> Iterator[OpenPage]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []

    def console(message: ConsoleMessage) -> None:
        where = str(message.location) + message.text
        is_expected = (
            # A status that is no 200 is a complaint of the browser, not of the page.
            "/reports/" in where
            or "/dw/" in where
            # A test that looks into a sandbox runs a script of its own there, and is told of it.
            or message.text.startswith("Blocked script execution in 'blob:")
        )
        if message.type == "error" and not is_expected:
            faults.append(message.text)

    page.on("console", console)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.clock.set_fixed_time(NOW)
    page.goto(replay.address)
    opened = OpenPage(page, replay, replay.question())
    yield opened
    context.close()
    assert [
        fault for fault in faults if opened.expected_faults is None or opened.expected_faults not in fault
    ] == []
