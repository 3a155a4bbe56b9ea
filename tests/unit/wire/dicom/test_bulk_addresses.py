import json

import pytest
from pydicom import Dataset

from tijdlijn.wire.dicom.bulk_addresses import address_in, readdressed, readdressed_text

HERE, THERE = "https://holder.example/dicomweb/x/", "http://timeline.localhost/dw/x/"


def header() -> dict[str, object]:
    return {
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": "Test-Fantoom^A."}]},
        "00200013": {"vr": "IS", "Value": [1, None]},
        "00081030": {"vr": "LO"},
        "00081140": {
            "vr": "SQ",
            "Value": [
                {"00080018": {"vr": "UI", "Value": ["2.25.1"]}},
                {"00091001": {"vr": "UN", "BulkDataURI": "http://archive.internal/2"}},
            ],
        },
        "7FE00010": {"vr": "OW", "BulkDataURI": "http://archive.internal/1"},
    }


@pytest.mark.requirement("T3.1.derived")
def test_every_address_is_made_anew_from_where_its_value_stands_and_all_else_stays() -> None:
    expected = header()
    expected["7FE00010"] = {"vr": "OW", "BulkDataURI": f"{THERE}7FE00010"}
    nested = {"vr": "UN", "BulkDataURI": f"{THERE}00081140/2/00091001"}
    expected["00081140"]["Value"][1] = {"00091001": nested}  # type: ignore[index]

    assert json.loads(readdressed(header(), THERE.__add__)) == expected


@pytest.mark.requirement("T3.1.bulkdata")
def test_the_address_of_a_value_is_found_by_its_place() -> None:
    assert address_in(header(), "7FE00010") == "http://archive.internal/1"
    assert address_in(header(), "00081140/2/00091001") == "http://archive.internal/2"
    for path in (
        "00081140/1/00091001",
        "00081140/3/00091001",
        "00200013/1/00091001",
        "00200013/2/00091001",
        "00100010/1/00091001",
        "00081030",
        "00081031",
        "00081140",
    ):
        assert address_in(header(), path) is None


@pytest.mark.requirement("T3.1.derived")
def test_addresses_that_begin_as_expected_are_replaced_where_they_stand() -> None:
    written = readdressed(header(), HERE.__add__)

    assert readdressed_text(written, HERE, THERE) == readdressed(header(), THERE.__add__)
    assert readdressed_text(b'{"00081030":{"vr":"LO"}}', HERE, THERE) == b'{"00081030":{"vr":"LO"}}'


@pytest.mark.requirement("T3.1.derived", "T3.1.hostile")
@pytest.mark.parametrize(
    "address",
    [
        "http://elsewhere.example/7FE00010",
        f"{HERE}../../2.25.9/bulkdata/7FE00010",
        f"{HERE}7FE00010?x=1",
        f"{HERE}7FE00010/",
        HERE,
        f"{HERE}7fe00010",
    ],
)
def test_an_address_that_leads_anywhere_else_is_not_replaced_as_text(address: str) -> None:
    written = json.dumps({"7FE00010": {"vr": "OW", "BulkDataURI": address}}, separators=(",", ":"))

    assert readdressed_text(written.encode(), HERE, THERE) is None


def test_a_text_that_looks_like_an_address_stays_a_text() -> None:
    comment = f'"BulkDataURI":"{HERE}7FE00010"'
    written = readdressed({"00204000": {"vr": "LT", "Value": [comment]}}, HERE.__add__)

    replaced = readdressed_text(written, HERE, THERE)

    assert replaced in (None, written)
    assert Dataset.from_json(written.decode()).ImageComments == comment
