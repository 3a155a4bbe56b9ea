"""A film that stands in the pixels of a file: its bytes, and what kind of film they are.

A film is one stream cut into fragments, and its container is not told by the transfer syntax: under one and
the same, archives hold MP4, MPEG transport streams and bare codestreams. Its first bytes tell.

Standard: DICOM PS3.5 §8.2.5 to §8.2.8 (MPEG-2, MPEG-4, HEVC), §A.4 (fragments); ISO/IEC 14496-12 §4.3 (ftyp);
ISO/IEC 13818-1 §2.4.3.2 (transport stream), §2.5.3.3 (pack header).
"""

from struct import Struct
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.elements import UNDEFINED
from tijdlijn.wire.dicom.transfer_syntax import frame_media_type

TOLD_BY_BYTES: Final = 189
"""After so many bytes the kind of a film is known."""

_HEAD: Final = Struct("<II")
_ITEM: Final = 0xE000FFFE
_END: Final = 0xE0DDFFFE
_PACKET: Final = 188
_SYNC: Final = b"G"
_MPEG: Final = (b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")


def film_type(begins_with: bytes, transfer_syntax_uid: str) -> str:
    """Give the media type of a film by its first `TOLD_BY_BYTES`; for one in no container that is known, and
    that no browser plays, that of its codec.
    """
    if begins_with[4:8] == b"ftyp":
        return "video/mp4"
    if begins_with[:1] == _SYNC and begins_with[_PACKET : _PACKET + 1] == _SYNC:
        return "video/mp2t"
    if begins_with[:4] in _MPEG:
        return "video/mpeg"
    codec = frame_media_type(transfer_syntax_uid)
    return "video/H264" if codec == "video/mp4" else codec


class FilmReader:
    """Gives what stands in the fragments of pixel data, bit by bit; `is_done` once the last has come."""

    def __init__(self, pixel_at: int) -> None:
        self.is_done = False
        self._skip = pixel_at
        self._items = 0
        self._left = 0
        self._kept = b""

    def feed(self, piece: bytes | memoryview) -> bytes:
        """Take the next bytes of the file, from its first on; give those of the film among them.

        Raises:
            InputInvalid: something between the fragments that is none.
        """
        data = memoryview(self._kept + piece)
        skipped = min(self._skip, len(data))
        data, self._skip, self._kept = data[skipped:], self._skip - skipped, b""
        found: list[bytes] = []
        while not self.is_done:
            taken = data[: self._left]
            if self._items > 1:  # The first item is the offset table.
                found.append(bytes(taken))
            self._left -= len(taken)
            data = data[len(taken) :]
            if self._left or len(data) < _HEAD.size:
                self._kept = bytes(data)
                break
            self._begin(*_HEAD.unpack_from(data))
            data = data[_HEAD.size :]
        return b"".join(found)

    def _begin(self, tag: int, length: int) -> None:
        self.is_done = tag == _END
        if not self.is_done and (tag != _ITEM or length == UNDEFINED):
            raise InputInvalid("a film in something that is no fragment")
        self._items += 1
        self._left = 0 if self.is_done else length
