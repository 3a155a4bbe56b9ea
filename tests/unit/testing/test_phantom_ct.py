"""The drawn CT gives back, on measuring, what it was asked to show."""

import numpy as np
import numpy.typing as npt
import pytest
from pydicom.dataset import Dataset

from tests.lib.study_header import HEADER
from tijdlijn.testing.phantoms.abdomen_ct import AbdomenCt
from tijdlijn.testing.phantoms.abdominal_aorta import ANEURYSM_LEVEL, AorticAneurysm
from tijdlijn.testing.phantoms.ct_files import ct_instances
from tijdlijn.testing.phantoms.pictures import CtaAbdomen, instances

FAT_HU = -30
CONTRAST_HU = 250


def around_aneurysm(diameter_mm: float) -> list[Dataset]:
    """The three slices nearest to the largest diameter, as files of a scan that is drawn nowhere else."""
    scan = AbdomenCt(AorticAneurysm(diameter_mm), 4.0, seed=int(diameter_mm))
    all_slices = list(ct_instances(HEADER, scan, "Test"))
    middle = round(ANEURYSM_LEVEL / 4.0)
    return all_slices[middle - 1 : middle + 2]


def hounsfield(image: Dataset) -> npt.NDArray[np.float64]:
    stored = np.frombuffer(image.PixelData, dtype="<u2").reshape(image.Rows, image.Columns)
    return stored * float(image.RescaleSlope) + float(image.RescaleIntercept)


def outer_diameter_mm(image: Dataset) -> float:
    """Measure as one would by hand: from the lumen outwards to fat all round, a circle fitted to the wall."""
    hu = hounsfield(image)
    spacing = float(image.PixelSpacing[0])
    centre = np.argwhere(_lumen(hu)).mean(axis=0)
    for _ in range(4):
        wall = _wall_points(hu, centre, spacing)
        rows, columns = wall[:, 0], wall[:, 1]
        system = np.column_stack([2 * rows, 2 * columns, np.ones(len(wall))])
        (row, column, rest), *_ = np.linalg.lstsq(system, rows**2 + columns**2, rcond=None)
        centre = np.array([row, column])
        radius = float(np.sqrt(rest + row**2 + column**2))
    return 2 * radius * spacing


def _lumen(hu: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """The bright pool in front of the spine: the middle third of the picture, above its middle."""
    bright = np.zeros(hu.shape, dtype=bool)
    bright[150:268, 190:330] = (hu > CONTRAST_HU)[150:268, 190:330]
    return bright


def _wall_points(
    hu: npt.NDArray[np.float64], centre: npt.NDArray[np.float64], spacing: float
) -> npt.NDArray[np.float64]:
    """Where the ray from the centre first meets fat, for rays whose distance is near to the median one."""
    points = []
    for angle in np.linspace(0, 2 * np.pi, 180, endpoint=False):
        direction = np.array([np.sin(angle), np.cos(angle)])
        for step in np.arange(12 / spacing, 45 / spacing, 0.1):
            row, column = np.rint(centre + direction * step).astype(int)
            if hu[row - 1 : row + 2, column - 1 : column + 2].mean() < FAT_HU:
                points.append((step, *(centre + direction * step)))
                break
    found = np.array(points)
    near = np.abs(found[:, 0] - np.median(found[:, 0])) < 2.5 / spacing
    kept: npt.NDArray[np.float64] = found[near, 1:]
    return kept


@pytest.mark.requirement("T2.2.phantom")
@pytest.mark.parametrize("diameter_mm", [42.0, 50.0, 58.0])
def test_the_measured_diameter_is_the_asked_one_within_a_millimetre(diameter_mm: float) -> None:
    measured = max(outer_diameter_mm(image) for image in around_aneurysm(diameter_mm))
    assert measured == pytest.approx(diameter_mm, abs=1.0)


@pytest.fixture(scope="module")
def series() -> list[Dataset]:
    return list(instances(CtaAbdomen(58, 12), HEADER))


def test_patient_z_falls_evenly_from_the_first_slice_to_the_last(series: list[Dataset]) -> None:
    levels = [float(image.ImagePositionPatient[2]) for image in series]
    assert set(np.round(np.diff(levels), 6)) == {-float(series[0].SpacingBetweenSlices)}
    assert [int(image.InstanceNumber) for image in series] == list(range(1, len(series) + 1))


def test_all_slices_share_one_frame_of_reference_and_orientation(series: list[Dataset]) -> None:
    assert len({image.FrameOfReferenceUID for image in series}) == 1
    assert {tuple(image.ImageOrientationPatient) for image in series} == {(1, 0, 0, 0, 1, 0)}


def test_the_grid_is_centred_so_that_the_spine_lies_behind_the_aorta_and_the_liver_is_on_the_right(
    series: list[Dataset],
) -> None:
    first, spacing = series[0], float(series[0].PixelSpacing[0])
    assert float(first.ImagePositionPatient[0]) == pytest.approx(-(first.Columns - 1) / 2 * spacing)
    upper = hounsfield(series[6])
    image_left, image_right = upper[200:280, 120:180], upper[200:280, 332:392]
    assert image_left.mean() > image_right.mean(), "the liver lies on the patient's right: the image's left"


def test_values_are_hounsfield_units(series: list[Dataset]) -> None:
    hu = hounsfield(series[14])
    assert hu[:40].mean() == pytest.approx(-1000, abs=15), "air"
    assert np.median(hu[150:268, 190:330][hu[150:268, 190:330] > CONTRAST_HU]) == pytest.approx(340, abs=25)


def test_the_same_plan_gives_the_same_pixels_and_another_seed_does_not() -> None:
    scan = AbdomenCt(AorticAneurysm(50), 60.0, seed=1)
    again = AbdomenCt(AorticAneurysm(50), 60.0, seed=1)
    other = AbdomenCt(AorticAneurysm(50), 60.0, seed=2)
    assert all(np.array_equal(one, two) for one, two in zip(scan.slices(), again.slices(), strict=True))
    assert not all(np.array_equal(one, two) for one, two in zip(scan.slices(), other.slices(), strict=True))
