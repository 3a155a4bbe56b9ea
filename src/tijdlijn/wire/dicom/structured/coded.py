"""Codes with what they mean. Standard: DICOM PS3.3 §8.8 (Code Sequence Macro); PS3.16 §8."""

from dataclasses import dataclass
from typing import Final

from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes

_LONG_CODE: Final = 0x00080119
_URN_CODE: Final = 0x00080120


@dataclass(frozen=True, slots=True)
class Coded:
    """One code; what is absent is empty."""

    value: str
    scheme: str
    meaning: str

    @property
    def says(self) -> str:
        """What a reader reads: the meaning, or else the code with its scheme."""
        return self.meaning or " ".join(filter(None, (self.value, self.scheme)))

    def is_dicom(self, *codes: str) -> bool:
        """Whether it is one of these codes of DICOM's own scheme."""
        return self.scheme == "DCM" and self.value in codes


def read_coded(source: HeaderAttributes | None) -> Coded | None:
    """Read one item of a code sequence; `None` where there is none, or it says nothing."""
    if source is None:
        return None
    value = text(source, at.CODE_VALUE) or text(source, _LONG_CODE) or text(source, _URN_CODE) or ""
    meaning = text(source, at.CODE_MEANING) or ""
    return Coded(value, text(source, at.CODING_SCHEME) or "", meaning) if value or meaning else None
