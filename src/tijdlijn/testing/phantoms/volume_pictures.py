"""The kinds of study that are made from a small volume: MR of the liver, PET/CT, a radiotherapy plan."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from pydicom.dataset import Dataset

from tijdlijn.testing.phantoms.body_scan import BODY_MM, BodyScan, ball
from tijdlijn.testing.phantoms.chest import CHEST_MM
from tijdlijn.testing.phantoms.chest_and_body_pictures import LIVER_LEVEL, MAKER
from tijdlijn.testing.phantoms.ct_files import SOFT_TISSUE, CtSeries, axial_instance, series_elements
from tijdlijn.testing.phantoms.dicom_header import StudyHeader
from tijdlijn.testing.phantoms.document_files import unknown_instance
from tijdlijn.testing.phantoms.enhanced_files import enhanced_ct, enhanced_mr, enhanced_pet
from tijdlijn.testing.phantoms.noise import Grain
from tijdlijn.testing.phantoms.radiotherapy_files import dose_volume, structure_set
from tijdlijn.testing.phantoms.references import reference_to
from tijdlijn.testing.phantoms.segmentation_files import segmentation
from tijdlijn.testing.phantoms.slice_files import mr_instances, pet_instances
from tijdlijn.testing.phantoms.volume import Volume

_SIZE_PX, _SPACING_MM = 256, 1.5


@dataclass(frozen=True, slots=True)
class LiverMr:
    """The upper abdomen in three weightings, once more as one multi-frame instance, with the outline of a
    metastasis of `liver_mm` and what the scanner keeps for itself.
    """

    liver_mm: float

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        volume = _drawn(CHEST_MM + 6, CHEST_MM + 150, 6, seed, self.liver_mm)
        outlined = []
        for number, weighting in enumerate(("T1", "T2", "STIR"), start=2):
            for image in mr_instances(header, volume, number, weighting):
                if weighting == "T2" and abs(-float(image.SliceLocation) - LIVER_LEVEL) <= self.liver_mm / 2:
                    outlined.append(image)
                yield image
        yield enhanced_mr(header, volume, 5)
        part = replace(
            volume,
            hu=volume.hu[: len(outlined)],
            corner_mm=(*volume.corner_mm[:2], float(outlined[0].SliceLocation)),
        )
        references = [reference_to(image) for image in outlined]
        yield segmentation(header, part, references, (-72.0, -12.0, self.liver_mm), 80)
        yield unknown_instance(header, 99)


@dataclass(frozen=True, slots=True)
class PetCt:
    """A PET of the trunk with the CT that corrects it, the PET also as one multi-frame instance."""

    liver_mm: float

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        volume = _drawn(0, BODY_MM, 6, seed, self.liver_mm)
        yield from _ct(replace(header, modality="CT"), volume, 2, "CT low dose 6 mm")
        coarse = replace(volume, hu=np.ascontiguousarray(volume.hu[:, ::2, ::2]), spacing_mm=_SPACING_MM * 2)
        hot = _with_uptake(coarse, self.liver_mm)
        yield from pet_instances(replace(header, modality="PT"), hot, 3)
        yield enhanced_pet(replace(header, modality="PT"), hot, 4)


@dataclass(frozen=True, slots=True)
class RadiotherapyPlan:
    """The planning CT of the abdomen, its average as one multi-frame instance, structures and dose."""

    slice_mm: float

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        volume = _drawn(CHEST_MM + 40, BODY_MM, self.slice_mm, seed, 0.0)
        images = list(_ct(header, volume, 2, f"Planning {self.slice_mm:g} mm"))
        yield from images
        yield enhanced_ct(header, volume, 3)
        yield structure_set(header, volume, [reference_to(image) for image in images], 81)
        yield dose_volume(header, volume, 82)


def _drawn(top_mm: float, bottom_mm: float, slice_mm: float, seed: int, liver_mm: float) -> Volume:
    lesions = (ball(-72, -12, LIVER_LEVEL, liver_mm, 20),) if liver_mm else ()
    scan = BodyScan(top_mm, bottom_mm, slice_mm, seed, lesions, _SIZE_PX, _SPACING_MM)
    hu = np.stack([np.rint(one).astype(np.int16) for one in scan.slices()])
    return Volume(hu, _SPACING_MM, slice_mm, (scan.corner_mm, scan.corner_mm, -top_mm))


def _ct(header: StudyHeader, volume: Volume, number: int, description: str) -> Iterator[Dataset]:
    series = CtSeries(
        number,
        description,
        "Br38",
        (SOFT_TISSUE,),
        _SIZE_PX,
        _SPACING_MM,
        volume.thickness_mm,
        contrast=False,
    )
    common = series_elements(header, series, MAKER)
    grain = Grain(np.random.Generator(np.random.PCG64(number)), _SIZE_PX, is_smeared=False)
    for count, (position, hu) in enumerate(zip(volume.positions(), volume.hu, strict=True), start=1):
        noisy = hu + grain.piece(16)
        yield axial_instance(
            common, header, count, position, np.clip(np.rint(noisy), -1024, 3071).astype(np.int16)
        )


def _with_uptake(volume: Volume, liver_mm: float) -> Volume:
    """The volume with a metastasis that takes up much: in a PET dense is bright."""
    hot = ball(-72, -12, LIVER_LEVEL, liver_mm).body
    _, rows, columns = volume.hu.shape
    x = (volume.corner_mm[0] + np.arange(columns) * volume.spacing_mm - hot.x)[np.newaxis, np.newaxis, :]
    y = (volume.corner_mm[1] + np.arange(rows) * volume.spacing_mm - hot.y)[np.newaxis, :, np.newaxis]
    z = np.array([-position[2] - hot.level for position in volume.positions()])[:, np.newaxis, np.newaxis]
    inside = x**2 + y**2 + z**2 < hot.a**2
    return replace(volume, hu=np.where(inside, 150, np.clip(volume.hu, None, 140) * 0.45).astype(np.int16))
