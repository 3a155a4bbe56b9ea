"""What `rendered` answers for the page alone, of what is no picture, made by the product's own code."""

from pydicom import dcmread
from pydicom.filebase import DicomBytesIO

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.ecg import ECG_CLASSES, ecg_drawing, read_recording
from tijdlijn.wire.dicom.film import FilmReader, film_type
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.sop_classes import ObjectKind, kind_of
from tijdlijn.wire.dicom.structured import Theme, read_document, report_page

THEMES: dict[str, Theme] = {"light": "light", "dark": "dark", "dim": "dim"}
Answer = tuple[int, str, bytes]


def rendered(head: Part10Head, file: bytes, theme: str | None) -> Answer:
    """Give the readable form of an instance, 406 for what has none, 502 for what cannot be read."""
    kind = kind_of(head.sop_class_uid, head.transfer_syntax_uid)
    try:
        if kind in (ObjectKind.REPORT, ObjectKind.KEY_OBJECTS):
            return (
                200,
                "text/html; charset=utf-8",
                report_page(read_document(head), "nl", {}, THEMES.get(theme or "")),
            )
        if head.sop_class_uid in ECG_CLASSES:
            return 200, "image/svg+xml", ecg_drawing(read_recording(head), "nl")
    except InputInvalid:
        return 502, "text/plain", b""
    if kind is ObjectKind.DOCUMENT:
        return 200, "application/pdf", dcmread(DicomBytesIO(file)).EncapsulatedDocument
    if kind is ObjectKind.VIDEO:
        film = FilmReader(head.pixel_at or 0).feed(file)
        return 200, film_type(film, head.transfer_syntax_uid), film
    return 406, "text/plain", b""
