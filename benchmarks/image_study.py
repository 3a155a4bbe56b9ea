"""A CT as a scanner writes it, of any number of slices, whose pixels are zero and take no room on disk.

Nothing on the way looks at a pixel or compresses, so that zeros travel as any others.
"""

import os
import struct
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO
from pathlib import Path

from pydicom.filewriter import dcmwrite
from pydicom.uid import UID

from tijdlijn.domain.identifiers import (
    AccessionNumber,
    LocalPatientId,
    SeriesInstanceUID,
    SopInstanceUID,
    StudyInstanceUID,
)
from tijdlijn.domain.patient import Sex
from tijdlijn.testing.phantoms.abdomen_ct import AbdomenCt
from tijdlijn.testing.phantoms.abdominal_aorta import AorticAneurysm
from tijdlijn.testing.phantoms.ct_files import ct_instances
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid

LOCAL_ID = LocalPatientId("7000001", "2.25.1")
SIDE_PX = 512
FRAME_BYTES = SIDE_PX * SIDE_PX * 2


@dataclass(frozen=True, slots=True)
class WrittenStudy:
    """What was written: one series, its instances in order, and the bytes of all files together."""

    study_uid: StudyInstanceUID
    series_uid: SeriesInstanceUID
    instance_uids: tuple[SopInstanceUID, ...]
    size_bytes: int


def write_ct(folder: Path, slices: int) -> WrittenStudy:
    """Write a study of one series into an empty folder."""
    header = StudyHeader(
        LOCAL_ID,
        "Test-Meting^M.",
        date(1951, 3, 14),
        Sex.FEMALE,
        StudyInstanceUID(derived_uid("bench", slices)),
        f"bench/{slices}",
        date(2026, 3, 14),
        time(10, 32),
        "CT abdomen",
        AccessionNumber("T0001", "2.25.2"),
        "Ziekenhuis",
        "ISO_IR 192",
        "CT",
        "ABDOMEN",
        None,
    )
    template = next(ct_instances(header, AbdomenCt(AorticAneurysm(46), 400, seed=1, size_px=32), "Test"))
    template.Rows = template.Columns = SIDE_PX
    template.PixelData = b"\0\0"
    uids, size_bytes = [], 0
    for number in range(1, slices + 1):
        uid = derived_uid("bench", slices, number)
        template.SOPInstanceUID = template.file_meta.MediaStorageSOPInstanceUID = UID(uid)
        template.InstanceNumber = number
        template.ImagePositionPatient = ["-180", "-180", f"{-number * 0.6:.1f}"]
        template.SliceLocation = f"{-number * 0.6:.1f}"
        written = BytesIO()
        dcmwrite(written, template, enforce_file_format=True)
        start = written.getvalue()[:-6]
        path = folder / f"{number:05}.dcm"
        with path.open("wb") as file:
            file.write(start + struct.pack("<L", FRAME_BYTES))
            os.ftruncate(file.fileno(), len(start) + 4 + FRAME_BYTES)
        size_bytes += path.stat().st_size
        uids.append(SopInstanceUID(uid))
    return WrittenStudy(
        header.study_uid, SeriesInstanceUID(template.SeriesInstanceUID), tuple(uids), size_bytes
    )
