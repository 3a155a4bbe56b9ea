"""The application that a deployable shows to browsers: its own routes, on its own host names only.

There is no client certificate here; who the user is, is the session's business. What protects the page is
settled once: a Content-Security-Policy that loads nothing from elsewhere and runs nothing inline, frames only
where configured, and answers only to the host names that are ours, because a foreign name that resolves to
this machine would otherwise make our pages part of a foreign site (DNS rebinding).

Standard: W3C Content Security Policy Level 3; Fetch §3.7 (Cross-Origin-Resource-Policy).
"""

from collections.abc import Mapping, Sequence

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tijdlijn.runtime.events import HOST_UNKNOWN, emit
from tijdlijn.serving.body_limit import DEFAULT_LIMIT_BYTES, BodyLimited
from tijdlijn.serving.error_page import STYLE_PATH, answer_style, error_page
from tijdlijn.serving.errors import ErrorsAnswered, as_operation_outcome
from tijdlijn.serving.headers import NO_HEADERS, NO_STORE, HeadersAdded
from tijdlijn.serving.metrics import Measured
from tijdlijn.serving.outcome import Failure
from tijdlijn.serving.routes import Lifespan, Routed
from tijdlijn.serving.tracing import Traced


def browser_app(  # noqa: PLR0913 - one keyword for each thing that differs between pages
    *,
    routes: Sequence[BaseRoute],
    hosts: frozenset[str],
    frame_ancestors: Sequence[str] = (),
    frames: Sequence[str] = (),
    form_action: Sequence[str] = (),
    styles: Sequence[str] = (),
    helpdesk: str | None = None,
    headers: Mapping[str, str] = NO_HEADERS,
    lifespan: Lifespan | None = None,
    body_limit_bytes: int = DEFAULT_LIMIT_BYTES,
) -> ASGIApp:
    """Make the application for a browser listener.

    `hosts` are the host names it answers to, without port. `frame_ancestors` are the origins that may frame
    its pages besides itself, `frames` those that its pages may frame, `form_action` those that its forms may
    go to besides itself. `styles` are the hashes of stylesheets that documents of ours carry inside: a frame
    that shows one from memory is under the policy of the page. `headers` stand on every answer besides those
    of every page. `helpdesk` is how the helpdesk is reached, shown on the page of an error beside the trace
    id.

    An error is a page in plain language for whoever asks for `text/html`, an OperationOutcome otherwise.
    Every answer is `no-store` and under the strict policy, unless its route sets these two headers itself.
    """

    def render(failure: Failure, scope: Scope) -> Response:
        wants_page = "text/html" in Headers(scope=scope).get("accept", "")
        return error_page(failure, scope, helpdesk) if wants_page else as_operation_outcome(failure, scope)

    app: ASGIApp = Routed([*routes, Route(STYLE_PATH, answer_style)], lifespan)
    app = BodyLimited(app, body_limit_bytes)
    app = HostsAnswered(app, hosts)
    app = ErrorsAnswered(app, render)
    app = HeadersAdded(
        app,
        fixed={**_FIXED_HEADERS, **headers},
        default={
            "Content-Security-Policy": _policy(frame_ancestors, frames, form_action, styles),
            **NO_STORE,
        },
    )
    app = Measured(app)
    return Traced(app)


class HostsAnswered:
    """Raises `HTTPException` 421 for a host name that is not ours. Standard: RFC 9110 §7.4, §15.5.20."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse one request."""
        if scope["type"] == "http" and _host_name(Headers(scope=scope)) not in self._hosts:
            emit(HOST_UNKNOWN)
            raise HTTPException(421)
        await self._app(scope, receive, send)


def _host_name(headers: Headers) -> str:
    hosts = headers.getlist("host")
    if len(hosts) != 1:
        return ""
    name, colon, port = hosts[0].rpartition(":")
    return (name if colon and port.isdecimal() else hosts[0]).lower().removesuffix(".")


_FIXED_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _policy(
    frame_ancestors: Sequence[str], frames: Sequence[str], form_action: Sequence[str], styles: Sequence[str]
) -> str:
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": " ".join(["'self'", *styles]),
        "img-src": "'self' data: blob:",
        "media-src": "blob:",
        "connect-src": "'self'",
        "frame-src": " ".join(["'self'", "blob:", *frames]),
        "frame-ancestors": " ".join(["'self'", *frame_ancestors]),
        "base-uri": "'none'",
        "form-action": " ".join(["'self'", *form_action]),
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
