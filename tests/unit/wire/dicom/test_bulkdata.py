"""How a value of plain bytes goes out."""

import pytest

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.bulkdata import BY_ITSELF, check_value_path, packaging
from tijdlijn.wire.dicom.multipart import PartBegins, PartData, PartReader, boundary_of

LOCATION = "https://holder.example/dicomweb/studies/2.25.1/series/2.25.2/instances/2.25.3/bulkdata/00091001"


@pytest.mark.requirement("T3.1.bulkdata")
@pytest.mark.parametrize(
    "accept",
    [
        None,
        "*/*",
        "application/*",
        "application/octet-stream",
        "application/octet-stream; transfer-syntax=*",
        'multipart/related; type="image/jpeg", */*;q=0.1',
        'multipart/related; type="application/octet-stream";q=0.5, application/octet-stream',
    ],
)
def test_value_goes_out_by_itself_where_nothing_else_is_better(accept: str | None) -> None:
    assert packaging(accept, LOCATION) == BY_ITSELF


@pytest.mark.requirement("T3.1.bulkdata")
@pytest.mark.parametrize(
    "accept",
    [
        "multipart/related",
        "multipart/related; type=application/octet-stream",
        'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1',
        'multipart/related; type="application/octet-stream", application/octet-stream;q=0.9',
    ],
)
def test_value_goes_out_as_a_part_that_says_its_address(accept: str) -> None:
    form = packaging(accept, LOCATION)
    assert form is not None
    reader = PartReader(boundary_of(form.media_type))
    begins, data, _ = reader.feed(form.before + b"\r\n--value" + form.after)
    reader.finish()
    assert begins == PartBegins({"content-type": "application/octet-stream", "content-location": LOCATION})
    assert data == PartData(b"\r\n--value")


@pytest.mark.requirement("T3.1.bulkdata")
@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "*/*;q=0",
        'multipart/related; type="image/jpeg"',
        "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.4.50",
    ],
)
def test_value_does_not_go_out_in_a_form_that_is_not_taken(accept: str) -> None:
    assert packaging(accept, LOCATION) is None


@pytest.mark.requirement("T3.1.bulkdata")
def test_only_tags_and_numbers_of_items_are_a_path() -> None:
    for path in ("7FE00010", "54000100/1/54001010", "00880200/12/7FE00010"):
        check_value_path(path)
    for path in ("", "7fe00010", "7FE00010/", "7FE00010/0/7FE00010", "../7FE00010", "7FE00010\n", "7FE0001"):
        with pytest.raises(InputInvalid):
            check_value_path(path)
