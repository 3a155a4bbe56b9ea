"""What aiohttp, ssl and the operating system raise, said in our own words.

The reason is one of a fixed list: it goes into the log, the record and a helpdesk's hands, and a text made by
somebody else may hold a URL, a name or a form field. `__cause__` keeps the original for a debugger.
"""

import errno
import ssl
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp

from tijdlijn.domain.errors import PeerAnswerInvalid, PeerError, PeerUnreachable

CONNECTION_TROUBLE = (aiohttp.ClientError, OSError)
"""What may come out of aiohttp when a peer, or the way to it, fails."""

_HOSTNAME_MISMATCH = 62
_CERTIFICATE_EXPIRED = 10
_CONNECT_REASONS = {
    errno.ECONNREFUSED: "connection refused",
    errno.EHOSTUNREACH: "no route to the host",
    errno.ENETUNREACH: "no route to the host",
    errno.ETIMEDOUT: "no answer to the connection attempt",
}


@dataclass
class ConnectionUse:
    """Which connection one request went over: an idle one used again, or a fresh one."""

    reused: bool = False

    @staticmethod
    def tracing() -> aiohttp.TraceConfig:
        """Give the aiohttp hook that keeps the `ConnectionUse` passed as `trace_request_ctx` up to date."""
        hooks = aiohttp.TraceConfig()
        hooks.on_connection_reuseconn.append(_note_reused)
        hooks.on_connection_create_start.append(_note_fresh)
        return hooks


def peer_error(peer: str, error: Exception, *, fresh_tls: bool) -> PeerError:
    """Give the error of ours that says what happened; the caller raises it from `error`.

    With `fresh_tls` the request was the first one over a TLS connection: when that closes without a word, the
    likely cause is our certificate, because TLS 1.3 lets a server refuse it only after the client believes
    the handshake done (RFC 8446 §4.4.2.4 and appendix E.1.2).
    """
    match error:
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return PeerAnswerInvalid(peer, "its address is not an http address")
        case aiohttp.ClientResponseError():
            return PeerAnswerInvalid(peer, "the answer is not HTTP")
        case aiohttp.ClientConnectorError():
            return PeerUnreachable(peer, _connecting_reason(error, tls=fresh_tls))
        case _:
            return PeerUnreachable(peer, _breaking_reason(error, fresh_tls=fresh_tls))


def _connecting_reason(error: aiohttp.ClientConnectorError, *, tls: bool) -> str:
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return _certificate_reason(error.certificate_error)
        case aiohttp.ClientConnectorSSLError():
            return "no TLS connection could be agreed on"
        case aiohttp.ClientConnectorDNSError():
            return "name not found"
        case _:
            unspecific = "no TLS connection could be agreed on" if tls else "no connection"
            return _CONNECT_REASONS.get(error.errno or 0, unspecific)


def _breaking_reason(error: Exception, *, fresh_tls: bool) -> str:
    if isinstance(error, aiohttp.ClientPayloadError):
        return "closed before the answer was whole"
    if fresh_tls or isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return "closed after TLS: certificate?"
    return "connection closed"


def _certificate_reason(error: Exception) -> str:
    match getattr(error, "verify_code", None):
        case code if code == _HOSTNAME_MISMATCH:
            return "certificate does not match"
        case code if code == _CERTIFICATE_EXPIRED:
            return "certificate has expired"
        case _:
            return "certificate is not trusted"


async def _note_reused(_session: aiohttp.ClientSession, context: SimpleNamespace, _: object) -> None:
    _set_reused(context, reused=True)


async def _note_fresh(_session: aiohttp.ClientSession, context: SimpleNamespace, _: object) -> None:
    _set_reused(context, reused=False)


def _set_reused(context: SimpleNamespace, *, reused: bool) -> None:
    if isinstance(context.trace_request_ctx, ConnectionUse):
        context.trace_request_ctx.reused = reused
