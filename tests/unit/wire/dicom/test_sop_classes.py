import re

import pytest
from pydicom._uid_dict import UID_dictionary

from tijdlijn.wire.dicom.sop_classes import STORAGE, ObjectKind, class_name, is_picture, kind_of

STORED = {
    uid: name
    for uid, (name, kind, *_) in UID_dictionary.items()
    if kind == "SOP Class" and "Storage" in name and uid.startswith(f"{STORAGE}.")
}
DUTCH_STANDARD = {
    "Computed Radiography Image": "1",
    "Digital X-Ray Image - For Presentation": "1.1",
    "Digital Mammography X-Ray Image - For Presentation": "1.2",
    "CT Image": "2",
    "Enhanced CT Image": "2.1",
    "MR Image": "4",
    "Enhanced MR Image": "4.1",
    "Ultrasound Image": "6.1",
    "Ultrasound Multi-frame Image": "3.1",
    "Secondary Capture Image": "7",
    "X-Ray Angiographic Image": "12.1",
    "X-Ray Radiofluoroscopic Image": "12.2",
    "Nuclear Medicine Image": "20",
    "Positron Emission Tomography Image": "128",
    "Enhanced PET Image": "130",
}
NEITHER_PICTURE_NOR_READ = re.compile(
    r"Spectroscopy|Standalone (Overlay|Modality LUT|PET Curve)|Raw Data|Registration|Fiducials|Tractography"
    r"|Real World Value|Surface Scan|Stereometric|(Lensometry|fraction|Keratometry|Acuity|Axial) Measurements"
    r"|Spectacle|Lens Calculations|Macular Grid|Perimetry|Content Assessment|Bulk Simple Annotations"
    r"|Procedure Protocol|Protocol Approval|Inventory|DICOS|Eddy Current"
)


@pytest.mark.requirement("T3.5.classes")
@pytest.mark.parametrize(("name", "branch"), DUTCH_STANDARD.items(), ids=lambda part: part)
def test_the_pictures_of_the_dutch_standard_are_pictures_by_their_names(name: str, branch: str) -> None:
    assert kind_of(f"{STORAGE}.{branch}") is ObjectKind.IMAGE
    assert class_name(f"{STORAGE}.{branch}") == name


@pytest.mark.requirement("T3.5.classes")
def test_the_film_and_the_document_of_the_dutch_standard_are_a_film_and_a_document() -> None:
    assert kind_of(f"{STORAGE}.77.1.1.1") is ObjectKind.VIDEO
    assert class_name(f"{STORAGE}.77.1.1.1") == "Video Endoscopic Image"
    assert kind_of(f"{STORAGE}.104.1") is ObjectKind.DOCUMENT
    assert class_name(f"{STORAGE}.104.1") == "Encapsulated PDF"


@pytest.mark.parametrize(("uid", "name"), STORED.items(), ids=lambda part: part)
def test_every_storage_class_that_pydicom_knows_has_the_kind_that_its_name_says(uid: str, name: str) -> None:
    """A class that is new in pydicom, and neither named like another nor listed here, fails."""
    kind = kind_of(uid)
    assert (kind is ObjectKind.OTHER) == bool(NEITHER_PICTURE_NOR_READ.search(name))
    if " SR " in name or "Procedure Log" in name:
        assert kind is ObjectKind.REPORT
    elif name.startswith("RT ") or "Radiation" in name:
        assert kind is ObjectKind.IMAGE if "RT Image" in name or "Continuous" in name else "radiotherapy"
    elif "Presentation State" in name:
        assert kind is ObjectKind.PRESENTATION
    elif "Waveform" in name:
        assert kind is ObjectKind.WAVEFORM
    elif re.search(r"^Video .* Image", name):
        assert kind is ObjectKind.VIDEO
    elif "Image Storage" in name and "DICOS" not in name and "Eddy" not in name:
        assert kind is ObjectKind.IMAGE
    assert "Storage" not in (class_name(uid) or "Storage")


@pytest.mark.parametrize(
    ("uid", "kind"),
    [
        (f"{STORAGE}.88.59", ObjectKind.KEY_OBJECTS),
        (f"{STORAGE}.66.4", ObjectKind.SEGMENTATION),
        (f"{STORAGE}.66.5", ObjectKind.SEGMENTATION),
        (f"{STORAGE}.481.2", ObjectKind.RADIOTHERAPY),
        ("1.2.840.10008.5.1.4.34.7", ObjectKind.RADIOTHERAPY),
        ("1.2.840.10008.5.1.1.29", ObjectKind.IMAGE),
        (f"{STORAGE}.88.999", ObjectKind.REPORT),
    ],
)
def test_a_class_is_read_as_the_branch_that_it_stands_in(uid: str, kind: ObjectKind) -> None:
    assert kind_of(uid) is kind


@pytest.mark.requirement("T3.5.unknown")
@pytest.mark.parametrize("uid", ["", "1.2.3", STORAGE, f"{STORAGE}1", "1.3.12.2.1107.5.9.1", "not a UID"])
def test_an_unknown_class_is_another_object_without_a_name(uid: str) -> None:
    assert kind_of(uid) is ObjectKind.OTHER
    assert class_name(uid) is None


def test_a_transfer_syntax_is_no_class() -> None:
    assert class_name("1.2.840.10008.1.2.1") is None


@pytest.mark.parametrize(
    ("branch", "syntax", "kind"),
    [
        ("3.1", "1.2.840.10008.1.2.4.102", ObjectKind.VIDEO),
        ("7.4", "1.2.840.10008.1.2.4.100.1", ObjectKind.VIDEO),
        ("77.1.1.1", "1.2.840.10008.1.2.4.50", ObjectKind.IMAGE),
        ("77.1.1.1", "1.2.840.10008.1.2.4.107", ObjectKind.VIDEO),
        ("2", "1.2.840.10008.1.2.1", ObjectKind.IMAGE),
        ("88.11", "1.2.840.10008.1.2.1", ObjectKind.REPORT),
    ],
)
def test_how_pixels_are_stored_decides_between_image_and_film(
    branch: str, syntax: str, kind: ObjectKind
) -> None:
    assert kind_of(f"{STORAGE}.{branch}", syntax) is kind


@pytest.mark.requirement("T3.5.counts")
def test_presentation_states_key_objects_and_reports_are_no_images_in_a_count() -> None:
    classes = [f"{STORAGE}.{branch}" for branch in ("2", "77.1.1.1", "11.1", "88.59", "88.67", "66.4")]
    assert [is_picture(uid) for uid in (*classes, "1.2.3")] == [True, True] + [False] * 5
