"""The exception tree: for callers who cannot go on.

A holder that fails is not an exception but an `Outcome` on the timeline (`domain.outcome`). What is raised
here ends one request, one launch or one start-up, and is turned into a status and an OperationOutcome in
exactly one place.

    TijdlijnError
    ├── ConfigurationInvalid    a deployable may not start
    ├── InputInvalid            somebody outside sent something we do not accept; nothing was changed
    ├── AccessDenied            the caller may not have this; says nothing about whether it exists
    └── PeerError               another deployable or system did not do its part
        ├── PeerUnreachable     no connection, or it broke; a retry may help
        ├── PeerTimedOut        no answer in time; a retry may help
        ├── PeerRefused         it turned this client away; a retry does not help
        └── PeerAnswerInvalid   it answered nonsense; a retry does not help

No text of an error holds a BSN, a name, an accession number or a token.
"""


class TijdlijnError(Exception):
    """Root of all errors that we raise on purpose."""


class ConfigurationInvalid(TijdlijnError):
    """A deployable may not start; `faults` names every fault found, not only the first."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))


class InputInvalid(TijdlijnError):
    """An external input was not accepted and nothing was changed. The text is safe to send back."""


class AccessDenied(TijdlijnError):
    """The caller may not have this. The text never tells whether the thing exists."""


class PeerError(TijdlijnError):
    """A peer did not do its part. `peer` is its configured name, `reason` a short text without patient
    data.
    """

    retryable = False

    def __init__(self, peer: str, reason: str) -> None:
        self.peer = peer
        self.reason = reason
        super().__init__(f"{peer}: {reason}")


class PeerUnreachable(PeerError):
    """No connection could be made, or it broke before the answer was whole."""

    retryable = True


class PeerTimedOut(PeerError):
    """No whole answer came in time."""

    retryable = True


class PeerRefused(PeerError):
    """The peer turned this client away (401, 403, an unknown certificate)."""


class PeerAnswerInvalid(PeerError):
    """The peer answered something that its contract does not allow."""


class OtherPersonAnswered(PeerAnswerInvalid):
    """What the peer would give says that it is of another person than the one asked about: by birth date or
    sex, never by name (architecture.md §5, "Wrong patient is stopped").
    """
