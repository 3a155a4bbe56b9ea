"""What somebody who asks for images takes, and the parts of an address of WADO-RS.

What is stored decides: a file is given in the transfer syntax that it has, if the asker takes that, and else
the answer is 406. Types are read with and without quotes, because half of the world forgets them (reference/
standards.md trap 22). Who names no transfer syntax takes what every reader must know.

Standard: DICOM PS3.18 §8.7 (media types and transfer syntaxes), §8.7.5 (Accept), §10.4 (retrieve);
RFC 9110 §12.5.1 (Accept).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.multipart import media_type_parameters
from tijdlijn.wire.dicom.transfer_syntax import (
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    OCTET_STREAM,
    frame_media_type,
    is_encapsulated,
)

DICOM: Final = "application/dicom"
DICOM_JSON: Final = "application/dicom+json"
MAX_ACCEPT_LENGTH: Final = 2048
MAX_FRAMES_ASKED: Final = 1000

_ANYTHING: Final = "*/*"
_RELATED: Final = "multipart/related"
_RANGE: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_QUALITY: Final = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_FRAMES: Final = re.compile(r"[1-9][0-9]{0,9}(,[1-9][0-9]{0,9})*")
_PLAIN: Final = frozenset({EXPLICIT_LITTLE, IMPLICIT_LITTLE})


@dataclass(frozen=True, slots=True)
class _Accepted:
    """One entry of an Accept header: the type of the parts if it is multipart, else the type itself."""

    media_type: str
    is_multipart: bool
    transfer_syntax: str | None
    quality: float


@dataclass(frozen=True, slots=True)
class InstancesWanted:
    """In which transfer syntaxes whole files are taken; `None` stands for any."""

    transfer_syntaxes: frozenset[str] | None

    def takes(self, transfer_syntax_uid: str) -> bool:
        """Whether a file that is stored so may be given."""
        return self.transfer_syntaxes is None or transfer_syntax_uid in self.transfer_syntaxes


@dataclass(frozen=True, slots=True)
class FramesWanted:
    """In which forms single frames are taken: media type and transfer syntax (`*`: any), best first."""

    forms: tuple[tuple[str, str], ...]

    def choose(self, available: Sequence[str]) -> str | None:
        """Give the transfer syntax to send, of those that can be sent; `None` when none is taken.

        `available` is in the server's own order: what is stored first, then what can be made of it.
        """
        for media_type, syntax in self.forms:
            for one in available:
                if _is_of(one, media_type, syntax):
                    return one
        return None


def instances_wanted(accept: str | None) -> InstancesWanted | None:
    """Read what is taken of a study, series or instance; `None`: nothing that can be given (406).

    Without an Accept header, and for `*/*`, everything is taken as it is stored.

    Raises:
        InputInvalid: too long to read.
    """
    entries = _accepted(accept)
    if any(one.media_type == _ANYTHING for one in entries):
        return InstancesWanted(None)
    return _taken(one for one in entries if one.is_multipart)


def file_wanted(accept: str | None) -> InstancesWanted | None:
    """Read what is taken of one instance as a file by itself, without multipart; `None`: it is not taken so.

    Raises:
        InputInvalid: too long to read.
    """
    return _taken(one for one in _accepted(accept) if not one.is_multipart)


def frames_wanted(accept: str | None) -> FramesWanted | None:
    """Read what is taken of a frame; `None`: nothing that can be given (406).

    A type of images without a transfer syntax takes any of that type, since each part says its own;
    `application/octet-stream` without one means uncompressed, and with `*` as it is stored.

    Raises:
        InputInvalid: too long to read.
    """
    forms: list[tuple[str, str]] = []
    for one in _accepted(accept):
        if one.media_type == _ANYTHING:
            forms.append((_ANYTHING, "*"))
        elif one.is_multipart and one.media_type == OCTET_STREAM:
            syntax = one.transfer_syntax or EXPLICIT_LITTLE
            forms.append((_ANYTHING if syntax == "*" else OCTET_STREAM, syntax))
        elif one.is_multipart and one.media_type.partition("/")[0] in ("image", "video"):
            media_type = _ANYTHING if one.media_type == "image/*" else one.media_type
            forms.append((media_type, one.transfer_syntax or "*"))
    return FramesWanted(tuple(forms)) if forms else None


def octets_wanted(accept: str | None) -> str | None:
    """Read how plain bytes are taken: as `application/octet-stream` by themselves, or in `multipart/related`;
    `None`: not at all (406). Without an Accept header, and for `*/*`, by themselves.

    Raises:
        InputInvalid: too long to read.
    """
    for one in _accepted(accept):
        if one.media_type not in (OCTET_STREAM, "application/*", _ANYTHING):
            continue
        if one.transfer_syntax in (None, "*", EXPLICIT_LITTLE):
            return _RELATED if one.is_multipart else OCTET_STREAM
    return None


def takes_dicom_json(accept: str | None) -> bool:
    """Whether metadata may be given as `application/dicom+json`; `application/json` is taken for it.

    Raises:
        InputInvalid: too long to read.
    """
    named = (DICOM_JSON, "application/json", "application/*", _ANYTHING)
    return any(one.media_type in named and not one.is_multipart for one in _accepted(accept))


def rendered_type(accept: str | None, offered: Sequence[str] = ("image/jpeg", "image/png")) -> str | None:
    """Give the media type for a rendered image or a thumbnail: the asker's best among the offered, the first
    of them where it does not matter; `None`: none is taken (406).

    Raises:
        InputInvalid: too long to read.
    """
    for one in _accepted(accept):
        if one.is_multipart:
            continue
        if one.media_type in (_ANYTHING, "image/*"):
            return offered[0]
        named = "image/jpeg" if one.media_type == "image/jpg" else one.media_type
        if named in offered:
            return named
    return None


def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """Give the asker's best among the offered media types, the first of them where it does not matter;
    `None`: none is taken (406).

    The range that names a type most closely says how well it is taken: `*/*, application/dicom;q=0` takes
    all but that (RFC 9110 §12.5.1). Of two that are named alike, the one named first.

    Raises:
        InputInvalid: too long to read.
    """
    ranges = [one for one in _ranges(accept) if not one.is_multipart]
    best: tuple[float, int, str] | None = None
    for media_type in offered:
        near = (media_type, f"{media_type.partition('/')[0]}/*", _ANYTHING)
        named = (place for name in near for place, one in enumerate(ranges) if one.media_type == name)
        place = next(named, None)
        if place is None or not ranges[place].quality:
            continue
        if best is None or (ranges[place].quality, -place) > best[:2]:
            best = ranges[place].quality, -place, media_type
    return best[2] if best else None


def parse_frame_list(text: str) -> tuple[int, ...]:
    """Read the frames of an address, `1,2,5`, counted from 1 and in the order that they are asked for.

    Raises:
        InputInvalid: not such a list, or more than `MAX_FRAMES_ASKED`.
    """
    if len(text) > 11 * MAX_FRAMES_ASKED or not _FRAMES.fullmatch(text):
        raise InputInvalid("not a list of frames")
    numbers = tuple(int(part) for part in text.split(","))
    if len(numbers) > MAX_FRAMES_ASKED:
        raise InputInvalid(f"more than {MAX_FRAMES_ASKED} frames at once")
    return numbers


def _is_of(available: str, media_type: str, syntax: str) -> bool:
    served = available if is_encapsulated(available) else EXPLICIT_LITTLE
    if media_type not in (_ANYTHING, frame_media_type(served)):
        return False
    return syntax in ("*", served)


def _taken(entries: Iterable[_Accepted]) -> InstancesWanted | None:
    taken: set[str] = set()
    for one in entries:
        if one.media_type == DICOM and one.transfer_syntax == "*":
            return InstancesWanted(None)
        if one.media_type == DICOM:
            taken |= _PLAIN if one.transfer_syntax is None else {one.transfer_syntax}
    return InstancesWanted(frozenset(taken)) if taken else None


@lru_cache(maxsize=256)
def _accepted(accept: str | None) -> tuple[_Accepted, ...]:
    """The entries that are taken at all, best first, equally good ones in their order.

    A viewer sends the same header with each of a thousand frames; reading it was 4 % of the holder's work.
    """
    taken = (one for one in _ranges(accept) if one.quality > 0)
    return tuple(sorted(taken, key=lambda one: -one.quality))


def _ranges(accept: str | None) -> list[_Accepted]:
    """All entries in their order, what is refused with `q=0` too."""
    if accept is None or not accept.strip():
        return [_Accepted(_ANYTHING, False, None, 1.0)]
    if len(accept) > MAX_ACCEPT_LENGTH:
        raise InputInvalid("an Accept header too long to read")
    return [_entry(entry) for entry in _entries(accept)]


def _entries(accept: str) -> Iterable[str]:
    return (match.group().strip() for match in _RANGE.finditer(accept) if match.group().strip())


def _entry(entry: str) -> _Accepted:
    media_type = entry.partition(";")[0].strip().lower()
    parameters = media_type_parameters(entry)
    quality = parameters.get("q", "1")
    is_multipart = media_type == _RELATED
    return _Accepted(
        media_type=parameters.get("type", _ANYTHING).lower() if is_multipart else media_type,
        is_multipart=is_multipart,
        transfer_syntax=parameters.get("transfer-syntax"),
        quality=float(quality) if _QUALITY.fullmatch(quality) else 1.0,
    )
