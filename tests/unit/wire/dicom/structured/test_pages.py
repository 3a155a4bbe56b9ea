"""Whole structured documents: tables of measurements and doses, key objects, how settled a document is."""

import re

import pytest
from pydicom import Dataset

from tests.lib.structured_files import (
    BASIC_TEXT,
    DOSE,
    KEY_OBJECTS,
    code,
    container,
    item,
    number_item,
    reference_item,
    structured_file,
    text_item,
)
from tests.unit.wire.dicom.structured.test_values import page_of
from tijdlijn.wire.dicom.structured.says import ObjectPlace


def rows_of(page: str) -> list[list[str]]:
    """The rows of all tables, cell by cell."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def lesion(name: str, *measurements: Dataset) -> Dataset:
    return container(
        code("Measurement Group", "125007", "DCM"),
        item("TEXT", code("Tracking Identifier", "112039", "DCM"), TextValue=name),
        item("UIDREF", code("Tracking Unique Identifier", "112040", "DCM"), UID="2.25.1"),
        item("CODE", code("Finding Site"), ConceptCodeSequence=[code("Lever")]),
        *measurements,
    )


@pytest.mark.requirement("T3.5.sr")
def test_measurements_of_lesions_are_one_table_with_a_name_above_each() -> None:
    derived = item(
        "CODE", code("Afleiding"), relationship="HAS CONCEPT MOD", ConceptCodeSequence=[code("Gemiddelde")]
    )
    page = page_of(
        structured_file(
            "Imaging Measurement Report",
            container(
                code("Imaging Measurements", "126010", "DCM"),
                lesion(
                    "Laesie 1",
                    number_item("Lengte", "23.4", "mm"),
                    number_item("Dichtheid", "41", "[hnsf'U]", derived),
                ),
                lesion("Laesie 2", number_item("Lengte", "8", "mm")),
            ),
        )
    )
    assert page.count("<table>") == 1
    assert rows_of(page) == [
        ["Meting", "Waarde", "Bijzonderheden"],
        ["Laesie 1 · Finding Site: Lever"],
        ["Lengte", "23,4 mm", ""],
        ["Dichtheid", "41 [hnsf&#x27;U]", "Afleiding: Gemiddelde"],
        ["Laesie 2 · Finding Site: Lever"],
        ["Lengte", "8 mm", ""],
    ]


def test_measurements_that_stand_together_are_a_table_and_one_alone_a_sentence() -> None:
    page = page_of(
        structured_file(
            "Echo",
            container("Linker ventrikel", number_item("EF", "55", "%"), number_item("Massa", "120", "g")),
            container("Rechter ventrikel", number_item("TAPSE", "22", "mm")),
        )
    )
    assert rows_of(page)[1:] == [["EF", "55 %", ""], ["Massa", "120 g", ""]]
    assert "<p><b>TAPSE:</b> 22 mm</p>" in page


@pytest.mark.requirement("T3.5.sr")
def test_a_dose_report_begins_with_its_totals_and_one_row_for_each_irradiation() -> None:
    def acquisition(protocol: str, ctdi: str, dlp: str) -> Dataset:
        return container(
            code("CT Acquisition", "113819", "DCM"),
            item("TEXT", code("Protocol", "125203", "DCM"), TextValue=protocol),
            container(
                code("CT Dose", "113829", "DCM"),
                number_item(code("CTDIvol", "113830", "DCM"), ctdi, "mGy"),
                number_item(code("DLP", "113838", "DCM"), dlp, "mGy.cm"),
            ),
        )

    page = page_of(
        structured_file(
            "X-Ray Radiation Dose Report",
            container(
                code("CT Accumulated Dose Data", "113811", "DCM"),
                number_item("Totaal DLP", "650", "mGy.cm"),
            ),
            acquisition("Topogram", "0.1", "5"),
            acquisition("Buik", "9.8", "645"),
            sop_class=DOSE,
        )
    )
    summary, everything = page.split("<details>")
    assert "Totaal DLP:</b> 650 mGy·cm" in summary
    assert rows_of(summary) == [
        ["Protocol", "CTDIvol", "DLP"],
        ["Topogram", "0,1 mGy", "5 mGy·cm"],
        ["Buik", "9,8 mGy", "645 mGy·cm"],
    ]
    assert everything.count("CT Acquisition") == 2


@pytest.mark.requirement("T3.5.key-objects")
def test_a_key_object_selection_says_which_images_were_marked_and_why() -> None:
    file = structured_file(
        "Of Interest",
        item("TEXT", code("Key Object Description", "113012", "DCM"), TextValue="Aneurysma op twee hoogten."),
        *[reference_item("IMAGE", uid) for uid in ("2.25.7", "2.25.8", "2.25.9")],
        sop_class=KEY_OBJECTS,
    )
    places = {uid: ObjectPlace(4, "Axiaal", number) for number, uid in ((31, "2.25.7"), (44, "2.25.8"))}
    page = page_of(file, places=places)
    assert "Gemarkeerde beelden" in page
    assert "<h1>Of Interest</h1>" in page
    assert "Aneurysma op twee hoogten." in page
    assert re.findall(r"<li>(.*?)</li>", page) == [
        "serie 4 (Axiaal) · beeld 31 · CT Image",
        "serie 4 (Axiaal) · beeld 44 · CT Image",
        "CT Image · niet in dit onderzoek, of er niet meer",
    ]


@pytest.mark.requirement("T3.5.sr")
@pytest.mark.hazard("H10")
def test_a_document_says_whose_it_is_and_what_is_doubtful_about_it() -> None:
    verifier = Dataset()
    verifier.VerifyingObserverName, verifier.VerifyingOrganization = "Test-Radioloog^B.^^dr.", "Zorg"
    verifier.VerificationDateTime = "20260314110800"
    doubtful = page_of(
        structured_file(
            "Verslag",
            text_item("Bevinding", "x"),
            sop_class=BASIC_TEXT,
            CompletionFlag="PARTIAL",
            VerificationFlag="UNVERIFIED",
            PreliminaryFlag="PRELIMINARY",
        )
    )
    for warning in ("niet af", "Voorlopig verslag", "Niet bekrachtigd"):
        assert re.search(f'<p class="warn">[^<]*{warning}', doubtful)
    assert "Patiënt volgens dit bestand: Test-Aneurysma, T., geboren 14-03-1951" in doubtful
    assert "Basic Text SR · Gemaakt 14-03-2026 11:05:00 · Ziekenhuis Fryslân" in doubtful
    settled = page_of(
        structured_file(
            "Verslag",
            text_item("Bevinding", "x"),
            CompletionFlag="COMPLETE",
            VerificationFlag="VERIFIED",
            VerifyingObserverSequence=[verifier],
        ),
        "en",
    )
    assert 'class="warn"' not in settled
    assert "Verified by Test-Radioloog, dr. B. · Zorg · 14 Mar 2026 11:08:00" in settled


@pytest.mark.parametrize("charset", ["ISO_IR 100", "ISO_IR 192", "ISO_IR 144"])
def test_a_document_is_read_in_its_own_character_set(charset: str) -> None:
    text = (
        "Привет" if charset == "ISO_IR 144" else "Fryslân – ëén" if charset == "ISO_IR 192" else "Fryslân ëén"
    )
    file = structured_file(
        "Verslag", text_item("Bevinding", text), SpecificCharacterSet=charset, InstitutionName="Z"
    )
    assert f"<b>Bevinding:</b> {text}" in page_of(file)
