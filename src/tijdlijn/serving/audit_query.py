"""The question to the record, as it stands in a URL.

No number of a patient can stand in it: `entity` is the keyed reference under which the record knows a
patient, as an AuditEvent shows it.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import TraceId

DEFAULT_COUNT = 50
MAX_COUNT = 500
MAX_PAGE = 10_000

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_TRACE_ID = re.compile(r"[0-9a-f]{32}")
_SINGLE = frozenset({"entity", "trace", "_count", "page", "_format"})


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """From `starts_at` until just before `ends_before`; pages are counted from 1."""

    starts_at: datetime
    ends_before: datetime
    patient_ref: bytes | None = None
    trace_id: TraceId | None = None
    count: int = DEFAULT_COUNT
    page: int = 1

    @classmethod
    def parse(cls, parameters: Iterable[tuple[str, str]]) -> "AuditQuery":
        """Read `date=ge…&date=le…` with, if wished, `entity`, `trace`, `_count` and `page`.

        Raises:
            InputInvalid: no window of time, an unknown or repeated parameter, or a value that is none.

        Standard: HL7 FHIR R4 §3.1.1.4.7 (date: a day is the whole day, a second the whole second).
        """
        dates: dict[str, tuple[datetime, datetime]] = {}
        single: dict[str, str] = {}
        for name, value in parameters:
            if name == "date" and value[:2] in ("ge", "le") and value[:2] not in dates:
                dates[value[:2]] = _moment(value[2:])
            elif name in _SINGLE and name not in single:
                single[name] = value
            else:
                raise InputInvalid("an unknown or repeated parameter; date takes ge and le, each once")
        if dates.keys() != {"ge", "le"}:
            raise InputInvalid("a window of time is needed: date=ge… and date=le…")
        return cls(
            starts_at=dates["ge"][0],
            ends_before=dates["le"][1],
            patient_ref=_reference(single["entity"]) if "entity" in single else None,
            trace_id=_trace(single["trace"]) if "trace" in single else None,
            count=_number("_count", single.get("_count", str(DEFAULT_COUNT)), MAX_COUNT),
            page=_number("page", single.get("page", "1"), MAX_PAGE),
        )

    def ending_by(self, now: datetime) -> "AuditQuery":
        """Give the same question about what is on record up to `now`."""
        return replace(self, ends_before=min(self.ends_before, now))

    def next_page(self) -> list[tuple[str, str]]:
        """Give the parameters that ask for the page after this one."""
        last = self.ends_before - timedelta(microseconds=1)
        parameters = [("date", f"ge{_text(self.starts_at)}"), ("date", f"le{_text(last)}")]
        if self.patient_ref is not None:
            parameters.append(("entity", base64.urlsafe_b64encode(self.patient_ref).rstrip(b"=").decode()))
        if self.trace_id is not None:
            parameters.append(("trace", self.trace_id))
        return [*parameters, ("_count", str(self.count)), ("page", str(self.page + 1))]


def _moment(text: str) -> tuple[datetime, datetime]:
    """Give the first moment of a day, second or microsecond, and the first moment after it."""
    day, instant = _DAY.fullmatch(text), _INSTANT.fullmatch(text)
    if day is None and instant is None:
        raise InputInvalid("a date is YYYY-MM-DD, or a date and time with seconds and zone")
    try:
        start = datetime.fromisoformat(text)
        start = start.replace(tzinfo=UTC) if day else start.astimezone(UTC)
        length = timedelta(microseconds=1) if instant and instant[1] else timedelta(seconds=1)
        return start, start + (timedelta(days=1) if day else length)
    except (ValueError, OverflowError) as error:
        raise InputInvalid("a date that is not in the calendar") from error


def _reference(text: str) -> bytes:
    try:
        reference = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputInvalid("entity is a patient reference in base64url") from error
    if not 16 <= len(reference) <= 64:
        raise InputInvalid("entity is a patient reference of 16 to 64 bytes")
    return reference


def _trace(text: str) -> TraceId:
    if not _TRACE_ID.fullmatch(text):
        raise InputInvalid("trace is a trace id of 32 lower-case hexadecimal digits")
    return TraceId(text)


def _number(name: str, text: str, highest: int) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 6 or not 1 <= int(text) <= highest:
        raise InputInvalid(f"{name} is a number from 1 to {highest}")
    return int(text)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
