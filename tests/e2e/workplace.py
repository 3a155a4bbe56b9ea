"""What a clinician has in front of them: a browser with the EPD, and the timeline in a frame or a window."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FrameLocator,
    Locator,
    Page,
    expect,
)

from tests.lib.demo_world import DemoWorld

WITHIN_MS = 15_000


@dataclass
class Timeline:
    """The clinician's page, in a window or in a frame."""

    page: Page
    inside: Page | FrameLocator

    @property
    def corner(self) -> Locator:
        """How complete the list is, in words."""
        return self.inside.locator(".completeness .now")

    @property
    def rows(self) -> Locator:
        """All rows."""
        return self.inside.locator(".row")

    @property
    def selected(self) -> Locator:
        """The selected row."""
        return self.inside.locator(".row[aria-selected='true']")

    @property
    def pane(self) -> Locator:
        """The report beside the list."""
        return self.inside.locator(".pane")

    @property
    def again(self) -> Locator:
        """The button in the corner that asks again."""
        return self.corner.get_by_role("button", name="Opnieuw")

    def row(self, description: str, at: str = "") -> Locator:
        """The row of a study, at an institution if one name is not enough."""
        return self.rows.filter(has_text=description).filter(has_text=at)

    def shows(self, count: int) -> None:
        """Wait until there are so many rows, and name them all if that never comes."""
        try:
            expect(self.rows).to_have_count(count)
        except AssertionError as error:
            error.add_note("\n".join(repr(row) for row in self.rows.all_inner_texts()))
            raise

    def answered(self, answered: int, asked: int) -> None:
        """Wait until the question ended so."""
        heads = rf"{answered} van {asked} instelling(en)? (heeft|hebben) geantwoord"
        expect(self.corner).to_contain_text(re.compile(heads))
        expect(self.corner.locator(".at")).to_be_visible()


@dataclass
class Workplace:
    """One browser of one clinician. `urls` are all addresses it asked for, frames and scripts included."""

    context: BrowserContext
    world: DemoWorld
    faults: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)

    @property
    def epd(self) -> str:
        """The EPD's address."""
        return self.world.url("epd", "browser")

    @property
    def timeline(self) -> str:
        """The timeline's address."""
        return self.world.url("timeline", "browser")

    def window(self) -> Page:
        """A new window of this browser."""
        page = self.context.new_page()
        page.set_default_timeout(WITHIN_MS)
        return page

    def launch(self, story: str, page: Page | None = None) -> Timeline:
        """Open a story's patient from the EPD, in a window of its own."""
        page = page or self.window()
        page.goto(f"{self.epd}/launch/{story}")
        return Timeline(page, page)

    def record(self, story: str) -> Timeline:
        """Open a story's record at the EPD, with the timeline in it."""
        page = self.window()
        page.goto(f"{self.epd}/record/{story}")
        return Timeline(page, page.frame_locator("iframe[title=Tijdlijn]"))

    def expected(self, pattern: str) -> None:
        """Say that the browser has complained of this by now; the complaint is no fault then."""
        complaints = [fault for fault in self.faults if re.search(pattern, fault)]
        assert complaints, f"nothing like {pattern!r} in {self.faults}"
        for complaint in complaints:
            self.faults.remove(complaint)


@contextmanager
def workplace_in(browser: Browser, world: DemoWorld) -> Iterator[Workplace]:
    """Open a browser with nothing in it, close it, and fail if it had anything to complain of."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, locale="nl-NL", color_scheme="light"
    )
    workplace = watched(context, world)
    try:
        yield workplace
    finally:
        context.close()
    if workplace.faults:
        pytest.fail("the browser complained:\n" + "\n".join(workplace.faults))


def watched(context: BrowserContext, world: DemoWorld) -> Workplace:
    """Note what this browser complains of and asks for."""
    workplace = Workplace(context, world)

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            workplace.faults.append(f"{message.text} {message.location['url']}")

    context.on("console", console)
    context.on("weberror", lambda error: workplace.faults.append(str(error.error)))
    context.on("request", lambda request: workplace.urls.append(request.url))
    expect.set_options(timeout=WITHIN_MS)
    return workplace
