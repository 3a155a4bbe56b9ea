"""A structured document as a whole: whose it is, how settled, and its content tree.

Standard: DICOM PS3.3 C.17.1 (series), C.17.2 (SR Document General Module), C.17.6 (Key Object Document).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.structured.content import ContentItem, ContentReader
from tijdlijn.wire.dicom.structured.values import Reference


@dataclass(frozen=True, slots=True)
class Verification:
    """Who vouches for a document: name (PN), organisation and moment (DT), each perhaps absent."""

    name: str | None
    organisation: str | None
    moment: str | None


@dataclass(frozen=True, slots=True)
class StructuredDocument:
    """What was read. Dates, times and names are as DICOM writes them; what is absent is `None`.

    `is_whole` is false where the file holds more than was read.
    """

    root: ContentItem
    is_whole: bool
    sop_class_uid: str
    patient_name: str | None
    birth_date: str | None
    institution: str | None
    content_date: str | None
    content_time: str | None
    completion: str | None
    verification: str | None
    preliminary: str | None
    verifiers: tuple[Verification, ...]

    def references(self) -> Iterator[Reference]:
        """Everything that the document points at, in order."""
        for item in (self.root, *self.root.below()):
            if isinstance(item.value, Reference):
                yield item.value


def read_document(head: Part10Head) -> StructuredDocument:
    """Read a structured report or a key object selection from the head of its file.

    Raises:
        InputInvalid: it has no content tree.
    """
    source = HeaderAttributes(head.header)
    reader = ContentReader()
    root = reader.read(source)
    if root.concept is None and not root.children:
        raise InputInvalid("a structured document without content")
    return StructuredDocument(
        root=root,
        is_whole=reader.is_whole and not head.is_cut_off,
        sop_class_uid=head.sop_class_uid,
        patient_name=text(source, at.PATIENT_NAME),
        birth_date=text(source, at.BIRTH_DATE),
        institution=text(source, at.INSTITUTION_NAME),
        content_date=text(source, 0x00080023),
        content_time=text(source, 0x00080033),
        completion=text(source, 0x0040A491),
        verification=text(source, 0x0040A493),
        preliminary=text(source, 0x0040A496),
        verifiers=tuple(
            Verification(text(one, 0x0040A075), text(one, 0x0040A027), text(one, 0x0040A030))
            for one in source.items(0x0040A073)[:20]
        ),
    )
