"""What the browser draws beside what pydicom decodes, for each way of storing pixels."""

import base64
import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from imagecodecs import htj2k_encode
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import expect
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.pixels.utils import pixel_array
from pydicom.uid import HTJ2KLossless

from tests.component.page.comparing import Compare, Comparing, compare
from tests.lib import scanned
from tests.lib.page_rows import OTHER, row
from tests.lib.published_pixels import published
from tests.lib.replayed_images import ReplayedStudy

__all__ = ["compare"]

pytestmark = pytest.mark.requirement("T3.3.pictures")
FILES = {
    "none": ("CT_small.dcm", "MR_small_bigendian.dcm", "SC_ybr_full_422_uncompressed.dcm"),
    "jpeg": ("SC_rgb_dcmtk_+eb+cr.dcm", "JPGExtended.dcm"),
    "jpeg-lossless": ("JPGLosslessP14SV1_1s_1f_8b.dcm", "SC_rgb_jpeg_gdcm.dcm"),
    "jpeg-ls": ("MR_small_jpeg_ls_lossless.dcm", "emri_small_jpeg_ls_lossless.dcm"),
    "jpeg-2000": ("MR_small_jp2klossless.dcm", "J2K_pixelrep_mismatch.dcm", "SC_rgb_gdcm_KY.dcm"),
    "rle": ("MR_small_RLE.dcm", "SC_rgb_rle.dcm", "emri_small_RLE.dcm"),
    "htj2k": ("MR_small.dcm",),
}
LOSSY_STEPS = 6
"""Grey steps by which two decoders of lossy JPEG may differ where a window spreads few values."""
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
ZOOM = 1.25
Picture = NDArray[np.float64]


def as_htj2k(file: bytes) -> bytes:
    """The same image in a form that the published ones lack."""
    dataset = dcmread(BytesIO(file))
    dataset.PixelData = encapsulate([bytes(htj2k_encode(dataset.pixel_array, reversible=True))])
    return scanned.written(dataset, HTJ2KLossless)


def expected(file: bytes) -> Picture:
    """Rows by columns by red, green and blue, from 0 to 255, by the header's window or with all values."""
    dataset = dcmread(BytesIO(file))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = np.asarray(pixel_array(BytesIO(file), index=0), np.float64)
    if values.ndim == 3:
        return values
    slope, intercept = float(dataset.get("RescaleSlope") or 1), float(dataset.get("RescaleIntercept") or 0)
    values = values * slope + intercept
    center, width = dataset.get("WindowCenter"), dataset.get("WindowWidth")
    if center is None or width is None:
        shared = dataset.get("SharedFunctionalGroupsSequence") or dataset.get(
            "PerFrameFunctionalGroupsSequence"
        )
        voi = shared[0].get("FrameVOILUTSequence") if shared else None
        center, width = (voi[0].WindowCenter, voi[0].WindowWidth) if voi else (None, None)
    if center is None or width is None:
        center, width = (values.min() + values.max() + 1) / 2, values.max() - values.min() + 1
    center, width = (float(value[0] if isinstance(value, Sequence) else value) for value in (center, width))
    # DICOM PS3.3 §C.11.2.1.2.1
    grey = np.clip(((values - (center - 0.5)) / (width - 1) + 0.5) * 255, 0, 255)
    return np.repeat(grey[..., None], 3, axis=2)


def drawn(comparing: Comparing, side: int) -> NDArray[Any]:
    """What stands in the pane."""
    address = comparing.side(side).evaluate("pane => pane.querySelector('canvas').toDataURL('image/png')")
    with Image.open(BytesIO(base64.b64decode(address.partition(",")[2]))) as picture:
        return np.asarray(picture.convert("RGB"), np.float64)


def steps_to_full_size(shown: NDArray[Any], wanted: Picture) -> int:
    """How often to press `+` until no pixel of the image is smaller than one of the screen."""
    fit = min(shown.shape[1] / wanted.shape[1], shown.shape[0] / wanted.shape[0])
    return max(0, int(np.ceil(np.log(1 / fit) / np.log(ZOOM))))


def differences(shown: NDArray[Any], wanted: Picture) -> NDArray[Any]:
    """How much the middle of each pixel of the image differs from the screen, for those that are in sight."""
    (height, width, _), (rows, columns, _) = shown.shape, wanted.shape
    scale = min(width / columns, height / rows) * ZOOM ** steps_to_full_size(shown, wanted)
    y = (np.arange(rows) + 0.5 - rows / 2) * scale + height / 2 - 0.5
    x = (np.arange(columns) + 0.5 - columns / 2) * scale + width / 2 - 0.5
    inside_y, inside_x = (y > 1) & (y < height - 2), (x > 1) & (x < width - 2)
    y, x = y[inside_y], x[inside_x]
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    down, right = (y - top)[:, None, None], (x - left)[None, :, None]
    square = [shown[np.ix_(top + i, left + j)] for i in (0, 1) for j in (0, 1)]
    at_middle = (square[0] * (1 - right) + square[1] * right) * (1 - down) + (
        square[2] * (1 - right) + square[3] * right
    ) * down
    different: NDArray[Any] = np.abs(at_middle - wanted[np.ix_(inside_y, inside_x)])
    return different


@pytest.mark.parametrize("codec", FILES)
def test_the_browser_draws_what_pydicom_decodes(compare: Compare, codec: str) -> None:
    files = [published(name).file for name in FILES[codec]]
    stored = [as_htj2k(file) if codec == "htj2k" else file for file in files]
    years = range(2024, 2024 - len(files), -1)
    comparing = compare(
        rows=tuple(row(f"{year}", date=f"{year}-01-02", custodian=OTHER) for year in years),
        studies={f"{year}": ReplayedStudy([file]) for year, file in zip(years, stored, strict=True)},
        chosen="02-01-2024",
    )
    for year, name, file in zip(years, FILES[codec], files, strict=True):
        expect(comparing.side(1).locator("header")).to_contain_text(f"02-01-{year}")
        expect(comparing.caption(1, "place")).to_contain_text("1 van")
        wanted = expected(file)
        for _ in range(steps_to_full_size(drawn(comparing, 1), wanted)):
            comparing.press("+")
        comparing.opened.page.evaluate(TWO_FRAMES)
        different = differences(drawn(comparing, 1), wanted)
        # The middle of a pixel is smoothed with its neighbours; nearly all of an image is flatter than that.
        assert np.median(different) <= (LOSSY_STEPS if codec == "jpeg" else 1), name
        assert np.percentile(different, 90) <= (LOSSY_STEPS + 3 if codec == "jpeg" else 3), name
        comparing.press("]")
