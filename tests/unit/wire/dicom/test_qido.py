"""Asking an archive for a patient's studies, and what its answers may look like."""

import json
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import AccessionNumber, Code, LocalPatientId, StudyInstanceUID
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import Availability, Study, StudyMoment
from tijdlijn.wire.dicom.anatomy import SNOMED
from tijdlijn.wire.dicom.qido import QidoPage, parse_studies, study_query

ARCHIVE = "2.999.1"


def element(vr: str, *values: object) -> dict[str, object]:
    return {"vr": vr, "Value": list(values)}


ANSWER: dict[str, object] = {
    "00080005": element("CS", "ISO_IR 192"),
    "00080020": element("DA", "20250911"),
    "00080030": element("TM", "103205.000"),
    "00080050": element("SH", "A-17"),
    "00080051": element("SQ", {"00400032": element("UT", "2.999.5")}),
    "00080056": element("CS", "NEARLINE"),
    "00080061": element("CS", "CT", "KO", "SR"),
    "00081030": element("LO", "CT abdomen"),
    "00080080": element("LO", "UMC Rijnmond"),
    "00180015": element("CS", "ABDOMEN"),
    "00081190": element("UR", "https://pacs.example/studies/1.2.3"),
    "00100010": element("PN", {"Alphabetic": "Test-Aneurysma^T.", "Ideographic": "試"}),
    "00100020": element("LO", "P-17"),
    "00100024": element("SQ", {"00400032": element("UT", "2.999.7")}),
    "00100030": element("DA", "19510314"),
    "00100040": element("CS", "F"),
    "0020000D": element("UI", "1.2.3"),
    "00201206": element("IS", 3),
    "00201208": element("IS", "412"),
}
STUDY = Study(
    study_uid=StudyInstanceUID("1.2.3"),
    moment=StudyMoment(date(2025, 9, 11), time(10, 32, 5)),
    modalities=("CT",),
    description="CT abdomen",
    region=Code(SNOMED, "818981001", "buik"),
    institution_name="UMC Rijnmond",
    accession=AccessionNumber("A-17", "2.999.5"),
    series_count=3,
    instance_count=412,
    availability=Availability.NEARLINE,
    demographics=Demographics("Test-Aneurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE),
)


def page(*answers: object, warning: str | None = None, default: str | None = ARCHIVE) -> QidoPage:
    return parse_studies(200, json.dumps(answers).encode(), warning=warning, default_issuer=default)


@pytest.mark.requirement("T2.2.dicomweb", "B34")
def test_an_answer_gives_all_that_it_says() -> None:
    (found,) = page(ANSWER).studies

    assert found.study == STUDY
    assert found.local_id == LocalPatientId("P-17", "2.999.7")


@pytest.mark.requirement("A15")
def test_an_answer_with_only_a_uid_is_a_study() -> None:
    (found,) = page({"0020000D": element("UI", "1.2.3")}).studies

    assert found.study == Study(study_uid=StudyInstanceUID("1.2.3"))
    assert found.local_id is None


@pytest.mark.requirement("B5")
@pytest.mark.parametrize(
    ("change", "default", "local_id"),
    [
        ({"00100024": None}, ARCHIVE, LocalPatientId("P-17", ARCHIVE)),
        ({"00100024": None, "00100021": element("LO", "ELDERS")}, ARCHIVE, LocalPatientId("P-17", "ELDERS")),
        ({"00100024": None}, None, None),
        ({"00100020": element("LO", "")}, ARCHIVE, None),
        ({"00100020": {"vr": "LO"}}, ARCHIVE, None),
    ],
)
def test_whose_study_it_is_comes_from_the_answer(
    change: dict[str, object], default: str | None, local_id: LocalPatientId | None
) -> None:
    (found,) = page(ANSWER | change, default=default).studies
    assert found.local_id == local_id


@pytest.mark.parametrize(
    ("status", "body"), [(204, b""), (200, b""), (200, b"[]"), (200, b" \n"), (204, b"x")]
)
def test_none_has_many_forms(status: int, body: bytes) -> None:
    assert parse_studies(status, body) == QidoPage((), 0, says_more=False)


@pytest.mark.requirement("B22")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize("status", [400, 403, 404, 413, 500, 503, 301, 206])
def test_an_error_is_never_none(status: int) -> None:
    with pytest.raises(InputInvalid):
        parse_studies(status, b"[]")


@pytest.mark.requirement("T2.6.nonsense-holder")
@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"0020000D": element("UI", "x")},
        {"0020000D": element("UI", 12)},
        {"0020000D": 7},
        7,
        None,
        [],
        "x",
    ],
)
def test_a_study_without_a_uid_is_counted_and_hides_no_other(bad: object) -> None:
    found = page(bad, ANSWER)

    if bad == {"0020000D": element("UI", 12)}:
        assert [one.study.study_uid.value for one in found.studies] == ["12", "1.2.3"]
        return
    assert found.unusable == 1
    assert [one.study for one in found.studies] == [STUDY]


