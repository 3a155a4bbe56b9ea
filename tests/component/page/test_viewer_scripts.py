"""Our own scripts on the viewer's host, in Chromium and without OHIF."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

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
            route.fulfill(content_type="text/javascript; charset=utf-8", body=(SCRIPTS / script).read_text())
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


def places(page: Page, *uids: str) -> list[str]:
    """What stands on the images of these studies."""
    opened(page, "app-config.js")
    said: list[str] = page.evaluate(
        """async (uids) => {
          const services = { hangingProtocolService: { addCustomAttribute() {} } };
          await window.config.extensions[0].preRegistration({ servicesManager: { services } });
          const [place] = window.config.customizationService[0]["viewportOverlay.topLeft"].$unshift;
          return uids.map((StudyInstanceUID) => place.contentF({ instance: { StudyInstanceUID } }));
        }""",
        uids,
    )
    return said


@pytest.mark.hazard("H31")
def test_a_study_that_was_made_after_the_current_one_is_no_prior(page: Page) -> None:
    assert places(page, CURRENT, EARLIER, LATER) == ["CURRENT", "PRIOR (2 yr)", "LATER (2 yr)"]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("20240310", "PRIOR (same day)"),
        ("20240309", "PRIOR (1 day)"),
        ("20240204", "PRIOR (5 wk)"),
        ("20230311", "PRIOR (11 mo)"),
        ("20200910", "PRIOR (3½ yr)"),
        ("20240314", "LATER (4 days)"),
    ],
)
def test_ages_are_counted_from_the_current_study_as_the_page_counts_them(
    page: Page, monkeypatch: pytest.MonkeyPatch, day: str, says: str
) -> None:
    monkeypatch.setitem(DATES, EARLIER, day)
    assert places(page, EARLIER) == [says]
