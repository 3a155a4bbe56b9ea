"""The index as a peer meets it: what it answers, what it refuses, and what is on record."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.lib.national import (
    ANOTHER_PATIENT,
    FRYSLAN,
    PATIENT,
    RIJNMOND,
    IndexAndPseudonym,
    Nation,
    index_and_pseudonym,
)
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.http_client import HttpResponse
from tijdlijn.wire.fhir import localisation_list


def outcome_code(answer: HttpResponse) -> str:
    """The issue type of an OperationOutcome."""
    outcome = json.loads(answer.body)
    assert outcome["resourceType"] == "OperationOutcome"
    return str(outcome["issue"][0]["code"])


def custodians(answer: HttpResponse) -> list[str]:
    """Every custodian of a searchset, as found in its raw JSON."""
    assert answer.status == 200
    bundle = json.loads(answer.body)
    return [
        one["valueReference"]["identifier"]["value"]
        for entry in bundle.get("entry", [])
        for one in entry["resource"]["extension"]
    ]


@pytest.mark.requirement("A54", "T2.3.index")
@pytest.mark.hazard("H5")
async def test_a_search_names_the_custodians_and_never_the_patient(national: IndexAndPseudonym) -> None:
    async with national.localiser_of(FRYSLAN) as fryslan, national.localiser_of(RIJNMOND) as rijnmond:
        await rijnmond.register(PATIENT, RIJNMOND)
        await fryslan.register(PATIENT, FRYSLAN)
        await rijnmond.register(ANOTHER_PATIENT, RIJNMOND)
    async with national.nation.client(FRYSLAN) as client:
        answer = await national.search(client, await national.subject(client, "search"))
    assert custodians(answer) == [FRYSLAN.value, RIJNMOND.value]
    assert all("subject" not in entry["resource"] for entry in json.loads(answer.body)["entry"])
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.requirement("A54")
async def test_twelve_equal_registrations_at_once_leave_one_row(national: IndexAndPseudonym) -> None:
    async with national.nation.client(RIJNMOND) as client:
        bodies = [
            localisation_list.encode_registration(
                subject=await national.subject(client, "register"), custodian=RIJNMOND
            )
            for _ in range(12)
        ]
        answers = await asyncio.gather(*(national.register(client, body) for body in bodies))
    assert sorted(answer.status for answer in answers) == [200] * 11 + [201]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len({answer.body for answer in answers}) == 1
    assert await national.rows("SELECT custodian FROM registration") == [{"custodian": RIJNMOND.value}]


async def test_a_withdrawn_registration_is_found_no_more_and_may_be_withdrawn_again(
    national: IndexAndPseudonym,
) -> None:
    async with national.localiser_of(RIJNMOND) as rijnmond, national.nation.client(RIJNMOND) as client:
        url = f"{national.index_url}/fhir/List/{await rijnmond.register(PATIENT, RIJNMOND)}"
        assert (await client.request("index", "DELETE", url)).status == 204
        assert (await client.request("index", "DELETE", url)).status == 204
    assert await national.rows("SELECT custodian FROM registration") == []


REFUSED_SEARCHES: list[tuple[int, dict[str, str | None]]] = [
    (400, {"code": "Medication"}),
    (400, {"code": None}),
    (400, {"_asker": None}),
    (400, {"_asker": "1234"}),
    (403, {"_asker": "90000102"}),
    (400, {"_user": None}),
    (400, {"_user": "u" * 129}),
    (400, {"_purpose": None}),
    (400, {"_purpose": "CURIOSITY"}),
    (400, {"subject:identifier": None}),
    (400, {"subject:identifier": "http://fhir.nl/fhir/NamingSystem/bsn|999900006"}),
    (400, {"subject:identifier": "no-system"}),
]


@pytest.mark.requirement("T2.6.query")
@pytest.mark.hazard("H5")
async def test_a_search_that_lacks_something_is_refused_and_leaves_no_trace(
    national: IndexAndPseudonym,
) -> None:
    async with national.nation.client(FRYSLAN) as client:
        subject = await national.subject(client, "search")
        for status, changed in REFUSED_SEARCHES:
            answer = await national.search(client, subject, **changed)
            code = "forbidden" if status == 403 else "invalid"
            assert (answer.status, outcome_code(answer)) == (status, code), changed
            assert b"999900006" not in answer.body
    assert await national.rows("SELECT action FROM record") == []


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T2.6.token")
async def test_a_token_opens_only_for_its_sender_and_its_use(national: IndexAndPseudonym) -> None:
    async with national.nation.client(FRYSLAN) as fryslan, national.nation.client(RIJNMOND) as rijnmond:
        stolen = await national.subject(rijnmond, "search")
        for_registering = await national.subject(fryslan, "register")
        for_searching = await national.subject(rijnmond, "search")
        assert (await national.search(fryslan, stolen)).status == 400
        assert (await national.search(fryslan, for_registering)).status == 400
        assert (await national.search(fryslan, "bm90IGEgdG9rZW4")).status == 400
        body = localisation_list.encode_registration(subject=for_searching, custodian=RIJNMOND)
        assert (await national.register(rijnmond, body)).status == 400
    assert await national.rows("SELECT 1 FROM registration UNION ALL SELECT 1 FROM record") == []


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T2.6.token")
async def test_a_token_that_is_too_old_opens_nothing(nation: Nation) -> None:
    clock = FixedClock(datetime.now(UTC))
    async with index_and_pseudonym(nation, clock) as national, nation.client(FRYSLAN) as client:
        subject = await national.subject(client, "search")
        assert (await national.search(client, subject)).status == 200
        clock.advance(timedelta(minutes=3).total_seconds())
        assert (await national.search(client, subject)).status == 400


async def test_a_token_for_another_recipient_opens_nothing(national: IndexAndPseudonym) -> None:
    async with national.nation.client(FRYSLAN) as client:
        answer, blind = await national.evaluated(client, "search", recipient="oin:00000000000000000002")
        subject = national.joined(answer, blind)
        assert (await national.search(client, subject)).status == 400


@pytest.mark.requirement("T2.6.form")
async def test_a_registration_that_is_not_ones_own_or_no_registration_is_refused(
    national: IndexAndPseudonym,
) -> None:
    async with national.nation.client(RIJNMOND) as client:
        subject = await national.subject(client, "register")
        foreign = localisation_list.encode_registration(subject=subject, custodian=FRYSLAN)
        good = json.loads(localisation_list.encode_registration(subject=subject, custodian=RIJNMOND))
        malformed = [
            b"",
            b"{",
            b"[]",
            b'{"resourceType":"Patient"}',
            json.dumps({**good, "code": {"coding": [{"code": "Medication"}]}}).encode(),
            json.dumps({**good, "extension": []}).encode(),
            json.dumps({name: value for name, value in good.items() if name != "subject"}).encode(),
        ]
        refused = await national.register(client, foreign)
        assert (refused.status, outcome_code(refused)) == (403, "forbidden")
        for body in malformed:
            answer = await national.register(client, body)
            assert (answer.status, outcome_code(answer)) == (400, "invalid"), body
        too_large = await national.register(client, json.dumps({**good, "x": "y" * 2**17}).encode())
        assert (too_large.status, outcome_code(too_large)) == (413, "too-long")
        url = f"{national.index_url}/fhir/List"
        as_text = await client.request(
            "index", "POST", url, headers={"content-type": "text/plain"}, body=json.dumps(good).encode()
        )
        assert as_text.status == 415
    assert await national.rows("SELECT 1 FROM registration UNION ALL SELECT 1 FROM record") == []


async def test_nobody_withdraws_what_is_anothers_or_was_never_given_out(national: IndexAndPseudonym) -> None:
    async with national.localiser_of(RIJNMOND) as rijnmond, national.nation.client(FRYSLAN) as fryslan:
        list_id = await rijnmond.register(PATIENT, RIJNMOND)
        url = f"{national.index_url}/fhir/List"
        assert (await fryslan.request("index", "DELETE", f"{url}/{list_id}")).status == 403
        changed = ("B" if list_id.startswith("A") else "A") + list_id[1:]
        assert (await fryslan.request("index", "DELETE", f"{url}/{changed}")).status == 404
        assert (await fryslan.request("index", "DELETE", f"{url}/never-given-out")).status == 404
    assert len(await national.rows("SELECT 1 FROM registration")) == 1


@pytest.mark.requirement("T2.1.mutual-tls")
async def test_a_certificate_that_names_no_institution_gets_nothing(national: IndexAndPseudonym) -> None:
    async with national.nation.client(None, "nobody") as client:
        answer = await national.search(client, await national.subject(client, "search"))
    assert answer.status == 403


@pytest.mark.hazard("H9")
@pytest.mark.requirement("T2.3.record", "A54")
async def test_every_act_is_on_record_without_the_key_of_its_rows(national: IndexAndPseudonym) -> None:
    async with national.localiser_of(RIJNMOND) as rijnmond, national.nation.client(FRYSLAN) as client:
        list_id = await rijnmond.register(PATIENT, RIJNMOND)
        await national.search(client, await national.subject(client, "search"))
        await rijnmond.withdraw(list_id)
    record = await national.rows("SELECT * FROM record ORDER BY record_id")
    assert [(row["action"], row["outcome"], row["actor_institution"]) for row in record] == [
        ("register", "registered", RIJNMOND.value),
        ("search", "answered", FRYSLAN.value),
        ("withdraw", "withdrawn", RIJNMOND.value),
    ]
    assert (record[1]["actor_user"], record[1]["purpose"]) == ("900000001", "TREAT")
    assert len({row["patient_ref"] for row in record}) == 1
    assert len({row["trace_id"] for row in record}) == 3


@pytest.mark.hazard("H2", "H9")
@pytest.mark.requirement("T2.4.index-down")
async def test_without_record_or_database_the_index_says_so_and_never_answers_an_empty_list(
    nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tijdlijn.store.pool.CONNECTION_WAIT_S", 1.0)
    async with index_and_pseudonym(nation) as national, nation.client(FRYSLAN) as client:
        subject = await national.subject(client, "search")
        await national.rows("ALTER TABLE record RENAME TO elsewhere")
        without_record = await national.search(client, subject)
        nation.postgres.remove_database(national.index_database)
        without_database = await national.search(client, subject)
        health = await client.request("index", "GET", f"{national.index_url}/health")
    assert (without_record.status, outcome_code(without_record)) == (500, "exception")
    assert (without_database.status, outcome_code(without_database)) == (503, "transient")
    assert health.status == 503
