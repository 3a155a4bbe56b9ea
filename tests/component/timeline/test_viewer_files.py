"""What a browser is given of the viewer's files, and under which policy."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest

from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.image_desk import Desk
from tests.lib.viewer_desk import ViewerBrowser, ViewerDesk, viewer_desk

BUNDLE = "/app.bundle.0123456789abcdef0123.js"


@pytest.fixture
async def at(desk: Desk, tmp_path: Path) -> AsyncIterator[ViewerDesk]:
    """The viewer's host."""
    desk.holder.files = [dicom_file()]
    async with viewer_desk(desk, tmp_path) as running:
        yield running


async def policy_of(at: ViewerDesk) -> dict[str, set[str]]:
    """The policy of OHIF's page, by directive."""
    browser = await ViewerBrowser(at, await at.desk.open_browser()).opened(STUDY)
    page = await browser.get(f"/compare?StudyInstanceUIDs={STUDY}")
    assert page.headers["cache-control"] == "no-store"
    directives = (part.split() for part in page.headers["content-security-policy"].split(";"))
    return {name: set(sources) for name, *sources in directives}


@pytest.mark.requirement("T3.4.files")
@pytest.mark.parametrize(
    ("takes", "coding", "body"),
    [
        ("gzip, deflate, br, zstd", "br", b"brotlied"),
        ("gzip;q=0.5", "gzip", b"gzipped"),
        ("identity", None, b"run()" * 400),
        ("br;q=0", None, b"run()" * 400),
    ],
)
async def test_a_file_comes_compressed_as_the_browser_takes_it_and_is_kept_for_good_by_its_hash(
    at: ViewerDesk, takes: str, coding: str | None, body: bytes
) -> None:
    # Our own client takes nothing compressed.
    headers, content = await asyncio.to_thread(_fetched, at.port, takes)
    assert (headers["content-encoding"], content) == (coding, body)
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["content-type"].startswith("text/javascript")


def _fetched(port: int, takes: str) -> tuple[HTTPMessage, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", BUNDLE, skip_host=True, skip_accept_encoding=True)
    for name, value in (("Host", "viewer.localhost"), ("Accept-Encoding", takes), ("Connection", "close")):
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.headers, answer.read()


@pytest.mark.requirement("T3.4.files")
async def test_a_file_whose_name_does_not_change_is_asked_after_and_not_sent_again(at: ViewerDesk) -> None:
    answer = await at.ask("GET", "/app.bundle.css")
    assert answer.headers["cache-control"] == "no-cache"
    again = await at.ask("GET", "/app.bundle.css", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.requirement("T3.4.files")
@pytest.mark.parametrize(
    "path",
    [
        "/index.html",
        "/.tijdlijn-sources",
        "/%2e%2e/page_calls.py",
        "/app-config.js/",
        f"{BUNDLE}.br",
        "/viewer",
    ],
)
async def test_only_the_files_themselves_are_served(at: ViewerDesk, path: str) -> None:
    assert (await at.ask("GET", path)).status == 404


@pytest.mark.requirement("T3.4.policy")
async def test_the_page_runs_its_own_files_and_its_own_inline_scripts_and_nothing_else(
    at: ViewerDesk,
) -> None:
    policy = await policy_of(at)
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in (b"one()", b"two()")
    }
    assert policy["script-src"] == {"'self'", *hashes}
    assert policy["default-src"] == {"'none'"}
    assert policy["connect-src"] == {"'self'"}
    assert policy["frame-ancestors"] == {"'none'"}
    assert {source for sources in policy.values() for source in sources} <= {
        "'self'",
        "'none'",
        "blob:",
        "data:",
        "'unsafe-inline'",
        *hashes,
    }
    assert [name for name, sources in policy.items() if "'unsafe-inline'" in sources] == ["style-src"]


@pytest.mark.requirement("T3.4.policy")
async def test_only_scripts_which_may_be_workers_are_allowed_to_make_code(at: ViewerDesk) -> None:
    assert "'unsafe-eval'" in (await at.ask("GET", BUNDLE)).headers["content-security-policy"]
    for path in ("/app.bundle.css", "/closed", "/open", "/nothing"):
        assert "unsafe" not in (await at.ask("GET", path)).headers["content-security-policy"]


@pytest.mark.requirement("T3.4.policy")
async def test_every_answer_is_set_apart_from_other_sites(at: ViewerDesk) -> None:
    for path in (BUNDLE, "/closed", "/dw/studies", "/nothing"):
        headers = (await at.ask("GET", path)).headers
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-embedder-policy"] == "require-corp"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.requirement("T3.4.policy")
async def test_a_foreign_host_name_gets_nothing(at: ViewerDesk) -> None:
    for host in ("timeline.localhost", "evil.localhost"):
        for path in (BUNDLE, "/dw/studies", "/closed"):
            assert (await at.ask("GET", path, host=host)).status == 421


@pytest.mark.requirement("T3.4.install")
async def test_where_no_viewer_is_installed_its_host_says_so(desk: Desk, tmp_path: Path) -> None:
    async with viewer_desk(desk, tmp_path, files={}) as at:
        for path in ("/open?code=x", "/compare?StudyInstanceUIDs=1"):
            answer = await at.ask("GET", path, headers={"Accept": "text/html"})
            assert (answer.status, "niet geïnstalleerd" in answer.body.decode()) == (404, True)


@pytest.mark.requirement("T3.4.stays")
async def test_the_page_in_place_of_the_images_says_why_in_the_users_language(at: ViewerDesk) -> None:
    for why, lng, words in (
        ("over", "nl", "De beelden zijn van het scherm gehaald"),
        ("withdrawn", "en", "no longer gives the images"),
        ("<script>", "en", "has been closed"),
    ):
        answer = await at.ask("GET", f"/closed?why={why}&lng={lng}")
        assert answer.status == 200
        assert words in answer.body.decode()
        assert b"<script" not in answer.body
    assert (await at.ask("GET", "/error.css")).status == 200
