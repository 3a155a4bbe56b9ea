"""The head of a file that comes in pieces: read as often as its size doubles, not once a piece."""

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from pydicom import dcmread
from pydicom.filewriter import dcmwrite

from tests.lib.structured_files import structured_file, text_item
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID
from tijdlijn.ports import StoredInstance
from tijdlijn.services.timeline.images import files
from tijdlijn.services.timeline.images.files import coming_file
from tijdlijn.wire.dicom.part10 import read_head


def of_unknown_length(items: int) -> bytes:
    """A report whose tree does not say how long it is, so that only its end tells."""
    report = structured_file("Verslag", *[text_item("Maat", "x") for _ in range(items)])
    dataset = dcmread(BytesIO(report))
    dataset["ContentSequence"].is_undefined_length = True
    written = BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    return written.getvalue()


async def pieces(file: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(file), size):
        yield file[start : start + size]


@pytest.mark.requirement("T3.1.hostile")
async def test_a_large_header_in_small_pieces_is_not_read_anew_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file, read_bytes = of_unknown_length(600), 0

    def counted(buffer: bytearray, **settings: object) -> object:
        nonlocal read_bytes
        read_bytes += len(buffer)
        return read_head(buffer, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "read_head", counted)
    stored = StoredInstance(
        SopInstanceUID("2.25.1"), SeriesInstanceUID("2.25.2"), None, None, pieces(file, 500)
    )
    coming = await coming_file(stored, "holder")
    assert len(coming.head.header[0x0040A730].items) == 600
    assert read_bytes < 4 * len(file)
