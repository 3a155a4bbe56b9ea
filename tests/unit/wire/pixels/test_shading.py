"""Brightness and colour of our pictures, held against pydicom and the formulas of the standard."""

import warnings

import numpy as np
import pytest
from pydicom.pixels.processing import (
    apply_color_lut,
    apply_modality_lut,
    apply_voi_lut,
    apply_windowing,
    convert_color_space,
)

from tests.lib.published_pixels import published
from tijdlijn.wire.dicom.grayscale import grayscale_of
from tijdlijn.wire.dicom.lookup_tables import palette_of
from tijdlijn.wire.pixels.decoding import decode, stored_values
from tijdlijn.wire.pixels.order import (
    Codec,
    Grayscale,
    LookupTable,
    PixelFormat,
    Viewport,
    Window,
    WindowFunction,
)
from tijdlijn.wire.pixels.scaling import in_viewport
from tijdlijn.wire.pixels.shading import Bytes, as_rgb, brightness, colour_of

CT = PixelFormat(Codec.NONE, 16, 16, 1, 16, 12, 11, True, "MONOCHROME2")
VALUES = np.arange(-128, 128, dtype=np.int16).reshape(16, 16) * 16


def shown(name: str, window: Window | None = None) -> Bytes:
    image = published(name)
    values = stored_values(decode(image.frame, image.pixels), image.pixels)
    return brightness(values, grayscale_of(image.head, 1, window), image.pixels)


