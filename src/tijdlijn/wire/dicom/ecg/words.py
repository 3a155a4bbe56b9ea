"""What our drawing of an ECG says, in Dutch and in English."""

from dataclasses import dataclass
from typing import Final

from tijdlijn.wire.dicom.structured.words import Language


@dataclass(frozen=True, slots=True)
class Words:
    """Every word that is ours. Sentences with `{}` take what stands behind them."""

    title: str
    patient: str
    born: str
    recorded: str
    filters: str
    no_filters: str
    notch: str
    uncalibrated: str
    uncalibrated_mark: str
    not_whole: str
    part: str
    clipped: str
    device: str
    no_name: str


_NL: Final = Words(
    title="Electrocardiogram",
    patient="Patiënt volgens dit bestand",
    born="geboren",
    recorded="opgenomen",
    filters="filter {} Hz",
    no_filters="filter niet opgegeven",
    notch="netfilter {} Hz",
    uncalibrated="Let op: van {} is de ijking niet opgegeven. De hoogte van het signaal zegt daar niets.",
    uncalibrated_mark="geen ijking",
    not_whole="Let op: het bestand bevat minder dan het aankondigt of meer dan hier past. Signaal ontbreekt.",
    part="Getoond: de eerste {} s van {} s.",
    clipped="afgekapt",
    device="Volgens het apparaat, niet beoordeeld:",
    no_name="niet opgegeven",
)
_EN: Final = Words(
    title="Electrocardiogram",
    patient="Patient according to this file",
    born="born",
    recorded="recorded",
    filters="filter {} Hz",
    no_filters="filter not stated",
    notch="mains filter {} Hz",
    uncalibrated="Note: the calibration of {} is not stated. The height of that signal says nothing.",
    uncalibrated_mark="no calibration",
    not_whole="Note: the file holds less than it announces, or more than fits here. Signal is missing.",
    part="Shown: the first {} s of {} s.",
    clipped="cut off",
    device="According to the device, not reviewed:",
    no_name="not stated",
)
WORDS: Final[dict[Language, Words]] = {"nl": _NL, "en": _EN}
