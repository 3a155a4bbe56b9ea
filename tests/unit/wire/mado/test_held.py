"""What is read out of both forms in the same way."""

import pytest

from tijdlijn.wire.mado.held import frame_count

CT, SEGMENTATION, VIDEO = (f"1.2.840.10008.5.1.4.1.1.{branch}" for branch in ("2", "66.4", "77.1.1.1"))
REPORT, KEY_OBJECTS, PRESENTATION, PLAN, RAW = (
    f"1.2.840.10008.5.1.4.1.1.{branch}" for branch in ("88.33", "88.59", "11.1", "481.5", "66")
)


@pytest.mark.requirement("T3.5.classes")
@pytest.mark.parametrize("sop_class", [CT, SEGMENTATION, VIDEO])
def test_a_picture_of_which_no_frames_are_told_has_one(sop_class: str) -> None:
    assert frame_count(sop_class, None) == 1
    assert frame_count(sop_class, 0) == 1
    assert frame_count(sop_class, 90) == 90


@pytest.mark.requirement("T3.5.classes")
@pytest.mark.parametrize("sop_class", [REPORT, KEY_OBJECTS, PRESENTATION, PLAN, RAW, "2.25.1", ""])
def test_what_is_no_picture_or_may_be_anything_has_as_many_frames_as_are_told(sop_class: str) -> None:
    assert frame_count(sop_class, None) is None
    assert frame_count(sop_class, 3) == 3