@pytest.mark.parametrize(
    "odd",
    [
        {"00080020": element("DA", "yesterday")},
        {"00201208": element("IS", "many")},
        {"00201208": element("IS", 1.5)},
        {"00201208": element("IS", True)},
        {"00100010": element("PN", "Test^T.")},
        {"00100010": element("PN", {"Phonetic": "x"})},
        {"00080051": element("SQ", 7)},
        {"00080051": {"vr": "SQ", "Value": 7}},
        {"00080061": element("CS", None, "CT", {"a": 1})},
        {"00080056": 7},
    ],
)
def test_odd_values_are_absent_and_the_study_stays(odd: dict[str, object]) -> None:
    (found,) = page(ANSWER | odd).studies
    assert found.study.study_uid == STUDY.study_uid


@pytest.mark.requirement("T2.2.dicomweb")
@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    ("warning", "says_more"),
    [
        ('299 pacs "There are 20 additional results that can be requested"', True),
        ('110 proxy "stale", 299 pacs "There are 2 additional results"', True),
        ('110 proxy "stale"', False),
        (None, False),
    ],
)
def test_a_cut_answer_is_recognised(warning: str | None, says_more: bool) -> None:
    assert page(ANSWER, warning=warning).says_more is says_more


def test_the_question_names_the_number_and_the_page() -> None:
    query = dict(study_query(LocalPatientId("P 17&x", ARCHIVE), limit=100, offset=200))

    assert (query["PatientID"], query["limit"], query["offset"]) == ("P 17&x", "100", "200")
    assert {"00081030", "00100021", "00100024", "00080056"} <= set(query["includefield"].split(","))


@pytest.mark.requirement("B22")
def test_the_issuer_is_no_match_key_or_archives_without_it_would_find_nothing() -> None:
    names = {name for name, _ in study_query(LocalPatientId("P-17", ARCHIVE), limit=1, offset=0)}
    assert names == {"PatientID", "includefield", "limit", "offset"}


@pytest.mark.requirement("T3.5.counts")
@pytest.mark.parametrize(
    ("modalities", "image_count"), [(["CT"], 412), (["CT", "SR"], None), (["MR", "PR"], None), ([], None)]
)
def test_the_count_of_an_archive_is_of_images_only_where_there_is_nothing_else(
    modalities: list[str], image_count: int | None
) -> None:
    (found,) = page(ANSWER | {"00080061": element("CS", *modalities)}).studies
    assert (found.study.instance_count, found.study.image_count) == (412, image_count)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_a_count_or_absent(number: float) -> None:
    body = json.dumps([ANSWER | {"00201208": element("IS", number)}]).encode()
    try:
        (found,) = parse_studies(200, body).studies
    except InputInvalid:
        return
    assert found.study.instance_count is None or found.study.instance_count == number
