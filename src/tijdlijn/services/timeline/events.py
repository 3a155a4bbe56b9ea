"""The lines of the stream that `POST /timeline` answers: one struct per event, encoded as one JSON object a
line.

The page, the command line and programs all read this one stream (architecture.md §8f). Fields are only ever
added. Every event carries its name in `event`; a reader passes over names that it does not know.
"""

from typing import Literal, get_args

import msgspec


class StreamEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """Root of all events of the stream."""


class InstitutionName(msgspec.Struct, frozen=True, kw_only=True):
    """An institution as the page names it."""

    ura: str
    name: str
    short_name: str


class UserName(msgspec.Struct, frozen=True, kw_only=True):
    """The person who is logged in at the EPD."""

    name: str
    role: str


class PatientEvent(StreamEvent, frozen=True, tag="patient", kw_only=True):
    """Who this timeline is about and who looks; always the first line."""

    name: str | None
    birth_date: str | None
    sex: str | None
    bsn_masked: str | None
    situation: str | None
    started_on: str
    institution: InstitutionName
    user: UserName
    trace_id: str


class AskedHolder(msgspec.Struct, frozen=True, kw_only=True):
    """A holder that is asked and may be named: the own institution, or marked findable by the index for
    this question.
    """

    custodian: str
    name: str
    short_name: str
    phone: str | None
    own: bool


class HoldersEvent(StreamEvent, frozen=True, tag="holders", kw_only=True):
    """Who is asked. Comes again when the index has answered; the later one replaces the earlier.

    `localised` is null while the index has not answered yet, `unavailable` with `since` when it cannot be
    reached, `no-bsn` when nothing may be asked nationally (B4). `connected` of `institutions` is the first
    layer of completeness; both are null while the directory is unknown.
    """

    localised: Literal["answered", "unavailable", "no-bsn"] | None
    since: str | None
    asked: list[AskedHolder]
    connected: int | None
    institutions: int | None


class StudyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says of its study; absent is null, never guessed."""

    date: str | None
    time: str | None
    modalities: list[str]
    description: str | None
    region: str | None
    laterality: str | None
    series_count: int | None
    instance_count: int | None
    image_count: int | None
    size_bytes: int | None
    availability: str
    accession_known: bool


class CopyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One holder's copy of the study, named as the institution was called then (B50). `images` is the key
    with which to ask for them; null when the row is locked or there is nothing to read. What is wrong with
    the study is told under that key, or under `about` where there is none; `subject` is its name in the list
    of what was told.
    """

    custodian: str
    institution_name: str
    series_count: int | None
    instance_count: int | None
    image_count: int | None
    own: bool
    images: str | None = None
    about: str | None = None
    subject: str = ""


class ReportForm(msgspec.Struct, frozen=True, kw_only=True):
    """One form in which a report can be read."""

    media_type: str
    path: str


class ReportFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a report. `relation` says whether it adds to, or replaces, an earlier version. What is
    wrong with it is told under its key; `subject` is its name in the list of what was told.
    """

    key: str
    status: str
    authored_at: str | None
    title: str | None
    author: str | None
    custodian: str
    institution_name: str
    relation: Literal["appends", "replaces"] | None
    forms: list[ReportForm]
    subject: str = ""


class WithheldReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report that is closed since it is another person's, so that what is wrong can be told."""

    custodian: str
    institution_name: str
    about: str
    subject: str


class LikelySameRow(msgspec.Struct, frozen=True, kw_only=True):
    """Another row that may be the same study, and what was compared: `same-…`, `near-…`, `like-…` or
    `other-…` of moment, day, modality, description, institution, image-count or uid.
    """

    key: str
    compared: list[str]


class EntryEvent(StreamEvent, frozen=True, tag="entry", kw_only=True):
    """One row, whole: upsert by `key`; rows named in `replaces` are no more, and what they held
    stands in this one.

    `study` is null for a report whose study no holder showed. The first of `copies` is the one to open.
    `reports` are newest first and empty when the row is locked; the report of a locked row without a study
    is `withheld`.
    """

    key: str
    replaces: list[str]
    study: StudyFacts | None
    copies: list[CopyFacts]
    reports: list[ReportFacts]
    report_state: str
    lock: Literal["other-person"] | None
    likely_same: list[LikelySameRow] = []
    marked_as: list[str] = []
    withheld: WithheldReport | None = None


class GoneEvent(StreamEvent, frozen=True, tag="gone", kw_only=True):
    """Rows that are no more: the page drops row, report and images."""

    keys: list[str]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A region, modality or kind with its names; of anything else (a side) the code alone."""

    code: str
    nl: str | None
    en: str | None


class SuggestionReason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason for or against a study, with its whole points; they add up to the score."""

    code: str
    points: int
    about: list[Named]
    months: int | None


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A row that may matter for the study that is read."""

    key: str
    score: int
    reasons: list[SuggestionReason]


class SuggestedEvent(StreamEvent, frozen=True, tag="suggested", kw_only=True):
    """Which earlier studies may matter most, best first, at most five; the later event replaces the earlier.

    They only order and mark: every row stays in the list. `current` is the row for which they were chosen,
    null when no study is being read.
    """

    current: str | None
    rules: str
    items: list[Suggestion]


class OutcomeEvent(StreamEvent, frozen=True, tag="outcome", kw_only=True):
    """How one holder's question ended. `custodian` and `name` are null where the holder may not be named
    (architecture.md §5). `rows` is on how many rows of the list something of this holder stands.

    `since` is set for a holder that was left alone: `NotAsked`, and retryable.
    """

    custodian: str | None
    name: str | None
    kind: str
    asked_at: str
    took_ms: int
    retryable: bool
    reason: str | None
    rows: int
    route: str
    since: str | None = None


class ClosedEvent(StreamEvent, frozen=True, tag="closed", kw_only=True):
    """This timeline may be shown no longer; nothing follows."""

    reason: Literal["patient-switched", "session-ended", "withdrawn"]


class PingEvent(StreamEvent, frozen=True, tag="ping", kw_only=True):
    """The stream is alive; every 15 seconds when there is nothing else to say."""


class CompleteEvent(StreamEvent, frozen=True, tag="complete", kw_only=True):
    """Every holder of this asking has an outcome; `complete` only if all are `Answered` and the index
    answered.
    """

    complete: bool
    asked: int
    answered: int
    at: str


AnyEvent = (
    PatientEvent
    | HoldersEvent
    | EntryEvent
    | GoneEvent
    | SuggestedEvent
    | OutcomeEvent
    | ClosedEvent
    | PingEvent
    | CompleteEvent
)


class _Head(msgspec.Struct):
    event: str


_KNOWN = frozenset(str(kind.__struct_config__.tag) for kind in get_args(AnyEvent))
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def encode_line(event: StreamEvent) -> bytes:
    """Give the event as one line of NDJSON, line end included."""
    return _encoder.encode(event) + b"\n"


def decode_line(line: bytes) -> AnyEvent | None:
    """Read one line back, for programs and tests; `None` for an event that is not known here yet.

    Raises:
        msgspec.MsgspecError: not a line of this stream.
    """
    if msgspec.json.decode(line, type=_Head).event not in _KNOWN:
        return None
    return _decoder.decode(line)
