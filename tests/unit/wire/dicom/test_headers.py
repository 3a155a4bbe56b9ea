"""One study from the headers of its files, with everything that archives get wrong."""

from datetime import date, time
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.tag import Tag
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import (
    AccessionNumber,
    Code,
    LocalPatientId,
    SopInstanceUID,
    StudyInstanceUID,
)
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import Availability, Laterality, Study, StudyMoment
from tijdlijn.wire.dicom.anatomy import SNOMED
from tijdlijn.wire.dicom.headers import patient_id_of, study_from_headers
from tijdlijn.wire.dicom.sop_classes import STORAGE

ARCHIVE = "2.999.1.2"


def item(**elements: str) -> Dataset:
    made = Dataset()
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    return made


def header(series: str = "1", instance: str = "1", /, **elements: object) -> Dataset:
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    made.StudyInstanceUID = "1.2.3"
    made.SeriesInstanceUID = f"1.2.3.{series}"
    made.SOPClassUID = f"{STORAGE}.2"
    made.SOPInstanceUID = f"1.2.3.{series}.{instance}"
    made.Modality = "CT"
    made.PatientID = "P-17"
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    return made


def written(dataset: Dataset, *, implicit: bool = False) -> Dataset:
    """The header as it is read back from a file: with raw, unconverted values."""
    file = BytesIO()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.2")
    dataset.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    dataset.save_as(file, enforce_file_format=True)
    file.seek(0)
    return dcmread(file)


