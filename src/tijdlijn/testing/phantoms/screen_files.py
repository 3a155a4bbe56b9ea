"""A screen in colour with text in its pixels: the dose overview that a scanner sends along.

Standard: DICOM PS3.3 A.8.1 Secondary Capture Image IOD, C.8.6.
"""

from pathlib import Path

import numpy as np
import reportlab
from PIL import Image, ImageDraw, ImageFont
from pydicom.dataset import Dataset
from pydicom.uid import SecondaryCaptureImageStorage

from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_colour

_FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
_ROWS, _COLUMNS = 512, 640


def dose_screen(header: StudyHeader, series_number: int, dlp_mgy_cm: float) -> Dataset:
    """One colour picture whose text says whose it is and how much radiation there was."""
    common = study_elements(header, series_number, "Dosisoverzicht")
    common.ConversionType = "WSD"
    common.ImageType = ["DERIVED", "SECONDARY", "OTHER"]
    common.PatientOrientation = ""
    common.BurnedInAnnotation = "YES"
    common.LossyImageCompression = "00"
    picture = Image.new("RGB", (_COLUMNS, _ROWS), (12, 16, 22))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, _COLUMNS, 54), fill=(24, 62, 92))
    draw.text((20, 14), "Dosisoverzicht", font=_font(24), fill=(240, 246, 250))
    lines = [
        header.dicom_name.replace("^", ", "),
        f"{header.day:%d-%m-%Y} {header.at:%H:%M}   {header.description}",
        "",
        f"DLP totaal      {dlp_mgy_cm:.0f} mGy.cm",
        f"CTDIvol         {dlp_mgy_cm / 52:.1f} mGy",
        "Fantoom         32 cm",
    ]
    for row, line in enumerate(lines):
        draw.text((20, 84 + 40 * row), line, font=_font(18), fill=(222, 230, 236))
    for step in range(_COLUMNS - 40):
        share = step / (_COLUMNS - 40)
        colour = (int(255 * share), int(200 * (1 - abs(2 * share - 1))), int(255 * (1 - share)))
        draw.line((20 + step, 430, 20 + step, 470), fill=colour)
    own = Dataset()
    put_colour(own, np.asarray(picture))
    return instance(common, SecondaryCaptureImageStorage, header.uid_path, 1, own)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size)
