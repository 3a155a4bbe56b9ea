"""The one place where an exception becomes an answer.

Foreseen errors are told as `outcome.failure_of` has it; any other is a 500 that tells nothing and a line in
the log that says where it was raised. Once an answer has begun it can only be cut off: the connection is
closed, so that no reader takes half an answer for a whole one.
"""

from collections.abc import Callable

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tijdlijn.runtime.events import ANSWER_CUT_OFF, REQUEST_FAILED, emit
from tijdlijn.runtime.logging import place_of
from tijdlijn.serving.outcome import Failure, failure_of, operation_outcome, unforeseen
from tijdlijn.serving.routes import route_of

Render = Callable[[Failure, Scope], Response]


def as_operation_outcome(failure: Failure, _scope: Scope) -> Response:
    """Tell a failure to a program."""
    return operation_outcome(failure.status, failure.code, failure.diagnostics, headers=failure.headers)


class ErrorsAnswered:
    """Turns what the application raises into what `render` makes of it."""

    def __init__(self, app: ASGIApp, render: Render) -> None:
        self._app = app
        self._render = render

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request to an end, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except ClientDisconnect:
            return
        except Exception as raised:  # noqa: BLE001 - the one place where every error ends
            error = _innermost(raised)
            if begun:
                _log_cut_off(error, scope)
                return
            failure = failure_of(error, scope)
            if failure is None:
                _log_failed(error, scope)
                failure = unforeseen()
            await self._render(failure, scope)(scope, receive, send)


def _innermost(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _log_failed(error: Exception, scope: Scope) -> None:
    emit(
        REQUEST_FAILED,
        method=scope["method"],
        route=route_of(scope),
        error=type(error).__name__,
        where=place_of(error.__traceback__),
    )


def _log_cut_off(error: Exception, scope: Scope) -> None:
    emit(
        ANSWER_CUT_OFF,
        method=scope["method"],
        route=route_of(scope),
        error=type(error).__name__,
        where=place_of(error.__traceback__),
    )
