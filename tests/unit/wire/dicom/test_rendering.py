"""Parameters of a picture's address, by the letter of PS3.18 §8.3.5."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.rendering import check_region, parse_quality, parse_viewport, parse_window
from tijdlijn.wire.pixels.order import Codec, PixelFormat, Viewport, Window, WindowFunction

IMAGE = PixelFormat(Codec.NONE, 100, 200, 1, 8, 8, 7, False, "MONOCHROME2")


@pytest.mark.requirement("T3.1.rendered")
def test_a_viewport_may_name_a_region_and_turn_it_over() -> None:
    assert parse_viewport(None) is None
    assert parse_viewport("512,256") == Viewport(512, 256)
    assert parse_viewport("512,256,10.5,20") == Viewport(512, 256, 10.5, 20)
    assert parse_viewport("512,256,,,-100,") == Viewport(
        512, 256, region_width=100, is_flipped_horizontally=True
    )
    turned = Viewport(1, 2, 3, 4, 5, 6, is_flipped_horizontally=True, is_flipped_vertically=True)
    assert parse_viewport("1,2,3,4,-5,-6") == turned


@pytest.mark.requirement("T3.1.rendered")
def test_a_window_has_three_parts() -> None:
    assert parse_window(None) is None
    assert parse_window("40,400,linear") == Window(40, 400)
    assert parse_window("-600.5,0.5,sigmoid") == Window(-600.5, 0.5, WindowFunction.SIGMOID)
    assert parse_window("0,1,linear-exact") == Window(0, 1, WindowFunction.LINEAR_EXACT)


@given(text=st.text(st.sampled_from("0123456789,.-+eENaninflr"), max_size=30) | st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_quality, parse_viewport, parse_window):
        try:
            found = parse(text)
        except InputInvalid:
            continue
        if isinstance(found, Viewport):
            assert 1 <= found.width <= 4096
            assert 1 <= found.height <= 4096
        if isinstance(found, int):
            assert 1 <= found <= 100


@pytest.mark.parametrize("text", ["10,10,200,0", "10,10,0,100", "10,10,0,0,0.2,5", "10,10,199.6,0"])
def test_a_region_outside_the_image_is_refused(text: str) -> None:
    viewport = parse_viewport(text)
    assert viewport is not None
    with pytest.raises(InputInvalid):
        check_region(viewport, IMAGE)


def test_a_thumbnail_has_no_region() -> None:
    assert parse_viewport("10,20", with_region=False) == Viewport(10, 20)
    with pytest.raises(InputInvalid):
        parse_viewport("10,20,0,0", with_region=False)
