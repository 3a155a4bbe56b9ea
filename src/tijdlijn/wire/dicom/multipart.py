"""`multipart/related` as WADO-RS sends it: parts of any size, read as they come and never held whole.

Sans I/O: bytes go in by pieces, events come out. A body that ends before its last boundary was cut off, and
that is an error, never a short study (reference/standards.md §8).

Standard: RFC 2387; RFC 2046 §5.1; DICOM PS3.18 §8.6.1.2.1 (multipart payload).
"""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tijdlijn.domain.errors import InputInvalid

MAX_HEAD_BYTES: Final = 8192
MAX_BOUNDARY: Final = 70

_PARAMETER: Final = re.compile(r';\s*([a-zA-Z0-9*_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))')
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")


@dataclass(frozen=True, slots=True)
class PartBegins:
    """A part begins. Keys of `headers` are lower case."""

    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PartData:
    """A piece of the part that is being read; a view where it is a piece of what came."""

    data: bytes | memoryview


@dataclass(frozen=True, slots=True)
class PartEnds:
    """The part is whole."""


Event = PartBegins | PartData | PartEnds


def media_type_parameters(media_type: str) -> dict[str, str]:
    """Give the parameters of a media type, names in lower case, values without quotes."""
    found = _PARAMETER.findall(media_type)
    return {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare for name, quoted, bare in found}


def boundary_of(content_type: str) -> bytes:
    """Give the boundary of a `multipart/related` content type, quoted or not.

    Raises:
        InputInvalid: another media type, or no boundary that may be one.
    """
    if content_type.partition(";")[0].strip().lower() != "multipart/related":
        raise InputInvalid("not multipart/related")
    boundary = media_type_parameters(content_type).get("boundary", "")
    if len(boundary) > MAX_BOUNDARY or not _BOUNDARY.fullmatch(boundary):
        raise InputInvalid("multipart/related without a boundary")
    return boundary.encode("ascii")


class PartReader:
    """Reads one body. Feed it every piece, then call `finish`.

    No byte of a part is copied: only what may be the beginning of a delimiter is kept back and put before the
    next piece.
    """

    def __init__(self, boundary: bytes) -> None:
        self._delimiter = b"\r\n--" + boundary
        # The first delimiter may stand at the very start, without a line before it.
        self._data = b"\r\n"
        self._at = 0
        self._state = "preamble"

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Yield what this piece completes.

        Raises:
            InputInvalid: headers too long or malformed, or a delimiter that is none.
        """
        self._data = self._data[self._at :] + piece if self._at < len(self._data) else piece
        self._at = 0
        while (events := self._step()) is not None:
            yield from events

    def finish(self) -> None:
        """Say that the body has ended.

        Raises:
            InputInvalid: the last boundary did not come: the body was cut off.
        """
        if self._state != "epilogue":
            raise InputInvalid("multipart body cut off before its last boundary")

    def _step(self) -> Sequence[Event] | None:
        """Do one thing with what is there; `None` when more bytes are needed."""
        match self._state:
            case "preamble":
                return self._to_delimiter(in_part=False)
            case "delimiter":
                return self._after_delimiter()
            case "head":
                return self._head()
            case "first bytes":
                return self._first_bytes()
            case "body":
                return self._to_delimiter(in_part=True)
            case _:
                self._at = len(self._data)
                return None

    def _to_delimiter(self, *, in_part: bool) -> Sequence[Event] | None:
        at = self._data.find(self._delimiter, self._at)
        if at >= 0:
            data = self._taken(at)
            self._at += len(self._delimiter)
            self._state = "delimiter"
            if not in_part:
                return ()
            return (PartData(data), PartEnds()) if data else (PartEnds(),)
        data = self._taken(self._delimiter_may_begin_at())
        if not data:
            return None
        return (PartData(data),) if in_part else ()

    def _delimiter_may_begin_at(self) -> int:
        """Where the end of what is there may be the beginning of a delimiter; its end where it is not."""
        end = len(self._data)
        at = self._data.find(b"\r", max(self._at, end - len(self._delimiter) + 1))
        while at >= 0 and not self._delimiter.startswith(self._data[at:]):
            at = self._data.find(b"\r", at + 1)
        return at if at >= 0 else end

    def _taken(self, end: int) -> bytes | memoryview:
        """What comes next, up to and without `end`."""
        is_all = self._at == 0 and end == len(self._data)
        data = self._data if is_all else memoryview(self._data)[self._at : end]
        self._at = end
        return data

    def _after_delimiter(self) -> Sequence[Event] | None:
        if len(self._data) < self._at + 2:
            return None
        if self._data.startswith(b"--", self._at):
            self._state = "epilogue"
            return ()
        end = self._data.find(b"\r\n", self._at)
        if end < 0:
            if len(self._data) - self._at > MAX_HEAD_BYTES:
                raise InputInvalid("multipart delimiter without a line end")
            return None
        # The line end stays: a head without headers begins with the empty line at once.
        if bytes(self._taken(end)).strip(b" \t"):
            raise InputInvalid("multipart delimiter with something behind it")
        self._state = "head"
        return ()

    def _head(self) -> Sequence[Event] | None:
        end = self._data.find(b"\r\n\r\n", self._at)
        if end < 0 or end - self._at > MAX_HEAD_BYTES:
            if len(self._data) - self._at > MAX_HEAD_BYTES:
                raise InputInvalid("multipart headers too long")
            return None
        lines = bytes(self._taken(end)).decode("latin-1").split("\r\n")
        # The empty line's own line end may begin a delimiter already: a part without a body.
        self._at += 2
        self._state = "first bytes"
        return (PartBegins(dict(_header(line) for line in lines if line)),)

    def _first_bytes(self) -> Sequence[Event] | None:
        there = self._data[self._at : self._at + len(self._delimiter)]
        if len(there) < len(self._delimiter) and self._delimiter.startswith(there):
            return None
        if there != self._delimiter:
            self._at += 2
        self._state = "body"
        return ()


def new_boundary() -> str:
    """Make a boundary that no part holds, but by a chance of 1 in 2^128."""
    return f"tijdlijn-{secrets.token_hex(16)}"


class PartWriter:
    """Writes one body. The end of a part is told at once, before what follows is known: a reader has it whole
    even when the body breaks off right behind it.
    """

    def __init__(self, boundary: str) -> None:
        self._delimiter = f"\r\n--{boundary}".encode("ascii")
        self._is_told = False

    def begins(self, headers: Mapping[str, str]) -> bytes:
        """Give the bytes that begin a part; its own bytes follow. Standard: RFC 2046 §5.1.1."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return self._told() + f"\r\n{lines}\r\n".encode("ascii")

    def ends(self) -> bytes:
        """Give the bytes that end the part."""
        return self._told(is_told=True)

    def closes(self) -> bytes:
        """Give the bytes that end the body."""
        return self._told() + b"--\r\n"

    def _told(self, *, is_told: bool = False) -> bytes:
        """The delimiter, unless it was written already."""
        before, self._is_told = self._is_told, is_told
        return b"" if before else self._delimiter


def related(boundary: str, part_type: str) -> str:
    """Give the content type of a body with parts of this media type."""
    return f'multipart/related; type="{part_type}"; boundary="{boundary}"'


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name.strip():
        raise InputInvalid("multipart header that is none")
    return name.strip().lower(), value.strip()
