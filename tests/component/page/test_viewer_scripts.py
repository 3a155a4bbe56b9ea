"""Our own scripts on the viewer's host, in Chromium and without OHIF."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.lib.chromium import browser, playwright

__all__ = ["browser", "playwright"]

HOST = "http://viewer.localhost"
SCRIPTS = Path("viewer")
CURRENT, EARLIER, LATER = "2.25.1", "2.25.2", "2.25.3"
DATES = {CURRENT: "20240310", EARLIER: "20220310", LATER: "20260310"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    yield page
    context.close()


def opened(page: Page, script: str) -> None:
    """Open a page of the viewer's host that runs this script; `/stay` is never answered."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        if path == "/compare":
            kind = ' type="module"' if script == "session.js" else ""
            route.fulfill(content_type="text/html", body=f"<script src=/{script}{kind}></script>images")
        elif path == "/dw/studies":
            studies = [
                {"0020000D": {"Value": [uid]}, "00080020": {"Value": [day]}} for uid, day in DATES.items()
            ]
            route.fulfill(content_type="application/dicom+json", body=json.dumps(studies))
        elif path == f"/{script}":
            route.fulfill(content_type="text/javascript", body=(SCRIPTS / script).read_text())
        elif path != "/stay":
            route.fulfill(content_type="text/html", body=path)

    page.route(f"{HOST}/**", answer)
    page.goto(f"{HOST}/compare?StudyInstanceUIDs={CURRENT},{EARLIER},{LATER}&lng=en")


@pytest.mark.requirement("T3.4.stays")
@pytest.mark.hazard("H31")
def test_a_window_whose_question_is_never_answered_closes_after_five_minutes(page: Page) -> None:
    page.clock.install()
    opened(page, "session.js")
    page.clock.run_for(4 * 60_000)
    assert page.url.startswith(f"{HOST}/compare")
    page.clock.run_for(3 * 60_000)
    page.wait_for_url(f"{HOST}/closed?why=unreachable&lng=en")


@pytest.mark.hazard("H31")
def test_a_study_that_was_made_after_the_current_one_is_no_prior(page: Page) -> None:
    opened(page, "app-config.js")
    said = page.evaluate(
        """async (uids) => {
          const services = { hangingProtocolService: { addCustomAttribute() {} } };
          await window.config.extensions[0].preRegistration({ servicesManager: { services } });
          const [place] = window.config.customizationService[0]["viewportOverlay.topLeft"].$unshift;
          return uids.map((StudyInstanceUID) => place.contentF({ instance: { StudyInstanceUID } }));
        }""",
        [CURRENT, EARLIER, LATER],
    )
    assert said == ["CURRENT", "PRIOR (2 yr)", "LATER (2 yr)"]
