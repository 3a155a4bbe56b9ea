"""One element of a data set, as it was read: values stay bytes, numbers always in little endian.

Standard: DICOM PS3.5 §7.1 (data elements).
"""

from collections.abc import Mapping
from typing import NamedTuple


class Element(NamedTuple):
    """One element: its value representation, and its bytes or its items."""

    vr: str
    value: "bytes | tuple[Header, ...]"

    @property
    def data(self) -> bytes:
        """The bytes; of a sequence none."""
        return self.value if isinstance(self.value, bytes) else b""

    @property
    def items(self) -> "tuple[Header, ...]":
        """The items; of anything but a sequence none."""
        return () if isinstance(self.value, bytes) else self.value


Header = Mapping[int, Element]
"""A data set in the order of the file: tag as a number, `0x00100020`, to its element."""
