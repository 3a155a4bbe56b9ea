"""An entry goes on as its holder wrote it, but for where its documents lie."""

import json
from typing import Any

import pytest

from tijdlijn.domain.study import Rendition
from tijdlijn.wire.fhir.document_reference import passed_on

BASE, OURS = "https://holder.localhost/fhir", "https://timeline.localhost/reports/k?form="
PDF, TEXT = Rendition("application/pdf", f"{BASE}/Binary/1"), Rendition("text/plain", f"{BASE}/Binary/2")


def entry(*attachments: dict[str, Any]) -> bytes:
    contents = [{"attachment": one, "format": {"code": "x"}} for one in attachments]
    return json.dumps({"resourceType": "DocumentReference", "strange": [1.5], "content": contents}).encode()


def documents(raw: bytes) -> list[dict[str, Any]]:
    return [content["attachment"] for content in json.loads(raw)["content"]]


@pytest.mark.requirement("T4.1.responder")
@pytest.mark.parametrize("base", ["", f"{BASE}/"])
def test_each_document_that_was_read_has_our_address_however_its_holder_says_it(base: str) -> None:
    raw = entry(
        {"contentType": "application/pdf", "url": "https://elsewhere.localhost/fhir/Binary/1"},
        {"contentType": "application/PDF; q=1", "url": f"{base}Binary/1", "title": "T"},
        {"contentType": "text/plain", "url": f"{base}Binary/2"},
    )

    told = passed_on(raw, [(PDF, f"{OURS}0"), (TEXT, f"{OURS}1")])

    assert [one.get("url") for one in documents(told)] == [None, f"{OURS}0", f"{OURS}1"]
    assert documents(told)[1]["title"] == "T"
    assert json.loads(told)["strange"] == [1.5]


@pytest.mark.requirement("T4.1.responder")
@pytest.mark.hazard("H4")
def test_no_address_of_the_holder_and_no_document_inside_goes_on() -> None:
    raw = entry({"contentType": "text/plain", "url": f"{BASE}/Binary/9", "data": "VGVzdA=="})

    assert documents(passed_on(raw)) == [{"contentType": "text/plain"}]
