"""The content tree of a structured document: items, each with a name, a value and what stands under it.

An item that points at another by its place is not followed: the place stays a place, so that a document whose
items point at each other in a circle ends like any other. Trees deeper than the reader of files allows never
get here; more items than `MAX_ITEMS` are not read, and that is said.

Standard: DICOM PS3.3 C.17.3.2 (document relationships), C.18 (content items), Table C.17.3.2.4.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.structured.coded import Coded, read_coded
from tijdlijn.wire.dicom.structured.values import Value, read_value

MAX_ITEMS: Final = 20_000

_CONTENT: Final = 0x0040A730
_RELATIONSHIP: Final = 0x0040A010
_VALUE_TYPE: Final = 0x0040A040
_CONCEPT: Final = 0x0040A043
_REFERENCED_ITEM: Final = 0x0040DB73

Place = tuple[int, ...]
"""Where an item stands: 1 for the root, (1, 2) for its second child. Standard: C.17.3.2.5."""


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One item. `concept` is its name, `target` the place that it points at instead of having a value."""

    place: Place
    relationship: str
    value_type: str
    concept: Coded | None
    value: Value
    target: Place | None = None
    children: tuple["ContentItem", ...] = ()

    def is_named(self, *codes: str) -> bool:
        """Whether its name is one of these codes of DICOM's own scheme."""
        return self.concept is not None and self.concept.is_dicom(*codes)

    def below(self) -> Iterator["ContentItem"]:
        """All items under this one, in order."""
        for child in self.children:
            yield child
            yield from child.below()


class ContentReader:
    """Reads one tree, up to `MAX_ITEMS` items; `is_whole` says afterwards whether that was all."""

    def __init__(self) -> None:
        self._left = MAX_ITEMS
        self.is_whole = True

    def read(self, source: HeaderAttributes, place: Place = (1,)) -> ContentItem:
        """Read the item that a data set holds, with everything under it."""
        self._left -= 1
        value_type = (text(source, _VALUE_TYPE) or "").upper()
        target = tuple(int(part) for part in source.numbers(_REFERENCED_ITEM)[:32])
        return ContentItem(
            place=place,
            relationship=(text(source, _RELATIONSHIP) or "").upper(),
            value_type=value_type,
            concept=read_coded(source.first_item(_CONCEPT)),
            value=read_value(source, value_type),
            target=target or None,
            children=tuple(self._children(source, place)),
        )

    def _children(self, source: HeaderAttributes, place: Place) -> Iterator[ContentItem]:
        for number, item in enumerate(source.items(_CONTENT), start=1):
            if self._left <= 0:
                self.is_whole = False
                return
            yield self.read(item, (*place, number))
