import json

from tijdlijn.wire.dicom.bulk_addresses import without_addresses


def test_values_behind_an_address_are_left_out_at_every_depth_and_all_else_stays() -> None:
    kept = {
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": "Test-Fantoom^A."}]},
        "00200013": {"vr": "IS", "Value": [1, None]},
        "00081030": {"vr": "LO"},
        "00081140": {"vr": "SQ", "Value": [{"00080018": {"vr": "UI", "Value": ["2.25.1"]}}, {}]},
    }
    header = json.loads(json.dumps(kept))
    header["7FE00010"] = {"vr": "OW", "BulkDataURI": "http://archive.internal/1"}
    header["00081140"]["Value"][0]["00091001"] = {"vr": "UN", "BulkDataURI": "http://archive.internal/2"}

    assert json.loads(without_addresses([header])) == [kept]
