"""Bad input gets a definite answer in plain words, and starts nothing."""

import asyncio
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.lib.browsing import Browser, Page
from tests.lib.demo_world import DemoWorld
from tijdlijn.runtime.http_client import HttpClient, HttpResponse


def assert_nothing_started(browser: Browser, answer: HttpResponse, *words: str) -> None:
    page = answer.body.decode()
    assert 400 <= answer.status < 500
    assert answer.headers["content-type"].startswith("text/html")
    assert 'lang="nl"' in page
    for word in words:
        assert word in page
    for trace in ("Traceback", "Error", "Exception", 'File "'):
        assert trace not in page
    assert "tijdlijn_timeline_session" not in answer.headers.get("set-cookie", "")
    assert browser.session is None


async def callback_of(browser: Browser, story: str) -> str:
    """Launch up to the address to which the EPD sends the browser back."""
    to_authorize = (await browser.ask(await browser.launch_url(story))).headers["location"]
    return (await browser.ask(to_authorize)).headers["location"]


@pytest.mark.requirement("T2.6.launch", "T2.3.launch")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "iss=https%3A%2F%2Fevil.example%2Ffhir&launch=abc",
        "launch=abc",
        "iss=&launch=",
        "iss=%00&launch=%FF%FE",
        "iss=javascript:alert(1)&launch=x",
        "iss=a&iss=b&launch=x&launch=y",
        "launch=" + "x" * 8000,
    ],
    ids=["empty", "unknown", "no iss", "blank", "bytes", "script", "twice", "long"],
)
async def test_a_launch_that_is_none_gets_a_page_in_dutch_and_starts_nothing(
    demo_world: DemoWorld, browser: Browser, query: str
) -> None:
    answer = await browser.ask(f"{demo_world.url('timeline', 'browser')}/launch?{query}")

    assert_nothing_started(browser, answer, "Open de tijdlijn vanuit het dossier van de patiënt.")
    assert "alert(1)" not in answer.body.decode()
    assert "evil.example" not in answer.body.decode()


@pytest.mark.requirement("T2.6.launch")
async def test_a_launch_value_that_the_epd_never_gave_ends_at_the_epd(
    demo_world: DemoWorld, browser: Browser
) -> None:
    asked = parse_qs(urlsplit(await browser.launch_url("aneurysma")).query)
    query = urlencode({"iss": asked["iss"][0], "launch": "never-given"})

    url, answer = await browser.follow(f"{demo_world.url('timeline', 'browser')}/launch?{query}")

    assert urlsplit(url).hostname == "epd.localhost"
    assert_nothing_started(browser, answer)


@pytest.mark.requirement("T2.6.launch")
@pytest.mark.hazard("H10")
async def test_a_launch_is_good_once(demo_world: DemoWorld, browser: Browser) -> None:
    launch = await browser.launch_url("aneurysma")
    async with HttpClient.open(None) as http:
        first = Browser(http, demo_world)
        assert (await first.follow(launch))[1].status == 200

    _, replayed = await browser.follow(launch)

    assert_nothing_started(browser, replayed)


@pytest.mark.requirement("T2.6.launch")
@pytest.mark.hazard("H10")
async def test_a_code_comes_back_once(demo_world: DemoWorld, browser: Browser) -> None:
    callback = await callback_of(browser, "aneurysma")
    kept = {host: dict(cookies) for host, cookies in browser.cookies.items()}
    assert (await browser.ask(callback)).status == 302
    async with HttpClient.open(None) as http:
        again = Browser(http, demo_world, cookies=kept)
        assert_nothing_started(again, await again.ask(callback), "Open de tijdlijn opnieuw")

    assert (await browser.ask(f"{demo_world.url('timeline', 'browser')}/")).status == 200


@pytest.mark.requirement("T2.6.launch", "T2.3.launch")
@pytest.mark.hazard("H10")
async def test_a_code_in_another_browser_than_the_one_that_began_starts_nothing(
    demo_world: DemoWorld, browser: Browser
) -> None:
    callback = await callback_of(browser, "aneurysma")
    async with HttpClient.open(None) as http:
        other = Browser(http, demo_world)
        assert_nothing_started(other, await other.ask(callback), "Open de tijdlijn opnieuw")


@pytest.mark.requirement("T2.6.launch")
@pytest.mark.parametrize(
    "change",
    [
        {"state": "changed"},
        {"code": "changed"},
        {"state": ""},
        {"error": "access_denied"},
        {"code": "x" * 5000},
        {"state": "\udcff"},
    ],
    ids=["state", "code", "no state", "refused", "long", "bytes"],
)
async def test_a_callback_that_was_tampered_with_starts_nothing(
    browser: Browser, change: dict[str, str]
) -> None:
    callback = urlsplit(await callback_of(browser, "aneurysma"))
    query = {name: values[0] for name, values in parse_qs(callback.query).items()} | change
    encoded = urlencode(query, errors="surrogateescape")

    answer = await browser.ask(f"{callback.scheme}://{callback.netloc}{callback.path}?{encoded}")

    assert_nothing_started(browser, answer)


@pytest.mark.requirement("T2.6.launch")
async def test_an_epd_that_is_down_is_said_and_nothing_is_shown(
    demo_world: DemoWorld, browser: Browser
) -> None:
    callback = await callback_of(browser, "aneurysma")
    with demo_world.without("epd"):
        answer = await browser.ask(callback)

    assert answer.status == 502
    assert "Het dossier antwoordt niet" in answer.body.decode()
    assert browser.session is None


