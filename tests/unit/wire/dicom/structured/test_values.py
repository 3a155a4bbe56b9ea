"""Every value type of a structured document, as a reader finds it on the page."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from pydicom import Dataset

from tests.lib.structured_files import (
    code,
    container,
    item,
    number_item,
    reference_item,
    structured_file,
    text_item,
)
from tijdlijn.wire.dicom.part10 import Part10Head, read_head
from tijdlijn.wire.dicom.structured import read_document, report_page
from tijdlijn.wire.dicom.structured.says import ObjectPlace
from tijdlijn.wire.dicom.structured.words import Language


def page_of(file: bytes, language: Language = "nl", places: Mapping[str, ObjectPlace] | None = None) -> str:
    head = read_head(file, total_bytes=len(file))
    assert isinstance(head, Part10Head)
    return report_page(read_document(head), language, places or {}).decode()


def said(*items: Dataset, language: Language = "nl", places: Mapping[str, ObjectPlace] | None = None) -> str:
    """What the page says under its header, with one space between its parts."""
    page = page_of(structured_file("Verslag", *items), language, places)
    body = page.partition("</header>")[2].partition("</body>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))).strip()


def measured(**value: object) -> Dataset:
    made = Dataset()
    for keyword, one in value.items():
        setattr(made, keyword, one)
    return made


LENGTH = code("Lengte")


@pytest.mark.requirement("T3.5.sr")
@pytest.mark.parametrize(
    ("content", "nl", "en"),
    [
        (text_item("Bevinding", "Geen vocht."), "Bevinding: Geen vocht.", None),
        (item("CODE", code("Zijde"), ConceptCodeSequence=[code("links")]), "Zijde: links", None),
        (
            item("CODE", code("Zijde"), ConceptCodeSequence=[code("", "7771000", "SCT")]),
            "Zijde: 7771000 SCT",
            None,
        ),
        (number_item("Lengte", "12.5", "mm"), "Lengte: 12,5 mm", "Lengte: 12.5 mm"),
        (number_item("Oppervlak", "-3e2", "mm2"), "Oppervlak: -3e2 mm²", None),
        (number_item("DLP", "512", "mGy.cm"), "DLP: 512 mGy·cm", None),
        (number_item("Aantal", "3", "{events}"), "Aantal: 3 events", None),
        (number_item("Verhouding", "0.8", "1"), "Verhouding: 0,8", "Verhouding: 0.8"),
        (number_item("Breedte", "4", "millimeter", scheme="99TEST"), "Breedte: 4 millimeter", None),
        (item("NUM", LENGTH, MeasuredValueSequence=[]), "Lengte: geen waarde", "Lengte: no value"),
        (
            item("NUM", LENGTH, NumericValueQualifierCodeSequence=[code("niet te meten")]),
            "Lengte: niet te meten",
            None,
        ),
        (
            item("NUM", LENGTH, MeasuredValueSequence=[measured(FloatingPointValue=1.25)]),
            "Lengte: 1,25",
            "Lengte: 1.25",
        ),
        (item("DATE", code("Dag"), Date="20260314"), "Dag: 14-03-2026", "Dag: 14 Mar 2026"),
        (item("TIME", code("Tijd"), Time="104530.25"), "Tijd: 10:45:30", None),
        (
            item("DATETIME", code("Begin"), DateTime="20260314104530.5+0100"),
            "Begin: 14-03-2026 10:45:30 +01:00",
            "Begin: 14 Mar 2026 10:45:30 +01:00",
        ),
        (item("DATETIME", code("Begin"), DateTime="202603"), "Begin: 03-2026", "Begin: Mar 2026"),
        (item("PNAME", code("Arts"), PersonName="Test-Arts^S.^^dr."), "Arts: Test-Arts, dr. S.", None),
        (item("UIDREF", code("Meting"), UID="2.25.77"), "Meting: 2.25.77", None),
        (
            reference_item("IMAGE", "2.25.9", concept=code("Bron")),
            "Bron: CT Image · niet in dit onderzoek, of er niet meer",
            "Bron: CT Image · not in this study, or no longer there",
        ),
        (
            reference_item("COMPOSITE", "2.25.9", sop_class="1.2.840.10008.5.1.4.1.1.88.11"),
            "Basic Text SR · niet in dit onderzoek, of er niet meer",
            "Basic Text SR · not in this study, or no longer there",
        ),
        (
            reference_item("WAVEFORM", "2.25.9", sop_class="1.2.840.10008.5.1.4.1.1.9.1.1"),
            "12-lead ECG Waveform · niet in dit onderzoek, of er niet meer",
            "12-lead ECG Waveform · not in this study, or no longer there",
        ),
        (
            item("SCOORD", code("Pad"), GraphicType="POLYLINE", GraphicData=[1.0, 2.0, 3.0, 4.0]),
            "Pad: lijn, 2 punten",
            "Pad: line, 2 points",
        ),
        (
            item("SCOORD3D", code("Plek"), GraphicType="POINT", GraphicData=[1.0, 2.0, 3.0]),
            "Plek: punt",
            "Plek: point",
        ),
        (
            item("TCOORD", code("Duur"), TemporalRangeType="SEGMENT", ReferencedTimeOffsets=["0.5", "1.5"]),
            "Duur: tijdvak 0,5 s, 1,5 s",
            "Duur: period 0.5 s, 1.5 s",
        ),
        (
            item("TCOORD", code("Duur"), TemporalRangeType="POINT", ReferencedSamplePositions=[7]),
            "Duur: tijdstip #7",
            "Duur: moment #7",
        ),
        (
            container("Conclusie", text_item("Advies", "Controle.")),
            "Conclusie Advies: Controle.",
            None,
        ),
        (
            item("HOLOGRAM", code("Nieuw")),
            "Nieuw: [soort gegeven dat hier niet getoond kan worden: HOLOGRAM]",
            "Nieuw: [kind of content that cannot be shown here: HOLOGRAM]",
        ),
        (item("TEXT", code("Leeg")), "Leeg: geen waarde", "Leeg: no value"),
    ],
)
def test_each_value_type_is_said_in_words(content: Dataset, nl: str, en: str | None) -> None:
    assert said(content) == nl
    assert said(content, language="en") == (en or nl)


@pytest.mark.requirement("T3.5.sr")
def test_an_image_is_named_by_the_numbers_of_its_series_and_its_own() -> None:
    places = {"2.25.9": ObjectPlace(3, "Axiaal 1 mm", 12)}
    pointing = reference_item("IMAGE", "2.25.9", ReferencedFrameNumber=[2, 5], concept=code("Bron"))
    assert said(pointing, places=places) == "Bron: serie 3 (Axiaal 1 mm) · beeld 12 · CT Image · frame 2, 5"
    assert "series ? · image ?" in said(
        pointing, language="en", places={"2.25.9": ObjectPlace(None, None, None)}
    )


@pytest.mark.requirement("T3.5.sr")
def test_what_qualifies_a_value_stands_under_it() -> None:
    finding = text_item(
        "Bevinding", "Massa.", item("CODE", code("Zijde"), ConceptCodeSequence=[code("links")])
    )
    page = page_of(structured_file("Verslag", finding))
    assert '<p><b>Bevinding:</b> Massa.</p><div class="within"><p><b>Zijde:</b> links</p></div>' in page


def test_a_long_text_keeps_its_lines() -> None:
    page = page_of(structured_file("Verslag", text_item("Verslag", "Eerste regel.\r\n\r\n\tTweede regel.")))
    assert '<p class="text">Eerste regel.\n\n    Tweede regel.</p>' in page


@pytest.mark.requirement("T3.5.sr")
def test_a_table_has_its_rows_and_columns() -> None:
    def defined(number: str, place: int, name: str) -> Dataset:
        return measured(**{number: place, "ConceptNameCodeSequence": [code(name)]})

    def cell(row: int, column: int, **value: object) -> Dataset:
        return measured(TableRowNumber=row, TableColumnNumber=column, **value)

    table = measured(
        NumberOfTableRows=2,
        NumberOfTableColumns=2,
        TableRowDefinitionSequence=[
            defined("TableRowNumber", 1, "Links"),
            defined("TableRowNumber", 2, "Rechts"),
        ],
        TableColumnDefinitionSequence=[
            defined("TableColumnNumber", 2, "Oordeel"),
            defined("TableColumnNumber", 1, "Maat"),
        ],
        CellValuesSequence=[
            cell(1, 1, SelectorAttributeVR="FD", SelectorFDValue=[1.5]),
            cell(2, 2, SelectorAttributeVR="SQ", SelectorCodeSequenceValue=[code("normaal")]),
            cell(2, 1, SelectorAttributeVR="LO", SelectorLOValue="groot"),
            cell(4_000_000_000, 1, SelectorAttributeVR="LO", SelectorLOValue="ver weg"),
        ],
    )
    says = said(item("TABLE", code("Maten"), TabulatedValuesSequence=[table]))
    assert says.startswith("Maten: Maat Oordeel Links 1.5 Rechts groot normaal")
    assert "te groot" in says
    assert "ver weg" not in says
