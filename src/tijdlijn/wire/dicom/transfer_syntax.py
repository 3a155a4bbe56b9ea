"""Transfer syntaxes: how a file is written, and the media type of one frame in each.

Standard: DICOM PS3.5 Annex A; PS3.18 §8.7.3.3, Tables 8.7.3-2 to 8.7.3-5.
"""

from typing import Final

IMPLICIT_LITTLE: Final = "1.2.840.10008.1.2"
EXPLICIT_LITTLE: Final = "1.2.840.10008.1.2.1"
DEFLATED: Final = "1.2.840.10008.1.2.1.99"
EXPLICIT_BIG: Final = "1.2.840.10008.1.2.2"
HTJ2K_LOSSLESS: Final = "1.2.840.10008.1.2.4.201"
HTJ2K_LOSSLESS_RPCL: Final = "1.2.840.10008.1.2.4.202"
HTJ2K: Final = "1.2.840.10008.1.2.4.203"

OCTET_STREAM: Final = "application/octet-stream"

UNCOMPRESSED: Final = frozenset({IMPLICIT_LITTLE, EXPLICIT_LITTLE, DEFLATED, EXPLICIT_BIG})
"""Those in which pixels are not encapsulated."""

_JPEG: Final = "1.2.840.10008.1.2.4."
_MPEG2: Final = ("100", "100.1", "101", "101.1")
_MPEG4: Final = tuple(f"{number}{dot}" for number in range(102, 107) for dot in ("", ".1"))
_MEDIA_TYPES: Final = {
    **dict.fromkeys((f"{_JPEG}{number}" for number in (50, 51, 57, 70)), "image/jpeg"),
    **dict.fromkeys((f"{_JPEG}{number}" for number in (80, 81)), "image/jls"),
    **dict.fromkeys((f"{_JPEG}{number}" for number in (90, 91)), "image/jp2"),
    **dict.fromkeys((f"{_JPEG}{number}" for number in (92, 93)), "image/jpx"),
    **dict.fromkeys((f"{_JPEG}{number}" for number in _MPEG2), "video/mpeg"),
    **dict.fromkeys((f"{_JPEG}{number}" for number in _MPEG4), "video/mp4"),
    **dict.fromkeys((f"{_JPEG}{number}" for number in (107, 108)), "video/H265"),
    **dict.fromkeys((f"{_JPEG}{number}" for number in (110, 111, 112)), "image/jxl"),
    **dict.fromkeys((HTJ2K_LOSSLESS, HTJ2K_LOSSLESS_RPCL, HTJ2K), "image/jphc"),
    "1.2.840.10008.1.2.5": "image/dicom-rle",
}


def is_big_endian(transfer_syntax_uid: str) -> bool:
    """Whether numbers in such a file are big endian (retired, and still in archives)."""
    return transfer_syntax_uid == EXPLICIT_BIG


def is_encapsulated(transfer_syntax_uid: str) -> bool:
    """Whether pixels stand in fragments in such a file (PS3.5 §A.4)."""
    return transfer_syntax_uid not in UNCOMPRESSED


def is_video(transfer_syntax_uid: str) -> bool:
    """Whether pixels in such a file are a film in one stream (PS3.5 Annex A.4.5 to A.4.9)."""
    return _MEDIA_TYPES.get(transfer_syntax_uid, "").startswith("video/")


def frame_media_type(transfer_syntax_uid: str) -> str:
    """Give the media type of one frame as it is stored; `application/octet-stream` for what has none of its
    own.
    """
    return _MEDIA_TYPES.get(transfer_syntax_uid, OCTET_STREAM)


def frame_content_type(transfer_syntax_uid: str) -> str:
    """Give the content type of a part with such a frame: of an uncompressed one always that of explicit
    little endian, which is how frames go over the wire (PS3.18 §8.7.3.3.2).
    """
    served = transfer_syntax_uid if is_encapsulated(transfer_syntax_uid) else EXPLICIT_LITTLE
    return f"{frame_media_type(served)}; transfer-syntax={served}"
