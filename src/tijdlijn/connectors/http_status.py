"""What a peer's HTTP status means when the contract promised a plain 200."""

from tijdlijn.domain.errors import PeerAnswerInvalid, PeerError, PeerRefused, PeerUnreachable


def failure_of(peer: str, status: int) -> PeerError:
    """Give the error for an unexpected status.

    400, 401 and 403: it turned this client away. 429 and 5xx: it cannot answer now, and a retry may help
    (B51). All else is outside the contract.
    """
    if status in (400, 401, 403):
        return PeerRefused(peer, f"turned this client away ({status})")
    if status == 429 or status >= 500:
        return PeerUnreachable(peer, f"not able to answer now ({status})")
    return PeerAnswerInvalid(peer, f"unexpected status {status}")
