"""What our page says around a structured document, in Dutch and in English.

The document's own words stay in its own language.
"""

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["nl", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """Every word that is ours."""

    decimal: str
    report: str
    key_objects: str
    patient: str
    born: str
    made: str
    partial: str
    unverified: str
    preliminary: str
    verified_by: str
    not_whole: str
    no_value: str
    unknown: str
    measurement: str
    value: str
    details: str
    group: str
    irradiations: str
    everything: str
    see: str
    image: str
    series: str
    frames: str
    segments: str
    elsewhere: str
    objects: str
    points: str
    row: str
    shapes: dict[str, str]
    times: dict[str, str]


_NL: Final = Words(
    decimal=",",
    report="Gestructureerd verslag",
    key_objects="Gemarkeerde beelden",
    patient="Patiënt volgens dit bestand",
    born="geboren",
    made="Gemaakt",
    partial="Dit verslag is volgens het bestand niet af.",
    unverified="Niet bekrachtigd volgens het bestand.",
    preliminary="Voorlopig verslag volgens het bestand.",
    verified_by="Bekrachtigd door",
    not_whole="Dit verslag is te groot om hier heel te tonen. Er ontbreekt iets aan het eind; haal het "
    "bestand op om alles te lezen.",
    no_value="geen waarde",
    unknown="soort gegeven dat hier niet getoond kan worden",
    measurement="Meting",
    value="Waarde",
    details="Bijzonderheden",
    group="Meetgroep",
    irradiations="Bestralingen in dit onderzoek",
    everything="Alles uit dit verslag",
    see="zie",
    image="beeld",
    series="serie",
    frames="frame",
    segments="segment",
    elsewhere="niet in dit onderzoek, of er niet meer",
    objects="objecten",
    points="punten",
    row="Rij",
    shapes={
        "POINT": "punt",
        "MULTIPOINT": "punten",
        "POLYLINE": "lijn",
        "POLYGON": "veelhoek",
        "CIRCLE": "cirkel",
        "ELLIPSE": "ellips",
        "ELLIPSOID": "ellipsoïde",
    },
    times={
        "POINT": "tijdstip",
        "MULTIPOINT": "tijdstippen",
        "SEGMENT": "tijdvak",
        "MULTISEGMENT": "tijdvakken",
        "BEGIN": "vanaf",
        "END": "tot",
    },
)
_EN: Final = Words(
    decimal=".",
    report="Structured report",
    key_objects="Key images",
    patient="Patient according to this file",
    born="born",
    made="Made",
    partial="According to the file this report is not finished.",
    unverified="Not verified, according to the file.",
    preliminary="Preliminary report, according to the file.",
    verified_by="Verified by",
    not_whole="This report is too large to be shown here whole. Something is missing at its end; get the "
    "file to read all of it.",
    no_value="no value",
    unknown="kind of content that cannot be shown here",
    measurement="Measurement",
    value="Value",
    details="Details",
    group="Measurement group",
    irradiations="Irradiations in this study",
    everything="Everything in this report",
    see="see",
    image="image",
    series="series",
    frames="frame",
    segments="segment",
    elsewhere="not in this study, or no longer there",
    objects="objects",
    points="points",
    row="Row",
    shapes={
        "POINT": "point",
        "MULTIPOINT": "points",
        "POLYLINE": "line",
        "POLYGON": "polygon",
        "CIRCLE": "circle",
        "ELLIPSE": "ellipse",
        "ELLIPSOID": "ellipsoid",
    },
    times={
        "POINT": "moment",
        "MULTIPOINT": "moments",
        "SEGMENT": "period",
        "MULTISEGMENT": "periods",
        "BEGIN": "from",
        "END": "until",
    },
)
WORDS: Final[dict[Language, Words]] = {"nl": _NL, "en": _EN}
