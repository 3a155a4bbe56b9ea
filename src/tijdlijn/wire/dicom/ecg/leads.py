"""What the leads of an electrocardiogram are called, and in what they are measured.

Standard: DICOM PS3.16 CID 3001 (ECG leads); ISO/IEEE 11073-10101 (codes of leads, MDC); SCP-ECG (EN 1064)
5.6.3-9; UCUM.
"""

from typing import Final

from tijdlijn.wire.dicom.structured.coded import Coded

_NUMBERS: Final = {
    **{"1": "I", "2": "II", "61": "III", "62": "aVR", "63": "aVL", "64": "aVF"},
    **{str(number + 2): f"V{number}" for number in range(1, 7)},
}
"""The numbers of SCP-ECG; MDC has the same behind its `2:`."""

_MILLIVOLTS: Final = {"nV": 1e-6, "uV": 1e-3, "µV": 1e-3, "mV": 1.0, "V": 1e3}


def lead_name(label: str | None, source: Coded | None) -> str:
    """Give the short name of a lead where its code is known, else its label, else what the code means."""
    known = _NUMBERS.get(source.value.removeprefix("5.6.3-9-").removeprefix("2:")) if source else None
    if known is not None:
        return known
    return (label or (source.says if source else "") or "?").removeprefix("Lead ")


def millivolts_each(unit: Coded | None) -> float | None:
    """How many millivolts one of this unit is; `None` for what is no voltage, or not stated."""
    return _MILLIVOLTS.get(unit.value) if unit is not None else None
