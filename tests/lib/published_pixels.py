"""Images of `pydicom` and `pydicom-data`, and what pydicom makes of them with codecs of others than ours."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, dcmread
from pydicom.data import get_testdata_file
from pydicom.pixels.utils import pixel_array

from tijdlijn.wire.dicom.frames import frames_in
from tijdlijn.wire.dicom.part10 import Part10Head, read_head
from tijdlijn.wire.dicom.pixel_format import pixel_format
from tijdlijn.wire.pixels.order import PixelFormat

BY_CODEC = {
    "none": (
        *("MR_small.dcm", "MR_small_bigendian.dcm", "SC_rgb_16bit.dcm", "SC_ybr_full_422_uncompressed.dcm"),
        *("liver_1frame.dcm", "rtdose_1frame.dcm", "OBXXXX1A.dcm", "CT_small.dcm", "SC_rgb_expb_32bit.dcm"),
    ),
    "jpeg": (
        *("SC_rgb_dcmtk_+eb+cr.dcm", "SC_rgb_jpeg_app14_dcmd.dcm", "SC_jpeg_no_color_transform.dcm"),
        *("examples_ybr_color.dcm", "JPGExtended.dcm", "SC_rgb_small_odd_jpeg.dcm"),
    ),
    "jpeg-lossless": ("JPEG-LL.dcm", "JPGLosslessP14SV1_1s_1f_8b.dcm", "SC_rgb_jpeg_gdcm.dcm"),
    "jpeg-ls": ("MR_small_jpeg_ls_lossless.dcm", "emri_small_jpeg_ls_lossless.dcm"),
    "jpeg-2000": (
        *("MR_small_jp2klossless.dcm", "JPEG2000.dcm", "J2K_pixelrep_mismatch.dcm", "693_J2KI.dcm"),
        *("US1_J2KR.dcm", "SC_rgb_gdcm_KY.dcm"),
    ),
    "rle": (
        *("MR_small_RLE.dcm", "SC_rgb_rle.dcm", "SC_rgb_rle_16bit.dcm", "SC_rgb_rle_32bit.dcm"),
        *("emri_small_RLE.dcm", "OBXXXX1A_rle.dcm"),
    ),
}
PUBLISHED = tuple(name for names in BY_CODEC.values() for name in names)


@dataclass(frozen=True)
class PublishedImage:
    """One image: its file, its head, what its pixels are, and the bytes of its first frame."""

    file: bytes
    head: Part10Head
    pixels: PixelFormat
    frame: bytes

    @classmethod
    def of(cls, file: bytes) -> "PublishedImage":
        """Take a file apart as the timeline does."""
        head = read_head(file, total_bytes=len(file))
        assert isinstance(head, Part10Head)
        pixels = pixel_format(head)
        assert pixels is not None
        frame = frames_in(head, file).frame(1)
        return cls(
            file, head, pixels, frame.served(b"".join(file[one.start : one.end] for one in frame.ranges))
        )

    @property
    def dataset(self) -> Dataset:
        """What pydicom reads in it."""
        return dcmread(BytesIO(self.file))

    def by_pydicom(self, frame: int = 1) -> NDArray[Any]:
        """The stored values of a frame as pydicom decodes them, in the machine's own order of bytes."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = pixel_array(BytesIO(self.file), index=frame - 1, raw=True)
        return np.asarray(values, dtype=values.dtype.newbyteorder("="))


def published(name: str) -> PublishedImage:
    """One of the images."""
    path = get_testdata_file(name, download=False)
    assert isinstance(path, str), name
    return PublishedImage.of(Path(path).read_bytes())
