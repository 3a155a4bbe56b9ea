import json
from collections.abc import AsyncIterator

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tijdlijn.domain.errors import InputInvalid, PeerUnreachable
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.serving.browser import browser_app
from tijdlijn.testing.listening import listening

PAGE = "text/html,application/xhtml+xml"
TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def page(_request: Request) -> Response:
    return HTMLResponse("<!doctype html>")


async def asset(_request: Request) -> Response:
    return Response(
        "x",
        headers={
            "Cache-Control": "max-age=31536000, immutable",
            "Content-Security-Policy": "default-src 'none'",
        },
    )


async def failing(request: Request) -> Response:
    raise {
        "bad": InputInvalid("<script>alert(1)</script>"),
        "session": HTTPException(401),
        "peer": PeerUnreachable("index", "connection refused"),
        "unforeseen": ValueError("999990019"),
    }[request.path_params["kind"]]


APP = browser_app(
    routes=[Route("/", page), Route("/assets/x", asset), Route("/fail/{kind}", failing)],
    hosts=frozenset({"timeline.localhost"}),
    frame_ancestors=["https://epd.localhost:9443"],
    form_action=["https://epd.localhost:9443"],
    helpdesk="010-000 00 00 <dag & nacht>",
)


class Browser:
    def __init__(self, client: HttpClient, port: int) -> None:
        self._client = client
        self._port = port

    async def get(self, path: str, *, host: str = "timeline.localhost", **headers: str) -> HttpResponse:
        return await self._client.request(
            "timeline",
            "GET",
            f"http://127.0.0.1:{self._port}{path}",
            headers={"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}},
        )


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with listening(APP) as port, HttpClient.open(None) as client:
        yield Browser(client, port)


async def test_a_page_loads_nothing_from_elsewhere_and_is_framed_by_the_epd_only(browser: Browser) -> None:
    answer = await browser.get("/")
    assert answer.headers["content-security-policy"].split("; ") == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src blob:",
        "connect-src 'self'",
        "frame-src 'self' blob:",
        "frame-ancestors 'self' https://epd.localhost:9443",
        "base-uri 'none'",
        "form-action 'self' https://epd.localhost:9443",
    ]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_route_may_set_its_own_caching_and_policy_but_not_lose_the_rest(browser: Browser) -> None:
    answer = await browser.get("/assets/x")
    assert answer.headers["cache-control"] == "max-age=31536000, immutable"
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "timeline.localhost.evil.example", ""])
async def test_a_host_that_is_not_ours_gets_nothing(browser: Browser, host: str) -> None:
    assert (await browser.get("/", host=host)).status == 421


@pytest.mark.parametrize(
    "host", ["timeline.localhost", "timeline.localhost:8080", "TIMELINE.localhost", "timeline.localhost.:1"]
)
async def test_our_host_is_ours_with_any_port_and_spelling(browser: Browser, host: str) -> None:
    assert (await browser.get("/", host=host)).status == 200


@pytest.mark.requirement("T2.6.launch")
@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/fail/bad", 400, "Open Tijdlijn opnieuw vanuit het dossier"),
        ("/fail/session", 401, "Open Tijdlijn opnieuw vanuit het dossier"),
        ("/nowhere", 404, "Deze pagina is er niet"),
        ("/fail/peer", 503, "Een systeem dat hiervoor nodig is, is niet bereikbaar"),
        ("/fail/unforeseen", 500, "Hier ging iets mis in Tijdlijn"),
    ],
)
async def test_an_error_is_a_page_in_plain_dutch_with_the_trace_id_beside_the_helpdesk_only(
    browser: Browser, path: str, status: int, title: str
) -> None:
    answer = await browser.get(path, accept=PAGE, traceparent=TRACEPARENT)
    text = answer.body.decode()
    assert answer.status == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f"<h1>{title}</h1>" in text
    assert '<html lang="nl">' in text
    assert text.count("4bf92f3577b34da6a3ce929d0e0e4736") == 1
    helpdesk = text[text.index('class="helpdesk"') :]
    assert "4bf92f3577b34da6a3ce929d0e0e4736" in helpdesk
    assert "010-000 00 00 &lt;dag &amp; nacht&gt;" in helpdesk
    assert str(status) not in text
    for unwanted in ("<script", "style=", "Traceback", "ValueError", "999990019", "index"):
        assert unwanted not in text


async def test_the_page_of_an_error_brings_its_style_as_the_policy_wants_it(browser: Browser) -> None:
    answer = await browser.get("/nowhere", accept=PAGE)
    assert b'<link rel="stylesheet" href="/error.css">' in answer.body
    style = await browser.get("/error.css")
    assert (style.status, style.headers["content-type"]) == (200, "text/css; charset=utf-8")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en", "en"),
        ("en-GB,nl;q=0.5", "en"),
        ("nl,en;q=0.9", "nl"),
        ("de", "nl"),
        ("en,nl", "nl"),
        ("en;q=x", "nl"),
        ("", "nl"),
    ],
)
async def test_the_page_is_dutch_unless_english_is_wanted_more(
    browser: Browser, accepted: str, language: str
) -> None:
    answer = await browser.get("/nowhere", accept=PAGE, accept_language=accepted)
    assert f'<html lang="{language}">' in answer.body.decode()


async def test_a_program_gets_an_outcome(browser: Browser) -> None:
    answer = await browser.get("/fail/bad", accept="application/x-ndjson")
    assert answer.status == 400
    assert json.loads(answer.body)["issue"][0]["diagnostics"] == "<script>alert(1)</script>"
    assert answer.headers["content-type"] == "application/fhir+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