FULL = header(
    StudyDate="20250911",
    StudyTime="103205",
    StudyDescription="CT abdomen – contrast",
    InstitutionName="UMC Rijnmond",
    AccessionNumber="A-17",
    IssuerOfAccessionNumberSequence=[item(UniversalEntityID="2.999.5", UniversalEntityIDType="ISO")],
    IssuerOfPatientIDQualifiersSequence=[item(UniversalEntityID="2.999.1", UniversalEntityIDType="ISO")],
    IssuerOfPatientID="RIJNMOND",
    PatientName="Test-Anëurysma^T.",
    PatientBirthDate="19510314",
    PatientSex="F",
    BodyPartExamined="ABDOMEN",
    Laterality="L",
    ProcedureCodeSequence=[
        item(CodeValue="241541005", CodingSchemeDesignator="SCT", CodeMeaning="CT abdomen")
    ],
)
FULL_STUDY = Study(
    study_uid=StudyInstanceUID("1.2.3"),
    moment=StudyMoment(date(2025, 9, 11), time(10, 32, 5)),
    modalities=("CT",),
    description="CT abdomen – contrast",
    procedure=Code(SNOMED, "241541005", "CT abdomen"),
    region=Code(SNOMED, "818981001", "buik"),
    laterality=Laterality.LEFT,
    institution_name="UMC Rijnmond",
    accession=AccessionNumber("A-17", "2.999.5"),
    series_count=1,
    instance_count=1,
    image_count=1,
    size_bytes=1000,
    availability=Availability.ONLINE,
    demographics=Demographics("Test-Anëurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE),
    instance_uids=(SopInstanceUID("1.2.3.1.1"),),
)


@pytest.mark.requirement("A14", "T2.2.folder")
@pytest.mark.parametrize("implicit", [False, True])
def test_a_file_gives_all_that_it_says(implicit: bool) -> None:
    read = written(FULL, implicit=implicit)

    assert study_from_headers([read], size_bytes=1000) == FULL_STUDY
    assert patient_id_of(read) == LocalPatientId("P-17", "2.999.1")


def test_a_data_set_in_memory_gives_the_same() -> None:
    assert study_from_headers([FULL], size_bytes=1000) == FULL_STUDY


@pytest.mark.requirement("B35", "A15")
def test_what_a_header_does_not_say_is_absent() -> None:
    bare = Dataset()
    bare.StudyInstanceUID = "1.2.3"

    assert study_from_headers([written(bare)]) == Study(
        study_uid=StudyInstanceUID("1.2.3"), series_count=1, instance_count=1, image_count=0
    )


@pytest.mark.requirement("B34", "B44")
def test_modalities_stand_in_order_and_documents_are_not_kinds() -> None:
    kinds = ["SR", "PT", "CT", "PT", "KO", "PR", "DOC", "CT"]
    headers = [header(str(number), Modality=kind) for number, kind in enumerate(kinds)]

    study = study_from_headers(headers)

    assert study.modalities == ("PT", "CT")
    assert (study.series_count, study.instance_count) == (8, 8)


@pytest.mark.requirement("T3.5.counts", "B34")
def test_reports_key_objects_and_presentation_states_are_counted_and_are_no_images() -> None:
    classes = [f"{STORAGE}.2"] * 2 + [f"{STORAGE}.88.67", f"{STORAGE}.88.59", f"{STORAGE}.11.1", "1.2.3"]
    headers = [header("1", str(number), SOPClassUID=uid) for number, uid in enumerate(classes, start=1)]

    study = study_from_headers([*headers, headers[0]])

    assert (study.instance_count, study.image_count) == (6, 2)


@pytest.mark.requirement("A22")
def test_the_same_instance_twice_counts_once() -> None:
    study = study_from_headers([header("1", "1"), header("1", "1"), header("1", "2"), header("2", "1")])
    assert (study.series_count, study.instance_count) == (2, 3)


@pytest.mark.parametrize(
    ("sides", "side"),
    [
        (["L", "L"], Laterality.LEFT),
        (["R", ""], Laterality.RIGHT),
        (["L", "R"], None),
        (["B"], Laterality.BOTH),
        (["B", "L"], None),
        (["U"], None),
        ([], None),
    ],
)
def test_a_side_is_stated_only_where_no_header_says_another(
    sides: list[str], side: Laterality | None
) -> None:
    headers = [header(str(number), ImageLaterality=text) for number, text in enumerate(sides)] or [header()]
    assert study_from_headers(headers).laterality is side


def test_the_images_own_side_weighs_more_than_the_series() -> None:
    assert study_from_headers([header(Laterality="L", ImageLaterality="R")]).laterality is Laterality.RIGHT


def test_the_first_header_that_says_something_counts() -> None:
    headers = [header("1"), header("2", StudyDescription="CT", StudyDate="20250911", StudyTime="1032")]
    study = study_from_headers(headers)
    assert (study.description, study.moment) == ("CT", StudyMoment(date(2025, 9, 11), time(10, 32)))


@pytest.mark.requirement("B35")
def test_a_coded_region_weighs_more_than_a_term() -> None:
    region = item(CodeValue="7832008", CodingSchemeDesignator="SCT", CodeMeaning="Abdominal aorta")
    study = study_from_headers([header(AnatomicRegionSequence=[region], BodyPartExamined="CHEST")])
    assert study.region == Code(SNOMED, "7832008", "Abdominal aorta")


def test_a_region_in_a_local_code_falls_back_to_the_term() -> None:
    region = item(CodeValue="X1", CodingSchemeDesignator="99LOKAAL", CodeMeaning="Buik")
    study = study_from_headers([header(AnatomicRegionSequence=[region], BodyPartExamined="CHEST")])
    assert study.region == Code(SNOMED, "816094009", "thorax")


@pytest.mark.requirement("B27")
def test_an_accession_number_without_issuer_has_none() -> None:
    assert study_from_headers([header(AccessionNumber="A-1")]).accession == AccessionNumber("A-1", None)


@pytest.mark.requirement("B5", "T2.3.local-numbers")
@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("elements", "default", "found"),
    [
        ({"IssuerOfPatientID": "RIJNMOND"}, ARCHIVE, LocalPatientId("P-17", "RIJNMOND")),
        ({}, ARCHIVE, LocalPatientId("P-17", ARCHIVE)),
        ({}, None, None),
        ({"PatientID": ""}, ARCHIVE, None),
        ({"PatientID": "  "}, ARCHIVE, None),
        (
            {"IssuerOfPatientIDQualifiersSequence": [item(UniversalEntityIDType="ISO")]},
            ARCHIVE,
            LocalPatientId("P-17", ARCHIVE),
        ),
        ({"IssuerOfPatientIDQualifiersSequence": []}, ARCHIVE, LocalPatientId("P-17", ARCHIVE)),
        ({"PatientID": "00017 "}, ARCHIVE, LocalPatientId("00017", ARCHIVE)),
    ],
)
def test_a_number_is_nothing_without_its_issuer(
    elements: dict[str, object], default: str | None, found: LocalPatientId | None
) -> None:
    assert patient_id_of(header(**elements), default_issuer=default) == found


@pytest.mark.requirement("T2.6.dicom")
@pytest.mark.parametrize("uid", [b"", b"abc", b"1" * 65, b"\xff"])
def test_a_header_without_a_uid_is_refused(uid: bytes) -> None:
    with pytest.raises(InputInvalid):
        study_from_headers([raw_header(StudyInstanceUID=uid)])


def test_of_several_uids_in_one_header_the_first_counts() -> None:
    study = study_from_headers([raw_header(StudyInstanceUID=b"1.2.3\\1.2.4x")])
    assert study.study_uid == StudyInstanceUID("1.2.3")


def test_no_header_and_headers_of_two_studies_are_refused() -> None:
    with pytest.raises(InputInvalid):
        study_from_headers([])
    with pytest.raises(InputInvalid):
        study_from_headers([header(), header(StudyInstanceUID="1.2.4")])


