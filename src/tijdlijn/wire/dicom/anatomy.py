"""Body parts: from DICOM's terms to SNOMED CT codes with a Dutch word for the screen.

The defined terms of Body Part Examined are not codes; DICOM itself gives each a SNOMED CT code. What is not
in this table stays unknown, and unknown stays visible under every region filter (B35). Standard: DICOM PS3.16
Annex L, Table L-1.
"""

from typing import Final

from tijdlijn.domain.identifiers import Code

SNOMED: Final = "http://snomed.info/sct"
_SNOMED_SCHEMES: Final = frozenset({"SCT", "2.16.840.1.113883.6.96"})

BODY_PARTS: Final = {
    "ABDOMEN": ("818981001", "buik"),
    "ABDOMENPELVIS": ("818982008", "buik en bekken"),
    "ANKLE": ("70258002", "enkel"),
    "AORTA": ("15825003", "aorta"),
    "ARM": ("40983000", "bovenarm"),
    "BRAIN": ("12738006", "hersenen"),
    "BREAST": ("76752008", "mamma"),
    "CAROTID": ("69105007", "halsslagader"),
    "CHEST": ("816094009", "thorax"),
    "CHESTABDOMEN": ("416550000", "thorax en buik"),
    "CHESTABDPELVIS": ("416775004", "thorax, buik en bekken"),
    "CLAVICLE": ("51299004", "sleutelbeen"),
    "COCCYX": ("64688005", "stuitje"),
    "CSPINE": ("122494005", "cervicale wervelkolom"),
    "EAR": ("117590005", "oor"),
    "ELBOW": ("16953009", "elleboog"),
    "EYE": ("81745001", "oog"),
    "FEMUR": ("71341001", "femur"),
    "FINGER": ("7569003", "vinger"),
    "FOOT": ("56459004", "voet"),
    "HAND": ("85562004", "hand"),
    "HEAD": ("69536005", "hoofd"),
    "HEADNECK": ("774007", "hoofd-hals"),
    "HEART": ("80891009", "hart"),
    "HIP": ("29836001", "heup"),
    "HUMERUS": ("85050009", "humerus"),
    "JAW": ("661005", "kaak"),
    "KIDNEY": ("64033007", "nier"),
    "KNEE": ("72696002", "knie"),
    "LEG": ("30021000", "onderbeen"),
    "LIVER": ("10200004", "lever"),
    "LSPINE": ("122496007", "lumbale wervelkolom"),
    "LUNG": ("39607008", "long"),
    "NECK": ("45048000", "hals"),
    "PANCREAS": ("15776009", "pancreas"),
    "PELVIS": ("816092008", "bekken"),
    "PROSTATE": ("41216001", "prostaat"),
    "RIB": ("113197003", "rib"),
    "SACRUM": ("54735007", "heiligbeen"),
    "SHOULDER": ("16982005", "schouder"),
    "SKULL": ("89546000", "schedel"),
    "SPINE": ("421060004", "wervelkolom"),
    "SSPINE": ("54735007", "heiligbeen"),
    "THIGH": ("68367000", "bovenbeen"),
    "THYROID": ("69748006", "schildklier"),
    "TOE": ("29707007", "teen"),
    "TSPINE": ("122495006", "thoracale wervelkolom"),
    "UTERUS": ("35039007", "uterus"),
    "WHOLEBODY": ("38266002", "hele lichaam"),
    "WRIST": ("74670003", "pols"),
}
"""Body Part Examined → SNOMED CT code and Dutch word. The codes are those that pydicom publishes too."""

_DUTCH: Final = {code: word for code, word in BODY_PARTS.values()}


def region_of_body_part(term: str | None) -> Code | None:
    """The region of a defined term, or `None`; case, spaces and hyphens do not count."""
    found = BODY_PARTS.get("".join(filter(str.isalnum, term or "")).upper())
    return Code(SNOMED, *found) if found else None


def region_of_code(scheme: str | None, value: str | None, meaning: str | None) -> Code | None:
    """The region of a coded item, with our Dutch word or else the source's own; `None` for other schemes."""
    if scheme not in _SNOMED_SCHEMES or not value:
        return None
    return Code(SNOMED, value, _DUTCH.get(value, meaning))
