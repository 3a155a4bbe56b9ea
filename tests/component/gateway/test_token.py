"""`POST /token`: every well-signed question alike, everything else turned away."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.lib.gateway import (
    ALSO_HOLDING,
    ASKING,
    DOCTOR,
    EMPTY,
    HOLDING,
    OPEN,
    REFUSED,
    SILENT,
    STRANGE,
    TRACE,
    UNKNOWN,
    Holder,
)
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.http_client import HttpResponse
from tijdlijn.wire.jose.keys import SigningKey


def error_of(answer: HttpResponse) -> tuple[int, str]:
    return answer.status, json.loads(answer.body)["error"]


@pytest.mark.hazard("H4")
@pytest.mark.requirement("T2.3.token", "T2.4.deny", "A34", "B23")
async def test_known_refused_silent_empty_and_unknown_patients_get_answers_alike(holder: Holder) -> None:
    answers = [await holder.exchange(holder.grant(one)) for one in (OPEN, REFUSED, SILENT, EMPTY, UNKNOWN)]

    shapes = set()
    for answer in answers:
        content = json.loads(answer.body)
        headers = {name: value for name, value in answer.headers.items() if name != "date"}
        shapes.add((answer.status, str(headers), len(content.pop("access_token")), str(content)))
    assert len(shapes) == 1
    assert answers[0].status == 200
    assert json.loads(answers[0].body)["expires_in"] <= 300
    assert answers[0].headers["cache-control"] == "no-store"


@pytest.mark.requirement("A58", "A68", "A30", "B47", "B46")
async def test_token_and_decision_are_on_record_with_who_asked_and_why(holder: Holder) -> None:
    await holder.found(REFUSED)

    (issued,) = await holder.recorded("token")
    (decided,) = await holder.recorded("decision")
    for record in (issued, decided):
        assert record.entry.trace_id == TRACE
        assert record.entry.actor_user == DOCTOR.user_id
        assert record.entry.actor_role == DOCTOR.role_code
        assert record.entry.actor_institution == ASKING
        assert record.entry.patient_ref == holder.references.patient(REFUSED)
        assert record.entry.purpose == "TREAT"
    assert issued.entry.outcome == "issued"
    assert (decided.entry.outcome, decided.entry.ground) == ("deny", "consent-refused")


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T2.6.token")
async def test_grant_opens_one_token_and_no_second(holder: Holder) -> None:
    grant = holder.grant(OPEN)

    answers = await asyncio.gather(*(holder.exchange(grant) for _ in range(5)))

    assert sorted(answer.status for answer in answers) == [200, 400, 400, 400, 400]
    assert {error_of(answer) for answer in answers if answer.status != 200} == {(400, "invalid_grant")}


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T2.6.token", "B42")
async def test_grant_that_proves_nothing_is_turned_away_and_on_record(holder: Holder) -> None:
    foreign = SigningKey.generate()
    grants = {
        "another key": holder.grant(OPEN, key=foreign),
        "key of another institution": holder.grant(OPEN, key=holder.keys[STRANGE]),
        "another holder": holder.grant(OPEN, holder=Ura("90000999")),
        "another address": holder.grant(OPEN, address="https://elsewhere.localhost/token"),
        "institution without key": holder.grant(
            OPEN, asker=replace(holder.asker(OPEN), institution=ALSO_HOLDING), key=foreign
        ),
        "not a token": "nonsense",
        "not signed": "e30.e30.e30",
        "treatment statement as grant": holder.asker(OPEN).treatment_statement,
    }
    for grant in grants.values():
        assert error_of(await holder.exchange(grant)) == (400, "invalid_grant")

    assert [record.entry.outcome for record in await holder.recorded("token")] == ["refused"] * len(grants)
    assert await holder.recorded("decision") == []


@pytest.mark.requirement("T2.6.token")
async def test_grant_that_ended_or_begins_later_is_turned_away(holder: Holder) -> None:
    grant = holder.grant(OPEN)
    holder.clock.advance(361)
    ended = await holder.exchange(grant)
    grant = holder.grant(OPEN)
    holder.clock.advance(-61 * 5)
    early = await holder.exchange(grant)

    assert [error_of(answer) for answer in (ended, early)] == [(400, "invalid_grant")] * 2


@pytest.mark.hazard("H6")
@pytest.mark.requirement("A30", "T2.6.token")
async def test_without_a_treatment_statement_that_carries_it_there_is_no_token(holder: Holder) -> None:
    sound = holder.statement()
    past = replace(sound, starts_at=sound.starts_at - timedelta(hours=3), ends_at=sound.starts_at)
    another_patient = replace(
        holder.asker(OPEN), treatment_statement=holder.asker(REFUSED).treatment_statement
    )
    askers = {
        "ended": holder.asker(OPEN, statement=past),
        "of another user": holder.asker(OPEN, statement=replace(sound, user_id="900000999")),
        "of another institution": holder.asker(OPEN, statement=holder.statement(STRANGE)),
        "about another patient": another_patient,
        "no statement": replace(holder.asker(OPEN), treatment_statement="nonsense"),
    }
    for asker in askers.values():
        assert error_of(await holder.exchange(holder.grant(OPEN, asker=asker))) == (400, "invalid_grant")

    refused = await holder.recorded("token")
    assert [record.entry.object_ref for record in refused] == ["no-treatment-relation"] * len(askers)
    assert {record.entry.patient_ref for record in refused} == {holder.references.patient(OPEN)}


@pytest.mark.requirement("T2.6.form")
@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
        ({"assertion": ""}, "invalid_request"),
    ],
)
async def test_malformed_request_gets_its_standard_error(
    holder: Holder, fields: dict[str, str], error: str
) -> None:
    assert error_of(await holder.exchange(holder.grant(OPEN), **fields)) == (400, error)


@pytest.mark.requirement("T2.6.form")
async def test_request_that_is_no_form_is_turned_away(holder: Holder) -> None:
    answer = await holder.client.request("holder", "POST", f"{holder.url}/token", body=b"{}")

    assert answer.status == 415


@pytest.mark.hazard("H9")
@pytest.mark.requirement("T2.3.record")
async def test_no_token_without_its_record(holder: Holder) -> None:
    await holder.database.execute("ALTER TABLE record RENAME TO lost")

    answer = await holder.exchange(holder.grant(OPEN))

    assert answer.status == 503
    assert b"access_token" not in answer.body
    assert await holder.database.execute("DELETE FROM access_token") == 0


@pytest.mark.requirement("B3", "B48")
async def test_no_number_of_a_patient_stands_in_the_database(holder: Holder) -> None:
    await holder.found(OPEN)

    for table in ("access_token", "local_consent", "used_grant", "record", "consent_version"):
        async with holder.database.transaction() as connection:
            rows = await (await connection.execute(f"SELECT * FROM {table}")).fetchall()
        assert rows
        assert OPEN.digits not in str(rows)
        assert OPEN.digits.encode().hex() not in str(rows)


@pytest.mark.requirement("A32")
async def test_custodian_is_the_one_that_the_grant_was_made_for(holder: Holder) -> None:
    """The same patient gave consent to one of the two institutions behind this gateway."""
    at_one = await holder.search(await holder.token(OPEN), OPEN)
    at_other = await holder.search(await holder.token(OPEN, holder=ALSO_HOLDING), OPEN)

    assert json.loads(at_one.body)["total"] == 4
    assert json.loads(at_other.body)["total"] == 0
    assert HOLDING != ALSO_HOLDING
