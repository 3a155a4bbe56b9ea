"""The archives hold what the stories tell, and nothing of the people in the published files."""

import hashlib
import os
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.uid import (
    MPEG4HP41,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from tijdlijn.domain.consent import ConsentChoice
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.testing.archives import Progress, build_archives, plant_unreadable_header
from tijdlijn.testing.phantoms.sop_class_samples import SAMPLE_CLASSES
from tijdlijn.testing.world.identities import accession_number, local_patient_id, report_id, study_uid
from tijdlijn.testing.world.loader import load_world
from tijdlijn.testing.world.model import World

TODAY = date(2026, 11, 24)
MAX_ARCHIVE_BYTES = 600 * 1024 * 1024
MAX_CPU_S = 60
"""Twice what two cores of 2026 need; they build it in 14 s."""
OLD_TRACES = (
    "CompressedSamples",
    "Citizen",
    "Sssssss",
    "PLA^",
    "PANCREAS_0001",
    "CQ500",
    "BAPTIST",
    "Anonymized",
)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@dataclass(frozen=True, slots=True)
class Built:
    """The whole world: where it was built, and the CPU seconds of all processes together."""

    archives: Path
    cpu_s: float


@pytest.fixture(scope="module")
def built(world: World, tmp_path_factory: pytest.TempPathFactory) -> Built:
    target = tmp_path_factory.mktemp("demo") / "archives"
    before = os.times()
    build_archives(world, target, TODAY)
    return Built(target, sum(os.times()[:4]) - sum(before[:4]))


@pytest.fixture(scope="module")
def archives(built: Built) -> Path:
    return built.archives


@pytest.fixture(scope="module")
def headers(archives: Path) -> dict[Path, Dataset]:
    return {path: pydicom.dcmread(path, stop_before_pixels=True) for path in archives.rglob("*.dcm")}


def small(world: World) -> World:
    """The stories that are made in a moment."""
    return replace(world, stories=tuple(world.story(key) for key in ("kapot", "leeg")))


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_connected_institution_has_an_archive_and_no_other(world: World, archives: Path) -> None:
    assert {path.name for path in archives.iterdir()} == {
        one.slug for one in world.institutions if one.connected
    }


@pytest.mark.requirement("B5", "B27")
def test_each_file_carries_its_institutions_numbers_with_issuer(
    world: World, archives: Path, headers: dict[Path, Dataset]
) -> None:
    owners = {
        local_patient_id(one, story.key): story.patient
        for one in world.institutions
        for story in world.stories
        if one.slug in story.known_at
    }
    by_number = {(number.value, number.issuer): patient for number, patient in owners.items()}
    for path, header in headers.items():
        institution = world.institution(path.relative_to(archives).parts[0])
        issuer = header.IssuerOfPatientIDQualifiersSequence[0]
        assert (issuer.UniversalEntityID, issuer.UniversalEntityIDType) == (institution.issuer_oid, "ISO")
        patient = by_number[(header.PatientID, issuer.UniversalEntityID)]
        assert header.PatientBirthDate == patient.birth_date.strftime("%Y%m%d")
        assert header.PatientSex == {"female": "F", "male": "M"}[patient.sex]
        assert str(header.PatientName) == patient.dicom_name
        assert header.IssuerOfAccessionNumberSequence[0].UniversalEntityIDType == "ISO"
        assert header.AccessionNumber


def test_files_lie_under_the_uids_that_they_carry(headers: dict[Path, Dataset]) -> None:
    for path, header in headers.items():
        assert path.parts[-3:-1] == (header.StudyInstanceUID, header.SeriesInstanceUID)
        assert header.file_meta.MediaStorageSOPInstanceUID == header.SOPInstanceUID
        assert header.file_meta.MediaStorageSOPClassUID == header.SOPClassUID


def test_nothing_of_the_published_files_own_people_is_left(headers: dict[Path, Dataset]) -> None:
    for header in headers.values():
        text = str(header)
        assert not [trace for trace in OLD_TRACES if trace in text]
        own_uids = [header.StudyInstanceUID, header.SeriesInstanceUID, header.SOPInstanceUID]
        assert all(uid.startswith("2.25.") for uid in own_uids)
        assert not any(element.tag.is_private for element in header)


def test_dates_are_offsets_from_the_day_of_building(world: World, archives: Path) -> None:
    current = next(
        (archives / "ziekenhuis-fryslan" / "dicom").glob(
            f"{study_uid('ziekenhuis-fryslan', 'aneurysma', 1)}/*/0001.dcm"
        )
    )
    header = pydicom.dcmread(current, stop_before_pixels=True)
    assert (header.StudyDate, header.StudyTime) == ("20261124", "024100")
    assert header.InstitutionName == "Ziekenhuis Fryslân"


def test_the_older_archive_writes_latin_1(headers: dict[Path, Dataset]) -> None:
    latin = [header for header in headers.values() if header.SpecificCharacterSet == "ISO_IR 100"]
    assert any(header.StudyDescription.endswith("patiënt") for header in latin)


@pytest.mark.requirement("B50")
def test_the_copy_is_the_same_study_with_fewer_images_under_another_number(
    world: World, archives: Path
) -> None:
    uid = study_uid("umc-rijnmond", "aneurysma", 1).value
    origin, copy = (
        sorted((archives / slug / "dicom" / uid).rglob("*.dcm")) for slug in ("umc-rijnmond", "mc-delfshaven")
    )
    assert len(copy) == 48 < len(origin)
    first, imported = pydicom.dcmread(origin[0]), pydicom.dcmread(copy[0])
    assert imported.SOPInstanceUID == first.SOPInstanceUID
    assert imported.PixelData == first.PixelData
    assert imported.InstitutionName == first.InstitutionName, "the name at the time of the study"
    assert imported.PatientID != first.PatientID


def test_pixels_of_every_undamaged_file_can_be_had(archives: Path, headers: dict[Path, Dataset]) -> None:
    damaged = study_uid("diagnostiek-zuid", "kapot", 1).value
    for path, header in headers.items():
        if header.StudyInstanceUID == damaged:
            continue
        whole = pydicom.dcmread(path)
        if "PixelData" in whole and not whole.file_meta.TransferSyntaxUID.is_compressed:
            frames = int(whole.get("NumberOfFrames", 1))
            bits = frames * whole.Rows * whole.Columns * whole.SamplesPerPixel * whole.BitsAllocated
            expected = -(-bits // 8)
            assert len(whole.PixelData) == expected + expected % 2


def test_the_damaged_file_has_a_readable_header_and_half_its_pixels(archives: Path) -> None:
    uid = study_uid("diagnostiek-zuid", "kapot", 1).value
    [path] = (archives / "diagnostiek-zuid" / "dicom" / uid).rglob("*.dcm")
    header = pydicom.dcmread(path, stop_before_pixels=True)
    assert header.StudyDescription == "X-onderbeen rechts"
    assert path.stat().st_size < header.Rows * header.Columns * 2


def test_choices_and_patients_are_written_per_institution(world: World, archives: Path) -> None:
    story = world.story("geweigerd")
    consents = tomllib.loads((archives / "umc-rijnmond" / "consents.toml").read_text(encoding="utf-8"))
    [choice] = [one for one in consents["consent"] if one["bsn"] == story.patient.bsn.digits]
    assert choice["choice"] == ConsentChoice.REFUSED
    assert choice["recorded_at"].utcoffset() is not None
    patients = tomllib.loads((archives / "umc-rijnmond" / "patients.toml").read_text(encoding="utf-8"))
    [patient] = [one for one in patients["patient"] if one["bsn"] == story.patient.bsn.digits]
    number = local_patient_id(world.institution("umc-rijnmond"), "geweigerd")
    assert patient["local_id"] == [{"value": number.value, "issuer": number.issuer}]


@pytest.mark.requirement("T2.2.reports")
def test_reports_stand_as_text_and_pdf_beside_what_they_are_about(world: World, archives: Path) -> None:
    folder = archives / "umc-rijnmond" / "reports"
    addendum = report_id("umc-rijnmond", "aneurysma", 2)
    about = tomllib.loads((folder / f"{addendum}.toml").read_text(encoding="utf-8"))
    assert about["appends_to"] == report_id("umc-rijnmond", "aneurysma", 1)
    assert about["status"] == "appended"
    assert about["study_uids"] == [study_uid("umc-rijnmond", "aneurysma", 1).value]
    accession = accession_number(world.institution("umc-rijnmond"), "aneurysma", 1)
    assert about["accession"] == {"value": accession.value, "issuer": accession.issuer}
    assert about["birth_date"] == "1951-03-14"
    assert [one["media_type"] for one in about["files"]] == ["text/plain", "application/pdf"]
    text, pdf = ((folder / one["file"]).read_bytes() for one in about["files"])
    assert "onderste nierarterie" in text.decode("utf-8")
    assert pdf.startswith(b"%PDF-")
    assert b"/FontFile2" in pdf, "the font is embedded"


def test_authored_at_is_dutch_time_told_in_utc(archives: Path) -> None:
    folder = archives / "ziekenhuis-fryslan" / "reports"
    about = tomllib.loads(
        (folder / f"{report_id('ziekenhuis-fryslan', 'aneurysma', 1)}.toml").read_text(encoding="utf-8")
    )
    assert about["authored_at"].isoformat() == "2026-11-24T01:34:00+00:00", "02:34 in winter"


@pytest.mark.requirement("T3.7.classes", "T3.5.samples")
def test_the_world_holds_every_class_of_the_dutch_minimum_and_what_stands_beside_images(
    headers: dict[Path, Dataset],
) -> None:
    held = {header.SOPClassUID for header in headers.values()}
    assert set(SAMPLE_CLASSES) - held == set()
    assert {header.Modality for header in headers.values()} >= {"SR", "PR", "KO", "SEG", "ECG", "RTSTRUCT"}


@pytest.mark.requirement("T3.7.classes", "T3.6.stored")
def test_images_are_stored_in_each_transfer_syntax_that_archives_have(headers: dict[Path, Dataset]) -> None:
    stored = {header.file_meta.TransferSyntaxUID for header in headers.values()}
    assert stored >= {
        ExplicitVRLittleEndian,
        JPEGBaseline8Bit,
        JPEGLosslessSV1,
        JPEGLSLossless,
        JPEG2000Lossless,
        RLELossless,
        HTJ2KLossless,
        MPEG4HP41,
    }


@pytest.mark.requirement("T3.7.duplicate", "T3.7.half")
def test_copies_have_the_images_that_arrived_under_the_numbers_that_they_got(
    world: World, archives: Path
) -> None:
    def files(institution: str, uid: StudyInstanceUID) -> list[Dataset]:
        found = sorted((archives / institution / "dicom" / uid.value).rglob("*.dcm"))
        return [pydicom.dcmread(path, stop_before_pixels=True) for path in found]

    original = study_uid("umc-rijnmond", "dubbel", 1)
    first, renumbered = files("umc-rijnmond", original)[0], files("mc-delfshaven", original)[0]
    assert renumbered.SOPInstanceUID == first.SOPInstanceUID
    assert renumbered.AccessionNumber.startswith("EXT-")
    assert renumbered.AccessionNumber != first.AccessionNumber
    [anew, *others] = files("ziekenhuis-feijenoord", study_uid("ziekenhuis-feijenoord", "dubbel", 1))
    assert len(others) == 23
    assert {one.SeriesInstanceUID for one in others} == {anew.SeriesInstanceUID}
    assert anew.SOPInstanceUID != first.SOPInstanceUID
    assert "OriginalAttributesSequence" not in anew
    noted = files("ziekenhuis-fryslan", study_uid("ziekenhuis-fryslan", "dubbel", 1))[0]
    [change] = noted.OriginalAttributesSequence
    assert change.ModifiedAttributesSequence[0].StudyInstanceUID == original.value
    arriving = study_uid("umc-rijnmond", "halfweg", 1)
    assert len(files("ziekenhuis-fryslan", arriving)) == 14 < len(files("umc-rijnmond", arriving))


@pytest.mark.requirement("T3.7.merged")
def test_a_former_name_stands_in_the_file_and_in_no_list_of_institutions(
    world: World, headers: dict[Path, Dataset]
) -> None:
    former = {study.former_name for story in world.stories for study in story.studies} - {None}
    assert len(former) >= 3
    assert former <= {header.InstitutionName for header in headers.values()}
    assert former.isdisjoint({one.name for one in world.institutions})


@pytest.mark.requirement("T3.7.no-bsn")
def test_somebody_without_a_bsn_stands_in_no_register(world: World, archives: Path) -> None:
    number = local_patient_id(world.institution("ziekenhuis-fryslan"), "zonderbsn").value
    assert number not in (archives / "ziekenhuis-fryslan" / "patients.toml").read_text(encoding="utf-8")


@pytest.mark.requirement("T3.7.small")
def test_the_whole_world_is_small_and_soon_drawn(built: Built) -> None:
    files = [path for path in built.archives.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < MAX_ARCHIVE_BYTES
    assert built.cpu_s < MAX_CPU_S


def test_the_same_world_on_the_same_day_is_the_same_bytes(world: World, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_archives(small(world), tmp_path / name, TODAY)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_a_study_is_the_same_bytes_whichever_process_draws_it_and_whatever_is_drawn_beside_it(
    world: World, archives: Path, tmp_path: Path
) -> None:
    few = replace(world, stories=tuple(world.story(key) for key in ("tweemaal", "kind")))
    build_archives(few, tmp_path / "few", TODAY)
    images = {path: digest for path, digest in digests(tmp_path / "few").items() if path.endswith(".dcm")}
    whole = digests(archives)
    assert len(images) > 48
    assert images == {path: whole[path] for path in images}


def test_building_again_replaces_the_old_archive_whole_and_leaves_nothing_beside_it(
    world: World, tmp_path: Path
) -> None:
    target = tmp_path / "archives"
    build_archives(small(world), target, TODAY)
    (target / "left-over").write_text("old", encoding="utf-8")
    build_archives(small(world), target, date(2026, 11, 25))
    assert not (target / "left-over").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["archives"]


def test_a_build_that_fails_leaves_the_old_archive(world: World, tmp_path: Path) -> None:
    target = tmp_path / "archives"
    build_archives(small(world), target, TODAY)
    before = digests(target)

    def fail(_: Progress) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        build_archives(small(world), target, date(2026, 11, 25), progress=fail)
    assert digests(target) == before


def test_progress_counts_every_study_to_the_end(world: World, tmp_path: Path) -> None:
    seen: list[Progress] = []
    build_archives(small(world), tmp_path / "archives", TODAY, progress=seen.append)
    assert [one.done for one in seen] == [1, 2]
    assert {one.total for one in seen} == {2}


def test_the_planted_file_cannot_be_read_as_dicom(tmp_path: Path) -> None:
    path = plant_unreadable_header(tmp_path)
    with pytest.raises(InvalidDicomError):
        pydicom.dcmread(path, stop_before_pixels=True)
