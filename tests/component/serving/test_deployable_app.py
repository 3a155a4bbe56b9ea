import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from tests.lib.certificates import client_tls, server_tls
from tijdlijn.domain.errors import (
    AccessDenied,
    InputInvalid,
    PeerAnswerInvalid,
    PeerRefused,
    PeerTimedOut,
    PeerUnreachable,
)
from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.runtime.certificates import certificate_thumbprint
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.serving.app import (
    client_certificate,
    client_thumbprint,
    deployable_app,
    read_form,
    trace_id_of,
)
from tijdlijn.serving.outcome import denied_openly
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.listening import listening

BSN = "999990019"
TRACE = TraceId("4bf92f3577b34da6a3ce929d0e0e4736")

RAISED = {
    "input": InputInvalid("a date that is not in the calendar"),
    "denied": AccessDenied(f"no consent of {BSN}"),
    "unreachable": PeerUnreachable("umc-rijnmond", "connection refused"),
    "timed-out": PeerTimedOut("umc-rijnmond", "no answer in time"),
    "refused": PeerRefused("umc-rijnmond", "401"),
    "nonsense": PeerAnswerInvalid("umc-rijnmond", "not JSON"),
    "unforeseen": ValueError(BSN),
    "grouped": ExceptionGroup("several", [ExceptionGroup("one", [InputInvalid("grouped")])]),
    "teapot": HTTPException(418),
}


async def raising(request: Request) -> Response:
    raise RAISED[request.path_params["kind"]]


@denied_openly
async def denying(_request: Request) -> Response:
    raise AccessDenied("not yours")


async def who(request: Request) -> Response:
    assert client_thumbprint(request) == certificate_thumbprint(client_certificate(request))
    return PlainTextResponse(trace_id_of(request))


async def form(request: Request) -> Response:
    return PlainTextResponse(json.dumps(dict(await read_form(request, limit_bytes=1000))))


async def body(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def half(_request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"half"
        raise ValueError(BSN)

    return StreamingResponse(pieces(), headers={"Cache-Control": "max-age=60"})


ROUTES = [
    Route("/raise/{kind}", raising),
    Route("/denying", denying),
    Route("/who", who),
    Route("/form", form, methods=["POST"]),
    Route("/body", body, methods=["POST"]),
    Route("/half", half),
]


class Health:
    def __init__(self) -> None:
        self.failure: PeerUnreachable | None = None

    async def __call__(self) -> None:
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def health() -> Health:
    return Health()


class Asking:
    def __init__(self, client: HttpClient, port: int) -> None:
        self._client = client
        self._base = f"https://server.localhost:{port}"

    async def __call__(
        self, path: str, method: str = "GET", *, body: bytes | None = None, **headers: str
    ) -> HttpResponse:
        return await self._client.request(
            "server",
            method,
            self._base + path,
            body=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )


@pytest.fixture
async def port(ca: DevelopmentCa, health: Health) -> AsyncIterator[int]:
    app = deployable_app(
        name="umc-rijnmond",
        routes=ROUTES,
        record=None,
        health=health,
        operators=frozenset({"beheer.localhost"}),
        body_limit_bytes=2000,
    )
    async with listening(app, server_tls(ca)) as opened:
        yield opened


@asynccontextmanager
async def asking(ca: DevelopmentCa, port: int, name: str) -> AsyncIterator[Asking]:
    async with HttpClient.open(client_tls(ca, name, ura=Ura("90000101"))) as client:
        yield Asking(client, port)


@pytest.fixture
async def ask(ca: DevelopmentCa, port: int) -> AsyncIterator[Asking]:
    async with asking(ca, port, "client") as opened:
        yield opened


def issue_of(answer: HttpResponse) -> dict[str, str]:
    assert answer.headers["content-type"].startswith("application/fhir+json")
    outcome = json.loads(answer.body)
    assert outcome["resourceType"] == "OperationOutcome"
    (issue,) = outcome["issue"]
    assert issue["severity"] == "error"
    result: dict[str, str] = issue
    return result


@pytest.mark.requirement("T2.1.mutual-tls")
@pytest.mark.hazard("H6")
async def test_without_a_certificate_everything_but_health_is_401(ca: DevelopmentCa, port: int) -> None:
    context = client_tls(ca)
    bare = type(context)(context.protocol)
    bare.load_verify_locations(ca.certificate)
    async with HttpClient.open(bare) as client:
        ask = Asking(client, port)
        for path in ("/who", "/metrics", "/fhir/AuditEvent", "/nowhere", "/health/", "//health"):
            answer = await ask(path)
            assert answer.status == 401, path
            assert issue_of(answer)["code"] == "login"
        assert (await ask("/health")).status == 200


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("input", 400, "invalid"),
        ("denied", 404, "not-found"),
        ("unreachable", 503, "transient"),
        ("timed-out", 504, "timeout"),
        ("refused", 502, "exception"),
        ("nonsense", 502, "exception"),
        ("unforeseen", 500, "exception"),
        ("grouped", 400, "invalid"),
        ("teapot", 418, "processing"),
    ],
)
async def test_every_error_has_its_status_and_an_outcome(
    ask: Asking, kind: str, status: int, code: str
) -> None:
    answer = await ask(f"/raise/{kind}")
    assert answer.status == status
    assert issue_of(answer)["code"] == code
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.requirement("B23")
@pytest.mark.hazard("H4")
async def test_what_is_denied_looks_like_what_does_not_exist(ask: Asking) -> None:
    denied, absent = await ask("/raise/denied"), await ask("/nowhere")
    assert (denied.status, denied.body) == (absent.status, absent.body) == (404, absent.body)
    assert denied.headers.keys() == absent.headers.keys()


