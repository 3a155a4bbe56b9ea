"""What the browser keeps out: foreign scripts, foreign frames, and data of patients in its own files."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.workplace import Timeline, Workplace, watched
from tests.lib.chromium import CHROMIUM, FLAGS
from tests.lib.demo_world import DemoWorld
from tijdlijn.testing.world.identities import accession_number, local_patient_id

INJECT = """() => {
  window.refused = [];
  const refuse = event => window.refused.push(event.effectiveDirective);
  document.addEventListener('securitypolicyviolation', refuse);
  const script = document.createElement('script');
  script.textContent = 'window.ran = true';
  const elsewhere = document.createElement('img');
  elsewhere.src = 'http://evil.localhost:1/pixel';
  const button = document.createElement('button');
  button.setAttribute('onclick', 'window.ran = true');
  document.body.append(script, elsewhere, button);
  button.click();
  button.remove();
}"""


def test_a_script_that_gets_into_the_page_does_not_run_and_loads_nothing(workplace: Workplace) -> None:
    timeline = workplace.launch("leeg")
    timeline.answered(1, 1)
    timeline.page.evaluate(INJECT)
    timeline.page.wait_for_function("() => window.refused.length === 3")
    refused = set(timeline.page.evaluate("window.refused"))
    assert refused == {"script-src-elem", "script-src-attr", "img-src"}
    assert timeline.page.evaluate("window.ran") is None
    workplace.expected("Content Security Policy")


@pytest.mark.hazard("H6")
def test_only_the_epd_may_frame_the_timeline(workplace: Workplace) -> None:
    workplace.record("leeg").answered(1, 1)
    with _foreign_page(workplace.timeline) as address:
        page = workplace.window()
        page.goto(address)
        frame = page.frames[1]
        page.wait_for_function("() => document.title === 'loaded'")
        assert not frame.url.startswith(workplace.timeline)
        expect(page.frame_locator("iframe").locator("tijdlijn-page")).to_have_count(0)
    workplace.expected("frame-ancestors")
    workplace.expected("status of 401")


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
def test_no_address_holds_a_number_or_a_name_of_the_patient(workplace: Workplace) -> None:
    timeline = workplace.record("aneurysma")
    timeline.answered(5, 5)
    for row in timeline.rows.all():
        row.click()
        expect(timeline.pane.locator("h2")).to_be_visible()
    expect(timeline.pane).to_contain_text("onderbeen")
    reports = [url for url in workplace.urls if "/reports/" in url]
    texts = planted(workplace.world)
    assert len(reports) > 5
    assert [(text, url) for url in workplace.urls for text in texts if text in url] == []
    # DICOMweb names what it asks for; no other address of the page does.
    assert [url for url in workplace.urls if "2.25." in url and "/dw/" not in url] == []


@pytest.mark.requirement("A66", "B3")
@pytest.mark.hazard("H5")
def test_the_browser_keeps_nothing_of_the_patient_once_it_is_closed(
    playwright: Playwright, demo_world: DemoWorld, tmp_path: Path
) -> None:
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=FLAGS, locale="nl-NL"
    )
    workplace = watched(context, demo_world)
    timeline: Timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    timeline.row("MRI schouder rechts").click()
    expect(timeline.pane).to_contain_text("supraspinatus")
    timeline.pane.get_by_role("button", name="Origineel (pdf)").click()
    expect(timeline.pane.locator("iframe.pdf")).to_be_visible()
    timeline.page.get_by_role("button", name="Gedimd").click()
    timeline.page.get_by_role("button", name="EN", exact=True).click()
    kept = timeline.page.evaluate(
        "() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]"
    )
    assert kept == [["tijdlijn-theme"], [], "tijdlijn_timeline_language=en"]
    context.close()
    assert workplace.faults == []
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    wanted = [*planted(demo_world), "supraspinatus"]
    assert any(b"tijdlijn-theme" in file.read_bytes() for file in files)
    found = [
        (text, str(file.relative_to(tmp_path)))
        for file in files
        for content in [file.read_bytes()]
        for text in wanted
        if text.encode() in content or text.encode("utf-16-le") in content
    ]
    assert found == []


def planted(world: DemoWorld) -> list[str]:
    """What of the patient may stand nowhere in a browser."""
    story = world.world.story("aneurysma")
    institutions = [world.world.institution(slug) for slug in story.known_at]
    return [
        story.patient.bsn.digits,
        "Test-Aneurysma",
        "Tjitske",
        *(local_patient_id(institution, story.key).value for institution in institutions),
        *(
            accession_number(institution, story.key, number).value
            for institution in institutions
            for number in range(1, 4)
        ),
    ]


@contextmanager
def _foreign_page(framed: str) -> Iterator[str]:
    """Serve a page of somebody else that puts this address in a frame."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (
                f'<!doctype html><link rel="icon" href="data:,"><iframe src="{framed}/"></iframe>'
                "<script>onload = () => { document.title = 'loaded'; }</script>"
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://evil.localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
