"""What the file before had, so that a series of thousands is not read element by element each time."""

from typing import Final, NamedTuple

from tijdlijn.wire.dicom.element import Element


class Known(NamedTuple):
    """An element as it was read once, with the bytes in which it was written."""

    tag: int
    written: bytes
    element: Element


class ElementMemory:
    """Elements of the file before: in a series most stand the same in each file, and an element says itself
    where it ends, so that equal bytes are the same element. One memory is for one reader at a time.
    """

    MAX_BYTES: Final = 64 * 1024
    """A longer element is not worth comparing."""

    def __init__(self) -> None:
        self._known: dict[bytes, Known] = {}
        self._written_as: object = None

    def begin(self, written_as: object) -> None:
        """Say in which way the next file is written; what was written otherwise is forgotten."""
        if written_as != self._written_as:
            self._known.clear()
            self._written_as = written_as

    def known(self, view: memoryview, pos: int) -> Known | None:
        """Give the element at `pos` if it is written as the one of this tag was before."""
        known = self._known.get(bytes(view[pos : pos + 4]))
        if known is None or view[pos : pos + len(known.written)] != known.written:
            return None
        return known

    def keep(self, tag: int, written: memoryview, element: Element) -> None:
        """Remember an element that is read by itself, whatever stands before it."""
        if len(written) <= self.MAX_BYTES:
            self._known[bytes(written[:4])] = Known(tag, bytes(written), element)
