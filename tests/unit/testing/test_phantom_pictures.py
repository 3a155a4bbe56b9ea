"""What stories draw can be measured, and is what they asked for."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from pydicom.dataset import Dataset

from tests.lib.study_header import HEADER
from tijdlijn.domain.study import Laterality
from tijdlijn.testing.phantoms.chest_and_body_pictures import LIVER_LEVEL, NODULE_LEVEL, BodyCt, ChestCt
from tijdlijn.testing.phantoms.imported import refiled
from tijdlijn.testing.phantoms.other_pictures import Mammography, Wrist
from tijdlijn.testing.phantoms.pictures import AortaEcho, instances
from tijdlijn.testing.phantoms.volume_pictures import LiverMr

NODULE = (-84.0, -6.0)
LIVER = (-72.0, -12.0)


def hounsfield(image: Dataset) -> npt.NDArray[np.int32]:
    pixels = np.frombuffer(image.PixelData, "<u2").reshape(image.Rows, image.Columns).astype(np.int32)
    return pixels + int(image.RescaleIntercept)


def at_level(series: list[Dataset], level_mm: float) -> Dataset:
    return min(series, key=lambda image: abs(-float(image.SliceLocation) - level_mm))


def width_mm(image: Dataset, middle: tuple[float, float], threshold_hu: float, *, above: bool) -> float:
    """How far the row through `middle` stays on one side of a threshold, from there outwards."""
    spacing, corner = float(image.PixelSpacing[0]), float(image.ImagePositionPatient[0])
    column, row = (round((place - corner) / spacing) for place in middle)
    line = hounsfield(image)[row - 1 : row + 2].mean(axis=0)
    inside = (line > threshold_hu) if above else (line < threshold_hu)
    left, right = column, column
    while inside[left - 1]:
        left -= 1
    while inside[right + 1]:
        right += 1
    return (right - left + 1) * spacing


@pytest.mark.parametrize("diameter_mm", [5, 8])
@pytest.mark.requirement("T3.7.pictures", "T3.7.older")
def test_the_nodule_measures_what_the_story_says(diameter_mm: float) -> None:
    series = [
        image
        for image in instances(ChestCt(diameter_mm, slice_mm=4, averaged=2), HEADER)
        if image.get("SeriesNumber") == 2
    ]
    image = at_level(series, NODULE_LEVEL)
    assert width_mm(image, NODULE, -400, above=True) == pytest.approx(diameter_mm, abs=1.5)


@pytest.mark.requirement("T3.7.pictures")
def test_a_chest_has_scout_lung_soft_coronal_and_dose_of_one_patient_on_one_table() -> None:
    images = list(instances(ChestCt(8, slice_mm=8, averaged=2), HEADER))
    descriptions = list(dict.fromkeys(image.SeriesDescription for image in images))
    assert sorted(descriptions) == [
        "Coronaal 10 mm",
        "Dosisoverzicht",
        "Thorax 16 mm weke delen",
        "Thorax 8 mm long",
        "Topogram",
        "X-Ray Radiation Dose Report",
    ]
    placed = [image for image in images if "ImagePositionPatient" in image]
    assert len({image.FrameOfReferenceUID for image in placed}) == 1
    assert len({image.SOPInstanceUID for image in images}) == len(images)


def test_thick_slices_lie_in_the_middle_of_what_they_average() -> None:
    images = list(instances(ChestCt(8, slice_mm=6, averaged=2), HEADER))
    thin = [float(image.SliceLocation) for image in images if image.SeriesNumber == 2]
    thick = [float(image.SliceLocation) for image in images if image.SeriesNumber == 3]
    assert thick[0] == pytest.approx((thin[0] + thin[1]) / 2)
    assert thick[1] - thick[0] == pytest.approx(-12)


def test_a_coronal_cut_shows_the_nodule_at_its_height() -> None:
    images = list(instances(ChestCt(20, slice_mm=4, averaged=2), HEADER))
    cuts = [image for image in images if image.SeriesDescription == "Coronaal 10 mm"]
    cut = min(cuts, key=lambda image: abs(float(image.ImagePositionPatient[1]) - NODULE[1]))
    assert cut.ImageOrientationPatient == [1, 0, 0, 0, 0, -1]
    row = round((float(cut.ImagePositionPatient[2]) + NODULE_LEVEL) / float(cut.PixelSpacing[0]))
    column = round((NODULE[0] - float(cut.ImagePositionPatient[0])) / float(cut.PixelSpacing[1]))
    assert hounsfield(cut)[row, column] > -100


@pytest.mark.requirement("T3.7.pictures", "T3.7.oncology")
def test_the_metastasis_measures_what_sr_and_report_say_and_the_sr_names_its_slice() -> None:
    study = list(instances(BodyCt(slice_mm=12, liver_mm=26, lung_mm=5, is_measured=True), HEADER))
    series = [image for image in study if image.SeriesNumber == 2]
    image = at_level(series, LIVER_LEVEL)
    assert width_mm(image, LIVER, 56, above=False) == pytest.approx(26, abs=3)
    [measurement] = [one for one in study if one.SeriesDescription == "Imaging Measurement Report"]
    length = measurement.ContentSequence[0].ContentSequence[0].ContentSequence[2]
    assert float(length.MeasuredValueSequence[0].NumericValue) == 26
    named = length.ContentSequence[0].ContentSequence[0].ReferencedSOPSequence[0]
    assert named.ReferencedSOPInstanceUID in {one.SOPInstanceUID for one in series}


@pytest.mark.requirement("T3.7.pictures")
def test_the_outline_in_the_mr_is_as_large_as_the_metastasis_and_lies_on_it() -> None:
    study = list(instances(LiverMr(24), replace(HEADER, modality="MR")))
    [mask] = [one for one in study if one.Modality == "SEG"]
    slices = {one.SOPInstanceUID: one for one in study if one.get("SeriesNumber") == 3}
    pixels = mask.pixel_array.reshape(-1, mask.Rows, mask.Columns)
    middle = pixels[len(pixels) // 2]
    assert middle.any(axis=0).sum() * 1.5 == pytest.approx(24, abs=3)
    for frame in mask.PerFrameFunctionalGroupsSequence:
        source = frame.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID
        assert frame.PlanePositionSequence[0].ImagePositionPatient[2] == pytest.approx(
            slices[source].ImagePositionPatient[2]
        )


@pytest.mark.requirement("T3.7.pictures")
def test_mammograms_are_of_full_size_with_the_chest_wall_on_the_side_of_the_breast() -> None:
    images = list(instances(Mammography(6), replace(HEADER, modality="MG")))
    assert [(image.ImageLaterality, image.ViewPosition) for image in images] == [
        ("R", "CC"),
        ("L", "CC"),
        ("R", "MLO"),
        ("L", "MLO"),
    ]
    for image in images:
        assert (image.Rows, image.Columns) == (4096, 3328)
        pixels = np.frombuffer(image.PixelData, "<u2").reshape(image.Rows, image.Columns)
        left, right = pixels[1500:2600, :400].mean(), pixels[1500:2600, -400:].mean()
        assert (left > right) == (image.ImageLaterality == "L")


@pytest.mark.parametrize(("side", "code"), [(Laterality.LEFT, "L"), (Laterality.RIGHT, "R")])
def test_a_wrist_is_of_the_side_that_the_study_states(side: Laterality, code: str) -> None:
    images = list(instances(Wrist(has_buckle=True), replace(HEADER, modality="DX", laterality=side)))
    assert [image.ImageLaterality for image in images] == [code, code]
    assert [image.ViewPosition for image in images] == ["PA", "LL"]


@pytest.mark.requirement("T3.7.duplicate")
def test_an_import_keeps_what_it_found_and_says_what_it_changed() -> None:
    [original, _] = instances(AortaEcho(46), replace(HEADER, modality="US"))
    pixels, study_uid, accession = original.PixelData, original.StudyInstanceUID, original.AccessionNumber
    importer = replace(HEADER, accession=replace(HEADER.accession, value="EXT-00000001"))

    kept = refiled(original, importer, "Medisch Centrum Delfshaven")

    assert (kept.StudyInstanceUID, kept.SOPInstanceUID) == (study_uid, original.SOPInstanceUID)
    assert kept.AccessionNumber == "EXT-00000001"
    [change] = kept.OriginalAttributesSequence
    assert change.ModifiedAttributesSequence[0].AccessionNumber == accession == original.AccessionNumber
    assert kept.PixelData == pixels
    assert "OriginalAttributesSequence" not in original
