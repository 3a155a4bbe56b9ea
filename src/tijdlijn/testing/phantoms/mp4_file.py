"""Puts H.264 pictures into an MP4 file that a browser plays.

Standard: ISO/IEC 14496-12 ISO base media file format, 14496-15 §5 AVC in it.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from tijdlijn.testing.phantoms.h264_stream import LEVEL_4_1, PROFILE_HIGH

_MATRIX = struct.pack(">9L", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


@dataclass(frozen=True, slots=True)
class Video:
    """One track: its two parameter sets, its pictures as NAL units, how large they are and how long each
    stands.
    """

    sequence: bytes
    parameters: bytes
    pictures: Sequence[bytes]
    columns: int
    rows: int
    frame_ms: int

    @property
    def samples(self) -> list[bytes]:
        """The pictures, each after its length."""
        return [struct.pack(">L", len(unit)) + unit for unit in self.pictures]


def mp4(video: Video) -> bytes:
    """The whole file, with what describes the pictures before them."""
    begin = _box(b"ftyp", b"isom", struct.pack(">L", 512), b"isomiso2avc1mp41")
    first = len(begin) + len(_movie(video, 0)) + 8
    return begin + _movie(video, first) + _box(b"mdat", *video.samples)


def _movie(video: Video, first: int) -> bytes:
    """The description; `first` is where in the file the first picture stands."""
    total_ms = video.frame_ms * len(video.pictures)
    header = _full(
        b"mvhd",
        struct.pack(">5L", 0, 0, 1000, total_ms, 0x10000),
        struct.pack(">H10x", 0x0100),
        _MATRIX,
        struct.pack(">24xL", 2),
    )
    track = _box(
        b"tkhd",
        struct.pack(">L", 3),
        struct.pack(">2LLLL8x4H", 0, 0, 1, 0, total_ms, 0, 0, 0, 0),
        _MATRIX,
        struct.pack(">2L", video.columns << 16, video.rows << 16),
    )
    media = _box(
        b"mdia",
        _full(b"mdhd", struct.pack(">4LHH", 0, 0, 1000, total_ms, 0x55C4, 0)),
        _full(b"hdlr", struct.pack(">L4s12x", 0, b"vide"), b"video\0"),
        _box(
            b"minf",
            _box(b"vmhd", struct.pack(">L8x", 1)),
            _box(b"dinf", _full(b"dref", struct.pack(">L", 1), _box(b"url ", struct.pack(">L", 1)))),
            _sample_table(video, first),
        ),
    )
    return _box(b"moov", header, _box(b"trak", track, media))


def _sample_table(video: Video, first: int) -> bytes:
    configuration = _box(
        b"avcC",
        bytes([1, PROFILE_HIGH, 0, LEVEL_4_1, 0xFF, 0xE1]),
        struct.pack(">H", len(video.sequence)) + video.sequence,
        b"\1" + struct.pack(">H", len(video.parameters)) + video.parameters,
        bytes([0xFD, 0xF8, 0xF8, 0]),
    )
    entry = _box(
        b"avc1",
        struct.pack(">6xH16x", 1),
        struct.pack(">2H2L4xH32x2H", video.columns, video.rows, 0x480000, 0x480000, 1, 24, 0xFFFF),
        configuration,
    )
    count = len(video.pictures)
    return _box(
        b"stbl",
        _full(b"stsd", struct.pack(">L", 1), entry),
        _full(b"stts", struct.pack(">3L", 1, count, video.frame_ms)),
        _full(b"stsc", struct.pack(">4L", 1, 1, count, 1)),
        _full(b"stsz", struct.pack(f">2L{count}L", 0, count, *map(len, video.samples))),
        _full(b"stco", struct.pack(">2L", 1, first)),
    )


def _box(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">L4s", 8 + len(inside), kind) + inside


def _full(kind: bytes, *content: bytes) -> bytes:
    """A box with a version and flags of zero."""
    return _box(kind, bytes(4), *content)
