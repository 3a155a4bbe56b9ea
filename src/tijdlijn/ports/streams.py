"""What comes as a stream, from an archive to its gateway and from a holder to the asker."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID, StudyInstanceUID

Piece = bytes | memoryview
"""Bytes on their way. Of a larger piece that came, a part is passed on as a view: images are not copied."""


@dataclass(frozen=True, slots=True)
class StoredInstance:
    """One Part 10 file on its way, as it is stored; `chunks` its bytes in order, from the preamble on.

    `transfer_syntax_uid` is that of the file, and `size_bytes` its length, where known. An iterator that ends
    early raises `PeerUnreachable`. Standard: DICOM PS3.10 §7.
    """

    sop_instance_uid: SopInstanceUID
    series_uid: SeriesInstanceUID
    transfer_syntax_uid: str | None
    size_bytes: int | None
    chunks: AsyncIterator[Piece]


@dataclass(frozen=True, slots=True)
class StoredHeader:
    """The header of one instance as DICOM JSON, one object. Standard: DICOM PS3.18 Annex F.

    Its addresses of bulk data are the holder's; where they begin with `bulk_root` they are as in `Derived`.
    """

    study_uid: StudyInstanceUID
    series_uid: SeriesInstanceUID
    sop_instance_uid: SopInstanceUID
    json: bytes
    bulk_root: str


@dataclass(frozen=True, slots=True)
class StoredFrame:
    """One frame on its way, in the transfer syntax that is named. An iterator that ends early raises
    `PeerUnreachable`.
    """

    number: int
    transfer_syntax_uid: str
    chunks: AsyncIterator[Piece]


@dataclass(frozen=True, slots=True)
class Document:
    """A document on its way: `media_type` as served, `chunks` its bytes in order. An iterator that ends
    early raises `PeerUnreachable`.
    """

    media_type: str
    size_bytes: int | None
    chunks: AsyncIterator[Piece]