def raw_header(**values: bytes) -> Dataset:
    """A header as it stands in a file: bytes, whatever they are."""
    made = Dataset()
    reader = header(**dict.fromkeys(values))
    for element in reader:
        value = values.get(element.keyword, str(element.value or "").encode())
        if element.keyword == "SpecificCharacterSet" and "SpecificCharacterSet" not in values:
            continue
        made[element.tag] = RawDataElement(element.tag, element.VR, len(value), value, 0, False, True)
    return made


@pytest.mark.parametrize(
    ("character_set", "name", "read"),
    [
        (None, "Test-Anëurysma^T.".encode("latin-1"), "Test-Anëurysma, T."),
        (b"", "Test-Anëurysma^T.".encode("latin-1"), "Test-Anëurysma, T."),
        (b"ISO_IR 100", "Test-Anëurysma^T.".encode("latin-1"), "Test-Anëurysma, T."),
        (b"ISO_IR 192", "Test-Anëurysma^T.".encode(), "Test-Anëurysma, T."),
        (b"ISO_IR 999", "Test-Anëurysma^T.".encode("latin-1"), "Test-Anëurysma, T."),
        (b"ISO_IR 192", b"Test-An\xeburysma", "Test-An\N{REPLACEMENT CHARACTER}urysma"),
        (b"ISO 2022 IR 100", b"Test-An\x1b-A\xeburysma^T.", "Test-Anëurysma, T."),
        (b"ISO_IR 100", b"Test\x00^T.\x00", "Test, T."),
    ],
)
def test_a_name_is_read_in_the_files_character_set_and_else_as_latin_1(
    character_set: bytes | None, name: bytes, read: str
) -> None:
    values = {"PatientName": name}
    if character_set is not None:
        values["SpecificCharacterSet"] = character_set
    assert study_from_headers([raw_header(**values)]).demographics.name == read


def test_the_character_set_of_a_file_holds_inside_its_sequences() -> None:
    dataset = header(
        SpecificCharacterSet="ISO_IR 100",
        ProcedureCodeSequence=[item(CodeValue="1", CodingSchemeDesignator="SCT", CodeMeaning="écho")],
    )
    procedure = study_from_headers([written(dataset)]).procedure
    assert procedure is not None
    assert procedure.display == "écho"


TAGS = [
    ("SpecificCharacterSet", "CS"),
    ("StudyDate", "DA"),
    ("StudyTime", "TM"),
    ("AccessionNumber", "SH"),
    ("IssuerOfAccessionNumberSequence", "SQ"),
    ("Modality", "CS"),
    ("InstitutionName", "LO"),
    ("StudyDescription", "LO"),
    ("ProcedureCodeSequence", "SQ"),
    ("AnatomicRegionSequence", "SQ"),
    ("PatientName", "PN"),
    ("PatientID", "LO"),
    ("IssuerOfPatientIDQualifiersSequence", "SQ"),
    ("PatientBirthDate", "DA"),
    ("PatientSex", "CS"),
    ("BodyPartExamined", "CS"),
    ("SeriesInstanceUID", "UI"),
    ("SOPInstanceUID", "UI"),
    ("Laterality", "CS"),
    ("ImageLaterality", "CS"),
]


@pytest.mark.requirement("T2.6.dicom")
@settings(max_examples=300)
@given(
    st.dictionaries(st.sampled_from(TAGS), st.binary(max_size=40) | st.none(), max_size=8),
    st.booleans(),
    st.sampled_from(["same", "UN", "US", "AT"]),
)
def test_no_bytes_in_a_header_make_it_raise(
    values: dict[tuple[str, str], bytes | None], implicit: bool, vr: str
) -> None:
    dataset = Dataset()
    dataset.StudyInstanceUID = "1.2.3"
    for (keyword, own), value in values.items():
        tag = Tag(keyword)
        length = len(value) if value is not None else 0
        stated = own if vr == "same" else vr
        dataset[tag] = RawDataElement(tag, None if implicit else stated, length, value, 0, implicit, True)

    study = study_from_headers([dataset])
    patient_id_of(dataset, default_issuer=ARCHIVE)

    assert study.study_uid == StudyInstanceUID("1.2.3")


@pytest.mark.parametrize(
    ("value", "modalities"),
    [(17, ("17",)), (["CT", "MR"], ("CT", "MR")), (None, ()), (b"CT\\MR", ("CT", "MR"))],
)
def test_a_value_of_another_type_is_read_or_absent(value: object, modalities: tuple[str, ...]) -> None:
    dataset = header()
    tag = Tag("Modality")
    raw = RawDataElement(tag, "CS", 2, None, 0, False, True)._replace(value=value)  # type: ignore[arg-type]
    dataset[tag] = raw
    assert study_from_headers([dataset]).modalities == modalities