@pytest.mark.requirement("T2.6.form", "T2.6.query")
@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Origin": "https://evil.example"}, b"{}", 404),
        ({"Origin": "null"}, b"{}", 404),
        ({"X-Tijdlijn": "0"}, b"{}", 404),
        ({}, b"{", 400),
        ({}, b"\xff\xfe", 400),
        ({}, b'{"holders":7}', 400),
        ({}, b'{"holders":["999911120"]}', 400),
        ({}, b'{"holders":["90000101"],"bsn":"999911120"}', 400),
        ({}, b"[" * 50_000, 400),
        ({}, json.dumps({"holders": ["90000101"] * 201}).encode(), 400),
        ({}, b'{"holders":["' + b"9" * 500_000 + b'"]}', 400),
    ],
    ids=[
        "foreign origin",
        "no origin",
        "a form",
        "half",
        "bytes",
        "a number",
        "not an institution",
        "unknown field",
        "deep",
        "too many",
        "large",
    ],
)
async def test_a_malformed_question_gets_a_definite_status_and_asks_nobody(
    browser: Browser, headers: dict[str, str], body: bytes, status: int
) -> None:
    page = await browser.launch("leeg")

    answer = await browser.ask(
        f"{page.origin}/timeline", method="POST", headers={**page.headers, **headers}, body=body
    )

    assert answer.status == status
    outcome = json.loads(answer.body)
    assert outcome["resourceType"] == "OperationOutcome"
    assert "999911120" not in answer.body.decode()
    assert "Traceback" not in answer.body.decode()


@pytest.mark.requirement("T2.6.form")
async def test_a_body_without_end_is_cut_short(demo_world: DemoWorld, browser: Browser) -> None:
    page = await browser.launch("leeg")
    port = int(page.origin.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = {**page.headers, **browser.cookie_header(page.origin), "Transfer-Encoding": "chunked"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"POST /timeline HTTP/1.1\r\nHost: timeline.localhost\r\n{head}\r\n".encode())
    # One byte over the limit, so that nothing unread is left: a reset would take the answer away.
    for _ in range(16):
        writer.write(b"10000\r\n" + b" " * 65536 + b"\r\n")
    writer.write(b"1\r\n \r\n")
    status_line = await asyncio.wait_for(reader.readline(), 10)
    writer.transport.abort()

    assert status_line.split()[1] == b"413"


@pytest.mark.requirement("T2.6.form", "B57")
@pytest.mark.hazard("H10")
async def test_without_a_session_or_with_another_pages_context_nothing_is_told(
    demo_world: DemoWorld, browser: Browser
) -> None:
    page = await browser.launch("leeg")
    async with HttpClient.open(None) as http:
        stranger = Page(Browser(http, demo_world), page.origin, page.context)
        assert [type(event).__name__ for event in (await stranger.read()).events] == ["ClosedEvent"]
    guessed = Page(browser, page.origin, "geraden")
    assert [type(event).__name__ for event in (await guessed.read()).events] == ["ClosedEvent"]


@pytest.mark.requirement("T2.6.query", "T2.6.form")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reports/geraden", 404),
        ("/reports/" + "A" * 400, 404),
        ("/reports/%00%FF", 404),
        ("/reports/geraden?form=-1", 404),
        ("/bestaat-niet", 404),
        ("/assets/..%2f..%2fapp.py", 404),
        ("/assets/%2e%2e/shell.py", 404),
    ],
)
async def test_an_address_that_leads_nowhere_is_not_found(browser: Browser, path: str, status: int) -> None:
    page = await browser.launch("leeg")

    answer = await browser.ask(f"{page.origin}{path}", headers={})

    assert answer.status == status
    assert b"Traceback" not in answer.body
    assert b"import" not in answer.body


@pytest.mark.requirement("T2.6.query")
async def test_a_form_number_that_is_none_is_a_definite_error(browser: Browser) -> None:
    page = await browser.launch("aneurysma")
    (report,) = (await page.read()).row("Skeletscintigrafie").reports
    path = report.forms[0].path.partition("?")[0]

    statuses = [
        (await browser.ask(f"{page.origin}{path}?form={form}", headers={})).status
        for form in ("abc", "-1", "99", "1" * 50, "")
    ]

    assert statuses == [400, 400, 404, 400, 400]


@pytest.mark.requirement("T2.6.query")
async def test_another_host_name_gets_no_page_of_ours(demo_world: DemoWorld, browser: Browser) -> None:
    url = demo_world.url("timeline", "browser").replace("timeline.localhost", "127.0.0.1")

    answer = await browser.ask(f"{url}/")

    assert answer.status == 421


@pytest.mark.requirement("T2.6.form")
async def test_bytes_that_are_no_http_hurt_nobody(demo_world: DemoWorld, browser: Browser) -> None:
    port = int(demo_world.url("timeline", "browser").rpartition(":")[2])
    for garbage in (
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n" * 1000,
        b"GET /" + b"a" * 70_000,
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(garbage)
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        await writer.wait_closed()
        assert b"Traceback" not in answer

    assert (await (await browser.launch("leeg")).read()).complete.complete
