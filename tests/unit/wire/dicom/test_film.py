"""Films in the pixels of a file: what kind they are, and their bytes whatever pieces they come in."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.film import TOLD_BY_BYTES, FilmReader, film_type

MPEG4, HEVC, MPEG2 = (f"1.2.840.10008.1.2.4.{number}" for number in (102, 107, 100))


def item(data: bytes) -> bytes:
    return pack("<II", 0xE000FFFE, len(data)) + data


END = pack("<II", 0xE0DDFFFE, 0)


@pytest.mark.parametrize(
    ("begins_with", "syntax", "media_type"),
    [
        (b"\0\0\0\x20ftypisom", MPEG4, "video/mp4"),
        (b"\0\0\0\x20ftypmp42", HEVC, "video/mp4"),
        (b"G" + bytes(187) + b"G", MPEG4, "video/mp2t"),
        (b"\0\0\x01\xba", MPEG2, "video/mpeg"),
        (b"\0\0\x01\xb3", MPEG2, "video/mpeg"),
        (b"\0\0\0\x01\x67", MPEG4, "video/H264"),
        (b"\0\0\0\x01\x40", HEVC, "video/H265"),
        (b"", MPEG4, "video/H264"),
    ],
)
def test_the_bytes_of_a_film_tell_its_kind(begins_with: bytes, syntax: str, media_type: str) -> None:
    assert len(begins_with) <= TOLD_BY_BYTES
    assert film_type(begins_with, syntax) == media_type


@given(
    st.binary(max_size=12).map(lambda table: table[: len(table) // 4 * 4]),
    st.lists(st.binary(max_size=40), max_size=5),
    st.integers(0, 30),
    st.lists(st.integers(1, 17), min_size=1, max_size=5),
)
def test_a_film_is_what_stands_in_the_fragments_whatever_pieces_come(
    table: bytes, fragments: list[bytes], pixel_at: int, sizes: list[int]
) -> None:
    file = bytes(pixel_at) + item(table) + b"".join(map(item, fragments)) + END + b"behind"
    reader, film, at = FilmReader(pixel_at), b"", 0
    while at < len(file):
        size = sizes[at % len(sizes)]
        film += reader.feed(file[at : at + size])
        at += size
    assert film == b"".join(fragments)
    assert reader.is_done


@pytest.mark.requirement("T3.1.hostile")
@pytest.mark.parametrize("broken", [pack("<II", 0xE000FFFE, 0xFFFFFFFF), b"no fragment at all"])
def test_something_between_fragments_that_is_none_is_refused(broken: bytes) -> None:
    with pytest.raises(InputInvalid):
        FilmReader(0).feed(item(b"") + broken)


def test_a_film_that_is_cut_off_is_not_done() -> None:
    reader = FilmReader(0)
    assert reader.feed(item(b"") + item(b"abcdef")[:-2]) == b"abcd"
    assert not reader.is_done
