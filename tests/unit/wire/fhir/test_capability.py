"""What the gateway says of itself: what it can, and how it may not be asked."""

import json
from datetime import date

import pytest

from tijdlijn.wire.fhir.capability import gateway_capability


@pytest.mark.requirement("A51", "B3")
def test_the_gateway_is_an_r4_mhd_responder_that_is_searched_by_post_only() -> None:
    base = "https://umc-rijnmond.localhost/fhir"
    statement = json.loads(gateway_capability(base_url=base, version="0.1.0", built_on=date(2026, 11, 24)))

    assert statement["fhirVersion"] == "4.0.1"
    assert statement["instantiates"] == [
        "https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentResponder"
    ]
    documents, binaries = statement["rest"][0]["resource"]
    assert documents["type"] == "DocumentReference"
    assert "GET is refused" in documents["interaction"][0]["documentation"]
    assert {one["name"] for one in documents["searchParam"]} == {"patient.identifier", "status"}
    assert (binaries["type"], binaries["interaction"][0]["code"]) == ("Binary", "read")