@pytest.mark.hazard("H21")
@pytest.mark.requirement("T3.1.rendered")
@pytest.mark.parametrize(
    "name", ["MR_small.dcm", "RG3_UNCR.dcm", "vlut_04.dcm", "mlut_18.dcm", "CT_small.dcm"]
)
def test_values_are_shown_as_pydicom_shows_them(name: str) -> None:
    image = published(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = image.dataset
        after_modality = apply_modality_lut(image.by_pydicom(), dataset)
        theirs = apply_voi_lut(after_modality, dataset).astype(np.float64)
        if "VOILUTSequence" in dataset:
            low, high = 0.0, 2.0 ** dataset.VOILUTSequence[0].LUTDescriptor[2] - 1
        elif "WindowWidth" in dataset:
            low, high = apply_voi_lut(np.array([-1e9, 1e9]), dataset)
        else:
            low, high = theirs.min(), theirs.max()
    expected = np.rint((theirs - low) / (high - low) * 255)
    if dataset.PhotometricInterpretation == "MONOCHROME1":
        expected = 255 - expected
    assert np.abs(shown(name).astype(np.float64) - expected).max() <= 1


@pytest.mark.hazard("H21")
@pytest.mark.requirement("T3.1.rendered")
@pytest.mark.parametrize("function", list(WindowFunction))
@pytest.mark.parametrize(("center", "width"), [(40.0, 400.0), (-600.0, 1500.0), (0.5, 2.0), (300.0, 1.0)])
def test_a_window_is_that_of_the_standard(function: WindowFunction, center: float, width: float) -> None:
    window = Window(center, width, function)
    ours = brightness(VALUES, Grayscale(slope=2.0, intercept=-100.0, window=window), CT)
    values = VALUES * 2.0 - 100
    match function:
        case WindowFunction.LINEAR:
            past = np.where(values <= center - 0.5 - (width - 1) / 2, 0.0, 1.0)
            within = np.abs(values - (center - 0.5)) < (width - 1) / 2
            ramp = (values - (center - 0.5)) / max(width - 1, 1) + 0.5
            expected = np.where(within, ramp, past)
        case WindowFunction.LINEAR_EXACT:
            expected = np.clip((values - center) / width + 0.5, 0, 1)
        case WindowFunction.SIGMOID:
            expected = 0.5 + 0.5 * np.tanh(2 * (values - center) / width)
    assert np.abs(ours - np.rint(expected * 255)).max() <= 1


@pytest.mark.hazard("H21")
def test_low_values_are_bright_where_the_header_says_so() -> None:
    window = Window(0.0, 4096.0)
    dark = brightness(VALUES, Grayscale(window=window), CT)
    assert (brightness(VALUES, Grayscale(window=window, is_inverted=True), CT) == 255 - dark).all()
    assert grayscale_of(published("RG3_UNCR.dcm").head, 1).is_inverted


@pytest.mark.hazard("H21")
def test_each_frame_of_an_enhanced_image_has_a_window_of_its_own() -> None:
    image = published("eCT_Supplemental.dcm")
    own = grayscale_of(image.head, 1)
    assert (own.slope, own.intercept) == (1.0, -1024.0)
    assert own.window == Window(49.0, 102.0)


@pytest.mark.hazard("H21")
def test_a_window_that_is_asked_for_stands_in_place_of_the_files() -> None:
    asked = Window(500.0, 100.0, WindowFunction.LINEAR_EXACT)
    assert grayscale_of(published("vlut_04.dcm").head, 1, asked).window == asked
    assert (shown("MR_small.dcm", asked) != shown("MR_small.dcm")).any()


@pytest.mark.hazard("H21")
def test_without_a_window_all_values_are_shown_and_padding_does_not_count() -> None:
    values = VALUES.copy()
    values[0, 0] = -30_000
    padded = brightness(values, Grayscale(padding=(-30_000, -30_000)), CT)
    assert (padded[0, 0], padded[0, 1], padded[8, 0], padded[-1, -1]) == (0, 0, round(2032 / 4064 * 255), 255)
    eight = PixelFormat(Codec.NONE, 1, 2, 1, 8, 8, 7, False, "MONOCHROME2")
    assert brightness(np.array([[10, 20]], np.uint8), Grayscale(), eight).tolist() == [[10, 20]]


def test_a_table_of_the_modality_comes_before_the_window() -> None:
    table = LookupTable(-10, 3, 8, bytes([0, 100, 200]))
    values = np.array([[-20, -10, -9, -8, 50]], np.int16)
    window = Window(127.5, 255.0, WindowFunction.LINEAR_EXACT)
    shown_values = brightness(values, Grayscale(modality_table=table, window=window), CT)
    assert shown_values.tolist() == [[0, 0, 100, 200, 200]]


@pytest.mark.requirement("T3.1.rendered")
@pytest.mark.parametrize("name", ["OBXXXX1A.dcm", "examples_palette.dcm", "gdcm-US-ALOKA-16.dcm"])
def test_a_palette_gives_the_colours_that_pydicom_gives(name: str) -> None:
    image = published(name)
    theirs = apply_color_lut(image.by_pydicom(), image.dataset)
    ours = colour_of(decode(image.frame, image.pixels), palette_of(image.head.header))
    assert (ours == (theirs >> 8 if theirs.max() > 255 else theirs)).all()


@pytest.mark.requirement("T3.1.rendered")
@pytest.mark.parametrize("name", ["SC_rgb_dcmtk_+eb+cy+n1.dcm", "SC_ybr_full_422_uncompressed.dcm"])
def test_colours_are_those_that_pydicom_gives(name: str) -> None:
    image = published(name)
    theirs = convert_color_space(image.by_pydicom(), "YBR_FULL", "RGB").astype(np.int64)
    assert np.abs(as_rgb(decode(image.frame, image.pixels), image.pixels) - theirs).max() <= 2


def test_windowing_agrees_with_pydicom_for_signed_and_unsigned() -> None:
    image = published("MR_small.dcm")
    dataset = image.dataset
    dataset.WindowCenter, dataset.WindowWidth = 600, 1600
    theirs = apply_windowing(image.by_pydicom(), dataset)
    low, high = apply_windowing(np.array([-(2**31), 2**31 - 1]), dataset)
    ours = shown("MR_small.dcm", Window(600.0, 1600.0))
    assert np.abs(ours - (theirs - low) / (high - low) * 255).max() <= 1


@pytest.mark.requirement("T3.1.rendered")
def test_a_viewport_cuts_turns_and_scales_and_keeps_proportions() -> None:
    picture = (np.arange(12, dtype=np.uint8) * 20).reshape(3, 4)
    half = in_viewport(np.kron(picture, np.ones((2, 2), np.uint8)), Viewport(4, 9))
    assert half.tolist() == picture.tolist()
    corner = in_viewport(picture, Viewport(2, 2, left=2, top=1))
    assert corner.tolist() == picture[1:, 2:].tolist()
    turned = Viewport(4, 3, is_flipped_horizontally=True, is_flipped_vertically=True)
    assert in_viewport(picture, turned).tolist() == picture[::-1, ::-1].tolist()
    assert in_viewport(picture, Viewport(400, 30)).shape == (30, 40)
    assert abs(float(in_viewport(picture, Viewport(3, 3)).mean()) - float(picture.mean())) < 1
