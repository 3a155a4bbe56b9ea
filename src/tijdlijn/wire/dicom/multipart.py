"""`multipart/related` as WADO-RS sends it: parts of any size, read as they come and never held whole.

Sans I/O: bytes go in by pieces, events come out. A body that ends before its last boundary was cut off, and
that is an error, never a short study (reference/standards.md §8).

Standard: RFC 2387; RFC 2046 §5.1; DICOM PS3.18 §8.6.1.2.1 (multipart payload).
"""

import re
import secrets
from collections.abc import Iterator, Mapping
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
    """A piece of the part that is being read."""

    data: bytes


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
    """Reads one body. Feed it every piece, then call `finish`."""

    def __init__(self, boundary: bytes) -> None:
        self._delimiter = b"\r\n--" + boundary
        # The first delimiter may stand at the very start, without a line before it.
        self._buffer = bytearray(b"\r\n")
        self._state = "preamble"

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Yield what this piece completes.

        Raises:
            InputInvalid: headers too long or malformed, or a delimiter that is none.
        """
        self._buffer += piece
        while (events := self._step()) is not None:
            yield from events

    def finish(self) -> None:
        """Say that the body has ended.

        Raises:
            InputInvalid: the last boundary did not come: the body was cut off.
        """
        if self._state != "epilogue":
            raise InputInvalid("multipart body cut off before its last boundary")

    def _step(self) -> list[Event] | None:
        """Do one thing with the buffer; `None` when more bytes are needed."""
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
                self._buffer.clear()
                return None

    def _to_delimiter(self, *, in_part: bool) -> list[Event] | None:
        at = self._buffer.find(self._delimiter)
        if at >= 0:
            data = bytes(self._buffer[:at])
            del self._buffer[: at + len(self._delimiter)]
            self._state = "delimiter"
            if not in_part:
                return []
            return [PartData(data), PartEnds()] if data else [PartEnds()]
        # The end of the buffer may be the beginning of a delimiter: so much is kept back.
        spare = len(self._buffer) - len(self._delimiter) + 1
        if spare <= 0:
            return None
        data = bytes(self._buffer[:spare])
        del self._buffer[:spare]
        return [PartData(data)] if in_part else []

    def _after_delimiter(self) -> list[Event] | None:
        if len(self._buffer) < 2:
            return None
        if self._buffer.startswith(b"--"):
            self._state = "epilogue"
            return []
        end = self._buffer.find(b"\r\n")
        if end < 0:
            if len(self._buffer) > MAX_HEAD_BYTES:
                raise InputInvalid("multipart delimiter without a line end")
            return None
        if self._buffer[:end].strip(b" \t"):
            raise InputInvalid("multipart delimiter with something behind it")
        # The line end stays: a head without headers begins with the empty line at once.
        del self._buffer[:end]
        self._state = "head"
        return []

    def _head(self) -> list[Event] | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or end > MAX_HEAD_BYTES:
            if len(self._buffer) > MAX_HEAD_BYTES:
                raise InputInvalid("multipart headers too long")
            return None
        lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        # The empty line's own line end may begin a delimiter already: a part without a body.
        del self._buffer[: end + 2]
        self._state = "first bytes"
        return [PartBegins(dict(_header(line) for line in lines if line))]

    def _first_bytes(self) -> list[Event] | None:
        if len(self._buffer) < len(self._delimiter) and self._delimiter.startswith(self._buffer):
            return None
        if not self._buffer.startswith(self._delimiter):
            del self._buffer[:2]
        self._state = "body"
        return []


def new_boundary() -> str:
    """Make a boundary that no part holds, but by a chance of 1 in 2^128."""
    return f"tijdlijn-{secrets.token_hex(16)}"


def part_head(boundary: str, headers: Mapping[str, str]) -> bytes:
    """Give the bytes that begin a part; the part's own bytes follow. Standard: RFC 2046 §5.1.1."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"\r\n--{boundary}\r\n{lines}\r\n".encode("ascii")


def closing(boundary: str) -> bytes:
    """Give the bytes that end the body."""
    return f"\r\n--{boundary}--\r\n".encode("ascii")


class PartWriter:
    """Writes one body. The end of a part is told at once, before what follows is known: a reader has it whole
    even when the body breaks off right behind it.
    """

    def __init__(self, boundary: str) -> None:
        self._delimiter = f"\r\n--{boundary}".encode("ascii")
        self._is_told = False

    def begins(self, headers: Mapping[str, str]) -> bytes:
        """Give the bytes that begin a part."""
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
