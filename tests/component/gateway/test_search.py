"""ITI-67: what a holder gives of a patient, and what it gives of nobody."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.lib.certificates import client_tls
from tests.lib.gateway import (
    DOCTOR,
    EMPTY,
    HOLDING,
    NOW,
    OPEN,
    REFUSED,
    SILENT,
    UNKNOWN,
    Holder,
    local_id,
    study,
)
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.errors import PeerTimedOut, PeerUnreachable
from tijdlijn.domain.study import Availability, Report, Study
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.fakes.consent_source import InMemoryConsentSource
from tijdlijn.wire.fhir.bundle import Searchset, parse_searchset
from tijdlijn.wire.fhir.document_reference import read_document_reference

ALL = (OPEN, REFUSED, SILENT, EMPTY, UNKNOWN)
NOTHING = (REFUSED, SILENT, EMPTY, UNKNOWN)


def contents(found: Searchset, holder: Holder) -> list[Study | Report]:
    read = [
        read_document_reference(raw, route_id="r", base_url=f"{holder.url}/fhir") for raw in found.entries
    ]
    assert {entry.custodian for entry, _ in read} <= {HOLDING}
    return [entry.content for entry, _ in read]


def visible(answer: HttpResponse) -> tuple[int, str, bytes]:
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status, str(sorted(headers.items())), answer.body


@pytest.mark.requirement("T2.3.search", "A51", "A23")
async def test_permitted_question_gets_every_study_and_report_newest_first(holder: Holder) -> None:
    found = await holder.found(OPEN)

    assert found.outcomes == ()
    assert found.next_url is None
    listed = contents(found, holder)
    assert [type(one) for one in listed] == [Study, Report, Study, Study]
    studies = [one for one in listed if isinstance(one, Study)]
    assert [one.study_uid for one in studies] == [study(OPEN, number).study_uid for number in (1, 2, 3)]
    patients = {
        patient
        for raw in found.entries
        for _, patient in [read_document_reference(raw, route_id="r", base_url=f"{holder.url}/fhir")]
    }
    assert patients == {OPEN}


@pytest.mark.hazard("H4")
@pytest.mark.requirement("T2.4.deny", "A34", "B23", "A24", "B12", "B13")
async def test_refused_silent_empty_and_unknown_patients_get_the_same_bytes(holder: Holder) -> None:
    answers = [await holder.search(await holder.token(one), one) for one in NOTHING]

    assert len({visible(answer) for answer in answers}) == 1
    assert json.loads(answers[0].body) == {"resourceType": "Bundle", "type": "searchset", "total": 0}
    grounds = [record.entry.ground for record in await holder.recorded("decision")]
    assert grounds == ["consent-refused", "no-consent", "local-consent", "patient-unknown"]


@pytest.mark.hazard("H4", "H7", "H1")
@pytest.mark.requirement("T2.4.unreadable-header", "B22")
@pytest.mark.parametrize(
    "what_fails", ["unreadable header", "unreadable report", "archive down", "reports down", "both down"]
)
async def test_what_is_missing_is_said_to_all_alike(holder: Holder, what_fails: str) -> None:
    if what_fails == "unreadable header":
        holder.studies.gap = "1 files cannot be read"
    if what_fails == "unreadable report":
        holder.reports.gap = "1 descriptions cannot be read"
    if what_fails in ("archive down", "both down"):
        holder.studies.failure = PeerUnreachable("archive", "connection refused")
    if what_fails in ("reports down", "both down"):
        holder.reports.failure = PeerTimedOut("reports", "no whole answer in time")

    answers = {one: await holder.search(await holder.token(one), one) for one in ALL}

    assert len({visible(answers[one]) for one in NOTHING}) == 1
    for answer in answers.values():
        found = parse_searchset(answer.body)
        assert found.outcomes
        assert {notice.holder_outcome for notice in found.outcomes} == {"partial"}
        assert all(notice.is_gap for notice in found.outcomes)
        assert "total" not in json.loads(answer.body)
    rows = len(parse_searchset(answers[OPEN].body).entries)
    assert rows == {"archive down": 1, "reports down": 3, "both down": 0}.get(what_fails, 4)


@pytest.mark.requirement("T2.4.unreadable-images")
async def test_study_whose_images_cannot_be_read_is_a_row_that_says_so(holder: Holder) -> None:
    damaged = replace(study(OPEN, 9), availability=Availability.UNREADABLE)
    holder.studies.held.append((local_id(OPEN), damaged))

    found = await holder.found(OPEN)

    assert found.outcomes == ()
    listed = [one for one in contents(found, holder) if isinstance(one, Study)]
    assert [one.availability for one in listed].count(Availability.UNREADABLE) == 1


@pytest.mark.hazard("H3", "H6")
@pytest.mark.requirement("T2.3.one-patient", "T2.6.query")
async def test_search_for_another_patient_than_the_tokens_is_refused_and_on_record(holder: Holder) -> None:
    token = await holder.token(EMPTY)

    answer = await holder.search(token, OPEN)

    assert answer.status == 403
    assert json.loads(answer.body)["resourceType"] == "OperationOutcome"
    (record,) = await holder.recorded("search")
    assert (record.entry.outcome, record.entry.patient_ref) == ("refused", holder.references.patient(EMPTY))


@pytest.mark.requirement("T2.3.one-patient", "T2.6.query", "T2.6.form", "B3")
@pytest.mark.parametrize(
    "fields",
    [
        {"patient.identifier": ""},
        {"patient.identifier": "999900006"},
        {"patient.identifier": "http://elsewhere.example/number|999900006"},
        {"patient.identifier": "http://fhir.nl/fhir/NamingSystem/bsn|999900007"},
        {"patient.identifier": "http://fhir.nl/fhir/NamingSystem/bsn|"},
        {"status": ""},
        {"status": "superseded"},
        {"_count": "0"},
        {"_count": "-1"},
        {"_count": "many"},
        {"_count": "1٣"},
    ],
)
async def test_malformed_search_is_told_so_and_changes_nothing(
    holder: Holder, fields: dict[str, str]
) -> None:
    answer = await holder.search_by(holder.client, await holder.token(OPEN), OPEN, fields)

    assert answer.status == 400
    assert json.loads(answer.body)["resourceType"] == "OperationOutcome"
    assert b"99990000" not in answer.body
    assert await holder.recorded("search") == []


@pytest.mark.requirement("T2.6.query")
async def test_unknown_parameter_is_ignored_unless_strict_handling_is_asked(holder: Holder) -> None:
    token = await holder.token(OPEN)

    lenient = await holder.search(token, OPEN, modality="CT")
    strict = await holder.search(token, OPEN, modality="CT", prefer="respond-async, handling=strict")

    assert (lenient.status, strict.status) == (200, 400)


@pytest.mark.requirement("B3")
async def test_search_by_get_is_not_answered(holder: Holder) -> None:
    token = await holder.token(OPEN)

    for query in ("", "?status=current", "?_page=x&status=current"):
        answer = await holder.get(token, f"/fhir/DocumentReference{query}")
        assert answer.status == 405
        assert b"_search" in answer.body


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T2.3.token", "T2.6.token")
async def test_stolen_token_opens_nothing_and_is_on_record(holder: Holder, ca: DevelopmentCa) -> None:
    token = await holder.token(OPEN)
    async with HttpClient.open(client_tls(ca, "thief")) as thief:
        stolen = await holder.search_by(thief, token, OPEN, {})

    unknown = await holder.search("x" * 43, OPEN)

    assert visible(stolen) == visible(unknown)
    assert stolen.status == 401
    assert stolen.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    (record,) = await holder.recorded("use-token")
    assert record.entry.outcome == "refused"
    assert record.entry.actor_user == DOCTOR.user_id


@pytest.mark.requirement("T2.3.token", "T2.6.token")
@pytest.mark.parametrize("token", ["", "short", "x" * 5000, "é" * 40])
async def test_what_is_no_token_opens_nothing(holder: Holder, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    answer = await holder.post("/fhir/DocumentReference/_search", {}, headers)

    assert answer.status == 401


@pytest.mark.requirement("T2.3.token")
async def test_token_ends_after_five_minutes(holder: Holder) -> None:
    token = await holder.token(OPEN)
    holder.clock.advance(299)
    within = await holder.search(token, OPEN)
    holder.clock.advance(1)

    assert (within.status, (await holder.search(token, OPEN)).status) == (200, 401)


@pytest.mark.requirement("A33", "B21")
async def test_consent_that_ends_closes_before_the_token_does(holder: Holder) -> None:
    ending = LocalConsent(
        ConsentChoice.GIVEN, NOW - timedelta(days=1), None, None, NOW + timedelta(seconds=60)
    )
    await holder.consents.record(HOLDING, holder.references.patient(SILENT), ending)
    token = await holder.token(SILENT)
    before = await holder.search(token, SILENT)
    holder.clock.advance(60)
    after = await holder.search(token, SILENT)

    assert [len(parse_searchset(answer.body).entries) for answer in (before, after)] == [4, 0]


@pytest.mark.hazard("H6")
@pytest.mark.requirement("A33", "B21", "B15")
async def test_withdrawn_consent_acts_at_the_next_request(holder: Holder) -> None:
    token = await holder.token(OPEN)
    before = await holder.search(token, OPEN)
    await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)
    with_old_token = await holder.search(token, OPEN)
    with_new_token = await holder.search(await holder.token(OPEN), OPEN)
    nothing = await holder.search(await holder.token(EMPTY), EMPTY)

    assert len(parse_searchset(before.body).entries) == 4
    assert with_old_token.status == 401
    assert visible(with_new_token) == visible(nothing)


@pytest.mark.hazard("H6")
@pytest.mark.requirement("A33", "B21")
async def test_consent_withdrawn_while_the_archive_is_asked_gives_nothing_any_more(holder: Holder) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()
    archive = holder.studies.studies

    class Slow:
        async def studies(self, local_ids: frozenset[object]) -> object:
            asked.set()
            await go_on.wait()
            return await archive(local_ids)  # type: ignore[arg-type]

    custodian = holder.custodians[HOLDING]
    holder.custodians[HOLDING] = replace(custodian, studies=Slow())  # type: ignore[arg-type]
    token = await holder.token(OPEN)
    searching = asyncio.create_task(holder.search(token, OPEN))
    await asked.wait()
    await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)
    go_on.set()

    assert (await searching).status == 401
    (record,) = await holder.recorded("search")
    assert record.closing is not None
    assert record.closing.outcome == "withdrawn"


@pytest.mark.hazard("H9")
@pytest.mark.requirement("T2.3.record", "A58", "A29", "B46", "B48")
async def test_search_is_on_record_with_ground_and_counts(holder: Holder) -> None:
    await holder.found(OPEN)
    await holder.found(REFUSED)

    given, refused = await holder.recorded("search")
    assert given.entry.ground == "local-consent"
    assert given.closing is not None
    assert (given.closing.outcome, given.closing.counts) == ("answered", {"studies": 3, "reports": 1})
    assert refused.entry.ground == "consent-refused"
    assert refused.closing is not None
    assert refused.closing.counts == {"studies": 0, "reports": 0}


@pytest.mark.hazard("H9")
@pytest.mark.requirement("T2.3.record")
async def test_no_answer_without_its_record(holder: Holder) -> None:
    token = await holder.token(OPEN)
    assert (await holder.search(token, OPEN)).status == 200
    await holder.database.execute("ALTER TABLE record RENAME TO lost")

    answer = await holder.search(token, OPEN)

    assert answer.status == 503
    assert json.loads(answer.body)["resourceType"] == "OperationOutcome"
    assert b"DocumentReference" not in answer.body


@pytest.mark.hazard("H6", "H4")
@pytest.mark.requirement("B12", "T2.3.decision")
async def test_consent_that_cannot_be_learnt_is_no_consent(holder: Holder) -> None:
    holder.ask_consents_of(InMemoryConsentSource(failure=PeerTimedOut("consent", "no answer")))

    unknown = await holder.search(await holder.token(OPEN), OPEN)

    holder.ask_consents_of(InMemoryConsentSource())
    nothing = await holder.search(await holder.token(EMPTY), EMPTY)
    assert visible(unknown) == visible(nothing)
    decided = [record.entry.ground for record in await holder.recorded("decision")]
    assert decided == ["consent-unknown", "no-consent"]


@pytest.mark.requirement("T2.3.own-at-once", "A30")
async def test_own_institution_needs_no_consent_of_its_own_patient(holder: Holder) -> None:
    asker = holder.asker(REFUSED, HOLDING)
    answer = await holder.search(await holder.token(REFUSED, asker=asker), REFUSED)

    assert len(parse_searchset(answer.body).entries) == 4
    (decided,) = await holder.recorded("decision")
    assert (decided.entry.outcome, decided.entry.ground) == ("permit", "own-institution")


async def every_page(holder: Holder, patient: Bsn, count: int) -> list[Searchset]:
    token = await holder.token(patient)
    answer = await holder.search(token, patient, _count=str(count))
    pages = [parse_searchset(answer.body)]
    while (next_url := pages[-1].next_url) is not None:
        answer = await holder.get(token, next_url.removeprefix(holder.url))
        assert answer.status == 200
        pages.append(parse_searchset(answer.body))
    return pages


@pytest.mark.requirement("T2.3.search")
@pytest.mark.parametrize(("count", "pages"), [(1, 4), (2, 2), (3, 2), (4, 1), (100000, 1)])
async def test_pages_together_are_the_whole_list_in_the_same_order(
    holder: Holder, count: int, pages: int
) -> None:
    whole = (await holder.found(OPEN)).entries

    found = await every_page(holder, OPEN, count)

    assert len(found) == pages
    assert tuple(entry for page in found for entry in page.entries) == whole


@pytest.mark.hazard("H6")
@pytest.mark.requirement("B3", "T2.6.query")
async def test_page_says_nothing_and_is_good_for_its_own_token_only(holder: Holder) -> None:
    token, other = await holder.token(OPEN), await holder.token(OPEN)
    first = parse_searchset((await holder.search(token, OPEN, _count="1")).body)
    assert first.next_url is not None
    path = first.next_url.removeprefix(holder.url)

    assert OPEN.digits not in path
    assert study(OPEN, 1).study_uid.value not in path
    assert (await holder.get(other, path)).status == 400
    assert (await holder.get(token, f"{path}x")).status == 400
    assert (await holder.get("x" * 43, path)).status == 401
    assert (await holder.get(token, path)).status == 200


@pytest.mark.hazard("H1")
async def test_study_that_comes_while_pages_are_read_hides_no_other(holder: Holder) -> None:
    token = await holder.token(OPEN)
    first = parse_searchset((await holder.search(token, OPEN, _count="2")).body)
    holder.studies.held.insert(0, (local_id(OPEN), study(OPEN, 0)))
    assert first.next_url is not None
    second = parse_searchset((await holder.get(token, first.next_url.removeprefix(holder.url))).body)

    listed = {
        one.study_uid for one in contents(first, holder) + contents(second, holder) if isinstance(one, Study)
    }
    assert listed == {study(OPEN, number).study_uid for number in (1, 2, 3)}
