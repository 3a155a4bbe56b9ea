"""The pseudonym service as a peer meets it: blind, bound to one recipient, use and sender, and on record."""

import base64
import json

import pytest

from tests.lib.national import PATIENT, RECIPIENT, RIJNMOND, IndexAndPseudonym
from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.services.pseudonym.recipients import derive_recipients
from tijdlijn.wire import oprf
from tijdlijn.wire.jose.keys import DecryptionKey, SigningKey

ELEMENT = base64.urlsafe_b64encode(oprf.blind(b"anything")[1]).decode()
GOOD = {
    "encryptedPersonalId": ELEMENT,
    "recipientOrganization": RECIPIENT,
    "recipientScope": "nationale-verwijsindex:search",
}


@pytest.mark.requirement("A54", "T2.3.pseudonym")
@pytest.mark.hazard("H5")
async def test_an_evaluation_is_readable_by_its_recipient_alone_and_on_record(
    national: IndexAndPseudonym,
) -> None:
    async with national.nation.client(RIJNMOND) as client:
        answer, _ = await national.evaluated(client, "register")
    assert answer.status == 200
    token = json.loads(answer.body)["jwe"]
    assert json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))["enc"] == "A256GCM"
    (row,) = await national.pseudonym_rows("SELECT * FROM record")
    assert (row["action"], row["actor_institution"]) == ("evaluate", RIJNMOND.value)
    assert row["object_ref"] == f"{RECIPIENT}|nationale-verwijsindex:register"
    assert row["patient_ref"] is None
    assert PATIENT.digits not in str(row)


@pytest.mark.requirement("T2.6.query")
async def test_what_is_no_evaluation_request_is_refused_and_not_on_record(
    national: IndexAndPseudonym,
) -> None:
    identity = base64.urlsafe_b64encode(bytes(32)).decode()
    no_element = base64.urlsafe_b64encode(b"\xff" * 32).decode()
    refused: list[tuple[int, object]] = [
        (400, []),
        (400, {}),
        (400, {**GOOD, "encryptedPersonalId": 5}),
        (400, {**GOOD, "recipientScope": "nationale-verwijsindex"}),
        (400, {**GOOD, "recipientScope": "nationale-verwijsindex:search,register"}),
        (404, {**GOOD, "recipientOrganization": "oin:00000000000000000009"}),
        (422, {**GOOD, "encryptedPersonalId": ELEMENT[:20]}),
        (422, {**GOOD, "encryptedPersonalId": "é" * 43}),
        (422, {**GOOD, "encryptedPersonalId": identity}),
        (422, {**GOOD, "encryptedPersonalId": no_element}),
        (413, {**GOOD, "more": "x" * 5000}),
    ]
    async with national.nation.client(RIJNMOND) as client:
        for status, body in refused:
            answer = await national.evaluate(client, body)
            assert answer.status == status, body
            assert json.loads(answer.body)["resourceType"] == "OperationOutcome"
    assert await national.pseudonym_rows("SELECT * FROM record") == []


@pytest.mark.requirement("A54")
def test_no_two_recipients_share_a_key_and_a_key_never_changes() -> None:
    published = [(name, DecryptionKey.generate().public_jwk()) for name in ("oin:1", "oin:2", "oin:3")]
    recipients = derive_recipients(b"s" * 32, published)
    keys = {recipient.oprf_key for recipient in recipients.values()}
    assert len(keys) == 3
    again = derive_recipients(b"s" * 32, reversed(published))
    assert {recipient.oprf_key for recipient in again.values()} == keys


@pytest.mark.requirement("T2.6.config")
def test_every_unusable_recipient_is_named_at_once() -> None:
    good = DecryptionKey.generate().public_jwk()
    published = [
        ("oin:1", good),
        ("oin:1", good),
        ("oin:2", "{}"),
        ("oin:3", SigningKey.generate().public_jwk()),
    ]
    with pytest.raises(ConfigurationInvalid) as caught:
        derive_recipients(b"s" * 32, published)
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["pseudonym.recipients"] * 3
    with pytest.raises(ConfigurationInvalid, match="32 bytes"):
        derive_recipients(b"short", [("oin:1", good)])