async def test_an_endpoint_may_say_openly_that_something_is_not_allowed(ask: Asking) -> None:
    answer = await ask("/denying")
    assert answer.status == 403
    assert issue_of(answer)["code"] == "forbidden"


async def test_an_answer_does_not_tell_which_peer_failed(ask: Asking) -> None:
    for kind in ("unreachable", "timed-out", "refused", "nonsense"):
        assert b"rijnmond" not in (await ask(f"/raise/{kind}")).body


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
async def test_of_an_unforeseen_error_the_caller_gets_a_trace_id_and_the_log_a_place(ask: Asking) -> None:
    with capture_logs() as lines:
        answer = await ask("/raise/unforeseen", traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
    assert TRACE in issue_of(answer)["diagnostics"]
    (line,) = [line for line in lines if line["event"] == "request-failed"]
    assert line["route"] == "/raise/{kind}"
    assert line["error"] == "ValueError"
    assert " raising" in line["where"]
    assert BSN not in repr(lines) + answer.body.decode()


async def test_a_request_gets_the_trace_of_its_caller_or_one_of_its_own(ask: Asking) -> None:
    given = await ask("/who", traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
    first, second = await ask("/who", traceparent="nonsense"), await ask("/who")
    assert given.body.decode() == TRACE
    assert len({first.body, second.body, given.body}) == 3
    assert len(first.body) == 32


async def test_a_wrong_method_and_an_unknown_path_get_an_outcome(ask: Asking) -> None:
    wrong = await ask("/form")
    assert (wrong.status, issue_of(wrong)["code"], wrong.headers["allow"]) == (405, "not-supported", "POST")
    for path in ("/nowhere", "/who/", "/Who"):
        unknown = await ask(path)
        assert (unknown.status, issue_of(unknown)["code"]) == (404, "not-found")


async def test_head_gives_the_same_head_without_a_body(ask: Asking) -> None:
    known, unknown = await ask("/who", "HEAD"), await ask("/nowhere", "HEAD")
    assert (known.status, known.body) == (200, b"")
    assert (unknown.status, unknown.body) == (404, b"")
    assert unknown.headers["content-type"] == "application/fhir+json"


@pytest.mark.hazard("H1")
async def test_an_answer_that_fails_halfway_is_cut_off_and_not_ended(ask: Asking) -> None:
    with capture_logs() as lines, pytest.raises(PeerUnreachable):
        await ask("/half")
    (line,) = [line for line in lines if line["event"] == "answer-cut-off"]
    assert (line["route"], line["error"]) == ("/half", "ValueError")
    assert BSN not in repr(lines)


@pytest.mark.requirement("T2.6.form")
async def test_a_body_that_is_too_large_is_refused_by_its_announcement(ask: Asking) -> None:
    assert (await ask("/body", "POST", body=b"x" * 2000)).body == b"2000"
    answer = await ask("/body", "POST", body=b"x" * 2001)
    assert (answer.status, issue_of(answer)["code"]) == (413, "too-long")


@pytest.mark.requirement("T2.6.form")
async def test_a_body_that_is_too_large_without_saying_so_is_refused_underway(
    ca: DevelopmentCa, port: int
) -> None:
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=client_tls(ca), server_hostname="server.localhost"
    )
    writer.write(b"POST /body HTTP/1.1\r\nHost: server.localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(3):
        writer.write(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"too-long" in answer


@pytest.mark.requirement("T2.6.form")
@pytest.mark.parametrize(
    ("content_type", "body", "status", "code"),
    [
        ("application/json", b"{}", 415, "not-supported"),
        ("application/x-www-form-urlencoded", b"a=%ff", 400, "invalid"),
        ("application/x-www-form-urlencoded", "a=é".encode(), 400, "invalid"),
        ("application/x-www-form-urlencoded", b"no form at all", 400, "invalid"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 101), 400, "invalid"),
        ("application/x-www-form-urlencoded", b"a=" + b"1" * 1000, 413, "too-long"),
    ],
)
async def test_a_body_that_is_no_form_gets_a_definite_answer(
    ask: Asking, content_type: str, body: bytes, status: int, code: str
) -> None:
    answer = await ask("/form", "POST", body=body, content_type=content_type)
    assert (answer.status, issue_of(answer)["code"]) == (status, code)


async def test_a_form_keeps_order_repetition_and_empty_values(ask: Asking) -> None:
    answer = await ask(
        "/form",
        "POST",
        body=b"status=current&patient.identifier=http%3A%2F%2Fx%7C1+2&status=superseded&empty=",
        content_type="application/x-www-form-urlencoded; charset=UTF-8",
    )
    assert json.loads(answer.body) == {
        "status": ["current", "superseded"],
        "patient.identifier": ["http://x|1 2"],
        "empty": [""],
    }


async def test_an_empty_form_is_a_form(ask: Asking) -> None:
    answer = await ask("/form", "POST", body=b"", content_type="application/x-www-form-urlencoded")
    assert (answer.status, answer.body) == (200, b"{}")


async def test_health_says_whether_the_deployable_can_do_its_work(ask: Asking, health: Health) -> None:
    assert json.loads((await ask("/health")).body) == {"service": "umc-rijnmond", "status": "pass"}
    health.failure = PeerUnreachable("database", "connection refused")
    answer = await ask("/health")
    assert (answer.status, json.loads(answer.body)["status"]) == (503, "fail")


async def test_metrics_count_by_route_and_hold_nothing_of_a_request(
    ca: DevelopmentCa, port: int, ask: Asking
) -> None:
    await ask(f"/raise/input?bsn={BSN}")
    await ask(f"/{BSN}")
    async with asking(ca, port, "beheer") as operator:
        answer = await operator("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert 'tijdlijn_http_requests_total{method="GET",route="/raise/{kind}",status="400"}' in (
        answer.body.decode()
    )
    assert 'route="unmatched",status="404"' in answer.body.decode()
    assert BSN.encode() not in answer.body


@pytest.mark.hazard("H6")
async def test_metrics_are_for_operators_only(ask: Asking) -> None:
    assert (await ask("/metrics")).status == 403
