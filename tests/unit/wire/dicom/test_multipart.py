"""Parts come out as they went in, however the bytes were cut, and a body that was cut off is never whole."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.multipart import (
    PartBegins,
    PartData,
    PartEnds,
    PartReader,
    PartWriter,
    boundary_of,
    media_type_parameters,
    related,
)

BOUNDARY = "tijdlijn-0123"


def written(parts: list[bytes]) -> bytes:
    writer = PartWriter(BOUNDARY)
    heads = [writer.begins({"Content-Type": "application/dicom"}) + part for part in parts]
    return b"".join(heads) + writer.closes()


def read(body: bytes, cuts: list[int]) -> list[bytes]:
    reader, parts, edges = PartReader(BOUNDARY.encode()), [], sorted({0, len(body), *cuts})
    for begin, end in pairwise(edges):
        for event in reader.feed(body[begin:end]):
            match event:
                case PartBegins(headers):
                    assert headers == {"content-type": "application/dicom"}
                    parts.append(b"")
                case PartData(data):
                    parts[-1] += data
                case PartEnds():
                    pass
    reader.finish()
    return parts


tricky = st.sampled_from([b"\r\n", b"--", BOUNDARY.encode(), b"\r\n--tijdlijn", b"\r\n\r\n", b"x"])
contents = st.lists(st.one_of(st.binary(max_size=40), tricky), max_size=6).map(b"".join)


@given(st.lists(contents, max_size=4), st.lists(st.integers(0, 400), max_size=12))
def test_parts_come_out_as_they_went_in_however_the_bytes_are_cut(
    parts: list[bytes], cuts: list[int]
) -> None:
    # A delimiter may also stand right behind the empty line of the headers.
    parts = [part.replace(f"--{BOUNDARY}".encode(), b"") for part in parts]
    body = written(parts)
    assert read(body, [cut for cut in cuts if cut < len(body)]) == parts


@given(st.lists(st.binary(max_size=40), max_size=4))
def test_writer_tells_the_end_of_each_part_at_once_and_writes_the_same_body(parts: list[bytes]) -> None:
    writer, body = PartWriter(BOUNDARY), b""
    for number, part in enumerate(parts, start=1):
        body += writer.begins({"Content-Type": "application/dicom"}) + part + writer.ends()
        ended = [event for event in PartReader(BOUNDARY.encode()).feed(body) if isinstance(event, PartEnds)]
        assert len(ended) == number

    assert body + writer.closes() == written(parts)


@given(st.lists(contents, min_size=1, max_size=3), st.data())
def test_a_body_that_was_cut_off_is_never_whole(parts: list[bytes], data: st.DataObject) -> None:
    body = written([part.replace(BOUNDARY.encode(), b"") for part in parts])
    length = data.draw(st.integers(0, len(body) - len(b"--\r\n") - 1))
    reader = PartReader(BOUNDARY.encode())
    for _ in reader.feed(body[:length]):
        pass
    with pytest.raises(InputInvalid, match="cut off"):
        reader.finish()


def test_no_byte_of_a_part_is_copied() -> None:
    """An image comes in pieces of which the ends are of two parts; copying these was a tenth of the work."""
    body, reader = written([b"first" * 1000, b"second" * 1000]), PartReader(BOUNDARY.encode())
    assert [type(event) for event in reader.feed(body[:100])] == [PartBegins, PartData]
    rest = body[100:]
    pieces = [event.data for event in reader.feed(rest) if isinstance(event, PartData)]

    assert (b"first" * 1000).endswith(bytes(pieces[0]))
    assert bytes(pieces[1]) == b"second" * 1000
    assert all(isinstance(piece, memoryview) and piece.obj is rest for piece in pieces)


@pytest.mark.parametrize("cut", range(20))
def test_a_part_without_a_body_may_share_its_line_end_with_the_delimiter(cut: int) -> None:
    head = f"--{BOUNDARY}\r\nContent-Type: application/dicom\r\n".encode()
    body = head + f"\r\n--{BOUNDARY}--".encode()
    assert read(body, [len(head) + cut]) == [b""]


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(body: bytes) -> None:
    reader = PartReader(BOUNDARY.encode())
    try:
        for _ in reader.feed(b"--" + BOUNDARY.encode() + body):
            pass
        reader.finish()
    except InputInvalid:
        pass


def test_headers_without_end_are_refused_and_not_kept() -> None:
    reader = PartReader(BOUNDARY.encode())
    with pytest.raises(InputInvalid, match="too long"):
        for _ in reader.feed(b"--" + BOUNDARY.encode() + b"\r\n" + b"a: b\r\n" * 5000):
            pass


@pytest.mark.parametrize(
    "content_type",
    [
        related(BOUNDARY, "application/dicom"),
        f"multipart/related; type=application/dicom; boundary={BOUNDARY}",
        f'Multipart/Related;boundary="{BOUNDARY}";type="application/dicom"',
    ],
)
def test_the_boundary_is_read_quoted_or_not(content_type: str) -> None:
    assert boundary_of(content_type) == BOUNDARY.encode()
    assert media_type_parameters(content_type)["type"] == "application/dicom"


@pytest.mark.parametrize(
    "content_type", ["application/dicom", "multipart/related", 'multipart/related; boundary=""']
)
def test_without_a_boundary_nothing_is_read(content_type: str) -> None:
    with pytest.raises(InputInvalid):
        boundary_of(content_type)
