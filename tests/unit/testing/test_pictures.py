"""The other pictures: radiograph, ultrasound, published files."""

from dataclasses import replace

import numpy as np
import pytest
from pydicom.uid import (
    ComputedRadiographyImageStorage,
    DigitalXRayImageStorageForPresentation,
    JPEGLosslessSV1,
    UltrasoundImageStorage,
)

from tests.lib.study_header import HEADER
from tijdlijn.domain.study import Laterality
from tijdlijn.testing.phantoms.aorta_ultrasound import AortaUltrasound
from tijdlijn.testing.phantoms.pictures import AortaEcho, ChestPicture, PublishedPicture, instances


@pytest.mark.parametrize(
    ("modality", "sop_class"),
    [("DX", DigitalXRayImageStorageForPresentation), ("CR", ComputedRadiographyImageStorage)],
)
def test_a_chest_radiograph_is_of_the_class_that_its_modality_asks_for(modality: str, sop_class: str) -> None:
    [image] = instances(ChestPicture(130, is_supine=True), replace(HEADER, modality=modality))
    assert image.SOPClassUID == sop_class
    assert image.ViewPosition == "AP"


def test_lungs_are_darker_than_heart_and_liver() -> None:
    [image] = instances(ChestPicture(130, is_supine=False), replace(HEADER, modality="CR"))
    pixels = np.frombuffer(image.PixelData, dtype="<u2").reshape(image.Rows, image.Columns)
    middle = image.Rows // 2

    def brightness(x_mm: float, y_mm: float) -> float:
        row, column = (middle + round(offset / float(image.ImagerPixelSpacing[0])) for offset in (y_mm, x_mm))
        return float(pixels[row - 20 : row + 20, column - 20 : column + 20].mean())

    for lung in (brightness(-80, 10), brightness(80, -20)):
        assert lung < 0.6 * brightness(15, 60), "heart"
        assert lung < 0.6 * brightness(-70, 150), "liver"


def test_the_callipers_of_the_ultrasound_stand_at_the_asked_diameter() -> None:
    across, along = instances(AortaEcho(54), replace(HEADER, modality="US"))
    assert across.SOPClassUID == along.SOPClassUID == UltrasoundImageStorage
    region = across.SequenceOfUltrasoundRegions[0]
    pixels = np.frombuffer(across.PixelData, dtype="u1").reshape(across.Rows, across.Columns)
    middle = pixels[:, across.Columns // 2 - 8 : across.Columns // 2 + 9]
    rows = np.flatnonzero((middle == 255).all(axis=1))
    assert (rows[-1] - rows[0]) * region.PhysicalDeltaY * 10 == pytest.approx(54, abs=1)


def test_the_two_ultrasound_stills_differ() -> None:
    first, second = (AortaUltrasound(54, across, 1).pixels() for across in (True, False))
    assert not np.array_equal(first, second)


def test_a_published_file_keeps_its_pixels_and_transfer_syntax_and_nothing_of_its_person() -> None:
    header = replace(HEADER, modality="NM", laterality=Laterality.RIGHT)
    [image] = instances(PublishedPicture(("JPEG-LL.dcm",), "Geheel lichaam"), header)
    assert image.file_meta.TransferSyntaxUID == JPEGLosslessSV1
    assert image.PixelData
    assert image.PatientName == "Test-Fantoom^Anna"
    assert image.SeriesDescription == "Geheel lichaam"
    assert image.Laterality == "R"
    assert "CompressedSamples" not in str(image)
