"""OHIF over Tijdlijn beside the same build straight on an Orthanc: how soon both first images stand there.

Both arms are a browser with nothing in it, on the same studies, taking turns. Ours is all that a user waits
for from the key: handing over, the step in, OHIF itself, and images of two hospitals. The other has OHIF,
configured alike, read one Orthanc without a gateway, a ticket, TLS or a record; its browser is told to
overlook that Orthanc is another origin.
"""

import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from benchmarks.child import child
from benchmarks.clocks import median
from benchmarks.demo import Demo, demo
from benchmarks.line import Limit, Line
from benchmarks.sizes import Sizes
from tests.lib.orthanc import Orthanc, orthanc_in
from tijdlijn.runtime.server import Listener, bind, serve
from tijdlijn.services.timeline.viewer.files import ViewerFiles

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
HOLDERS = ("ziekenhuis-fryslan", "umc-rijnmond")
PRIOR = "Universitair Medisch Centrum Rijnmond"
NAME = "OHIF compare, two hospitals, cold: both first images"
WITHIN_S, LOOK_EVERY_MS = 120.0, 20
BOTH = """() => [...document.querySelectorAll("[data-cy='viewport-overlay-bottom-right']")]
  .filter((corner) => /\\(1\\//.test(corner.textContent)).length === 2"""

Arm = Callable[[], float]


def measure(sizes: Sizes) -> list[Line]:
    """Measure both arms in turn; nothing where the full viewer is not installed."""
    files = ViewerFiles.read()
    if not files.is_installed:
        sys.stderr.write("  the full viewer is not installed: tools/viewer.sh\n")
        return []
    with TemporaryDirectory(prefix="bench viewer ") as folder, ExitStack() as stack:
        place = Path(folder)
        (place / "orthanc").mkdir()
        orthanc = stack.enter_context(orthanc_in(place / "orthanc", login=False))
        straight = stack.enter_context(_straight_on(orthanc, files, place))
        running = stack.enter_context(demo(place / "demo"))
        for slug in HOLDERS:
            for file in sorted((running.folder.archives / slug / "dicom").rglob("*.dcm")):
                orthanc.store(file.read_bytes())
        playwright = stack.enter_context(sync_playwright())
        uids, _ = _through_the_timeline(playwright, running)
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(sizes.runs):
            ours.append(_through_the_timeline(playwright, running)[1])
            theirs.append(_straight(playwright, f"{straight}/compare?StudyInstanceUIDs={uids}&lng=nl"))
    limit = Limit(1.2, "× straight on Orthanc")
    ratio = median(ours) / median(theirs)
    words = "the ratio of the medians of the runs"
    return [Line(NAME, median(ours), "s", str(limit), limit.holds(ratio), words, median(theirs), ratio)]


def _through_the_timeline(playwright: Playwright, running: Demo) -> tuple[str, float]:
    """Press the key on a prior of another hospital; give which studies opened, and how long it took."""
    with _browser(playwright) as browser:
        page = browser.new_page(locale="nl-NL")
        page.goto(f"{running.found.epd}/launch/aneurysma")
        page.locator(".completeness .at").wait_for()
        page.locator(".row").filter(has_text="CTA aorta abdominalis").filter(has_text="Rijnmond").click()
        began = time.perf_counter()
        with page.context.expect_page() as opening:
            page.keyboard.press("o")
        opening.value.wait_for_url("**/compare?*", wait_until="commit")
        took_s = _until_both(opening.value, began)
        query = urlsplit(opening.value.url).query
        return query.partition("StudyInstanceUIDs=")[2].partition("&")[0], took_s


def _straight(playwright: Playwright, address: str) -> float:
    with _browser(playwright, "--disable-web-security") as browser:
        page = browser.new_page(locale="nl-NL")
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        return _until_both(page, began)


def _until_both(page: Page, began: float) -> float:
    """Wait until both panes say which image they show. The page's policy forbids what `wait_for_function`
    does.
    """
    while not page.evaluate(BOTH):
        if time.perf_counter() - began > WITHIN_S:
            raise LookupError("OHIF did not show both studies")
        page.wait_for_timeout(LOOK_EVERY_MS)
    return time.perf_counter() - began


@contextmanager
def _browser(playwright: Playwright, *flags: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def _straight_on(orthanc: Orthanc, files: ViewerFiles, folder: Path) -> Iterator[str]:
    """Serve the same files with the same configuration, but for where the images are; give the address."""
    own = files.by_path["app-config.js"].path.read_text(encoding="utf-8")
    config = own.replace("`${location.origin}/dw`", f'"{orthanc.dicomweb_url}"').replace(
        '"/dw/studies"', f'"{orthanc.dicomweb_url}/studies"'
    )
    assert config.count(orthanc.dicomweb_url) == 2
    # Nobody there to ask whether the window may stay.
    config = config.replace('import("/session.js");', "")

    async def configure(_request: Request) -> Response:
        return Response(config, media_type="text/javascript")

    async def page(_request: Request) -> Response:
        return Response(files.page, media_type="text/html")

    routes = [
        Route("/compare", page),
        Route("/app-config.js", configure),
        Route("/{path:path}", files.answer),
    ]
    bound: socket.socket = bind("127.0.0.1", 0)
    port = bound.getsockname()[1]
    listener = Listener(bound, Router(routes), None)
    with child("straight", lambda ready: serve([listener], on_ready=ready), [bound], folder):
        yield f"http://127.0.0.1:{port}"
