"""The timeline asked by a program: one searchset of all holders, and what is missing in it said."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.component.timeline.test_fan_out import gated, own
from tests.lib.gateway import OPEN, TEXT, UNKNOWN, report, study
from tests.lib.scripted_holder import FHIR, Answer, Script, status, text
from tests.lib.timeline_desk import ASKING, complete, timeline_desk, until_complete
from tijdlijn.domain.errors import PeerUnreachable
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import Rendition
from tijdlijn.services.timeline.events import CompleteEvent, OutcomeEvent
from tijdlijn.services.timeline.patience import Patience
from tijdlijn.services.timeline.responder import SHIELDED, Told
from tijdlijn.store.record.record_store import UNDER_WAY
from tijdlijn.wire.fhir.bundle import Searchset, parse_searchset, searchset
from tijdlijn.wire.fhir.document_reference import Holder as WrittenAs
from tijdlijn.wire.fhir.document_reference import report_to_document_reference, study_to_document_reference

FIRST, SECOND = Ura("90000102"), Ura("90000103")


def found(answer: Any) -> tuple[Searchset, int | None]:
    """The searchset of an answer, and its total."""
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"].startswith(FHIR)
    return parse_searchset(answer.body), json.loads(answer.body).get("total")


def with_report(script: Script, custodian: Ura) -> None:
    """Let a holder have a study and its report."""

    async def answer(request: Request) -> Response:
        holder = WrittenAs(custodian, "V6", f"{script.url}/fhir")
        told = replace(report(OPEN), renditions=(Rendition("text/plain", "Binary/1", len(TEXT)),))
        written = report_to_document_reference(told, holder=holder, patient=OPEN)
        return await script.page(1, written)(request)

    script.searches, script.documents = [answer], [text(TEXT)]


@pytest.mark.requirement("T4.1.responder")
async def test_all_that_holders_show_is_one_searchset_with_a_total_and_reports_that_can_be_read(
    fresh_database: str,
) -> None:
    other = Script([])
    with_report(other, FIRST)
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: other}) as desk:
        program = await desk.visit()
        page, total = found(await program.search())
        entries = [json.loads(entry) for entry in page.entries]
        addresses = [content["attachment"].get("url") for entry in entries for content in entry["content"]]
        (address,) = (one for one in addresses if one and one.endswith("form=0"))
        read = await program.ask("GET", address.removeprefix("http://timeline.localhost"), program.bearer)

    assert (len(entries), total) == (3, 3)
    assert {entry["custodian"]["identifier"]["value"] for entry in entries} == {str(ASKING), str(FIRST)}
    assert read.body == TEXT
    assert other.url not in str(entries)
    (notice,) = page.outcomes
    assert (notice.severity, notice.diagnostics) == ("information", SHIELDED)


@pytest.mark.requirement("T4.1.responder")
@pytest.mark.hazard("H1")
async def test_each_holder_that_failed_is_an_outcome_with_its_name_and_there_is_no_total(
    fresh_database: str,
) -> None:
    silent, _ = gated()
    holders = {ASKING: own(), FIRST: Script([status(503)]), SECOND: silent}
    patience = Patience(route_s=0.3, whole_s=1.0, late_s=5.0)
    async with timeline_desk(fresh_database, holders, patience=patience) as desk:
        page, total = found(await (await desk.visit()).search())

    failed = {notice.custodian: notice for notice in page.outcomes if notice.is_gap}
    assert {ura: notice.holder_outcome for ura, notice in failed.items()} == {
        FIRST: "unreachable",
        SECOND: "timed-out",
    }
    assert {notice.severity for notice in failed.values()} == {"error"}
    assert (len(page.entries), total) == (1, None)


@pytest.mark.requirement("T4.1.responder", "B22")
@pytest.mark.hazard("H2")
async def test_without_the_index_the_answer_says_that_others_are_unknown(fresh_database: str) -> None:
    async with timeline_desk(fresh_database, {ASKING: own()}) as desk:
        desk.localiser.failure = PeerUnreachable("index", "connection refused")
        page, total = found(await (await desk.visit()).search())

    (gap,) = (notice for notice in page.outcomes if notice.is_gap)
    assert (gap.code, gap.custodian, total) == ("transient", None, None)


@pytest.mark.requirement("T4.1.responder-nameless")
@pytest.mark.hazard("H4")
def test_whoever_may_not_be_named_is_one_number_without_reason() -> None:
    told = Told()
    for custodian, kind in (
        (None, "Refused"),
        (None, "TimedOut"),
        (None, "Answered"),
        (str(FIRST), "Partial"),
    ):
        told.hear(
            OutcomeEvent(
                custodian=custodian, name=custodian, kind=kind, asked_at="2026-11-24T09:00:00Z", took_ms=1,
                retryable=True, reason="its own words", rows=0, route="r" if custodian else "",
            )
        )  # fmt: skip
    told.hear(CompleteEvent(complete=False, asked=4, answered=1, at="2026-11-24T09:00:00Z"))

    named, others = told.notices()
    assert (named.custodian, named.holder_outcome) == (FIRST, "partial")
    assert (others.custodian, others.holder_outcome) == (None, None)
    assert others.diagnostics == "2 more did not give everything"


@pytest.mark.requirement("T4.1.responder-nameless")
@pytest.mark.hazard("H4")
async def test_a_holder_that_denies_and_one_with_nothing_are_the_same_bytes_as_no_holder(
    fresh_database: str,
) -> None:
    empty = Script([])
    empty.searches = [empty.page()]
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: empty}) as desk:
        with_it = await (await desk.visit()).search()
        desk.localiser.registrations.clear()
        without = await (await desk.visit()).search()

    assert with_it.body == without.body


@pytest.mark.requirement("T4.1.responder")
@pytest.mark.hazard("H3")
async def test_what_is_of_another_person_is_kept_back_and_that_is_said(fresh_database: str) -> None:
    mixed = Script([])

    async def answer(request: Request) -> Response:
        holder = WrittenAs(FIRST, "V6", f"{mixed.url}/fhir")
        other = Demographics("Test-Ander, A.", VagueDate("1987-06-05"), Sex.MALE)
        strange = replace(study(OPEN, 5), demographics=other)
        written = study_to_document_reference(strange, holder=holder, patient=OPEN)
        return await mixed.page(1, written)(request)

    mixed.searches = [answer]
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: mixed}) as desk:
        response = await (await desk.visit()).search()
        page, total = found(response)

    (gap,) = (notice for notice in page.outcomes if notice.is_gap)
    assert gap.diagnostics == "1 rows are kept back: their birth date or sex is not the patient's"
    assert (len(page.entries), total) == (2, None)
    assert b"Test-Ander" not in response.body


@pytest.mark.requirement("T4.1.responder", "T2.6.query", "T2.3.one-patient")
@pytest.mark.hazard("H4")
async def test_without_the_sessions_token_or_for_another_patient_nothing_is_answered(
    fresh_database: str,
) -> None:
    script = own()
    async with timeline_desk(fresh_database, {ASKING: script}) as desk:
        program = await desk.visit()
        by_cookie = await program.search(Cookie=f"tijdlijn_timeline_session={program.cookie}")
        unknown = await program.search(Authorization=f"Bearer {'x' * 43}")
        another = await program.search(UNKNOWN.digits)
        form = {"Content-Type": "application/x-www-form-urlencoded", **program.bearer}
        malformed = await program.ask("POST", "/fhir/DocumentReference/_search", form, b"status=current")

        in_a_url = await program.ask("GET", "/fhir/DocumentReference?status=current", program.bearer)
        recorded = await desk.recorded("search")

    answers = by_cookie, unknown, another, malformed, in_a_url
    assert [answer.status for answer in answers] == [401, 401, 403, 400, 405]
    assert script.pages == []
    assert [(one.entry.outcome, one.entry.object_ref) for one in recorded] == [
        ("refused", "another patient than the session's")
    ]


@pytest.mark.requirement("T4.1.responder", "A67")
@pytest.mark.hazard("H4")
async def test_a_session_that_ends_while_holders_are_asked_gets_nothing(fresh_database: str) -> None:
    silent, gate = gated()
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: silent}) as desk:
        program = await desk.visit()
        endings = asyncio.ensure_future(desk.sessions.tell_endings())
        asking = asyncio.ensure_future(program.search())
        await asyncio.wait_for(gate.asked.wait(), 5)
        (under_way,) = await desk.recorded("search")
        await desk.sessions.start(replace(program.session, context_id="a" * 32), program.cookie)
        answer = await asking
        await asyncio.wait_for(gate.hung_up.wait(), 5)
        (ended,) = await desk.recorded("search")
        endings.cancel()

    assert (under_way.entry.outcome, under_way.closing) == (UNDER_WAY, None)
    assert ended.closing is not None
    assert ended.closing.outcome == "cut-off"
    assert (answer.status, answer.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')


@pytest.mark.requirement("T4.1.responder")
@pytest.mark.hazard("H1")
async def test_an_answer_larger_than_was_asked_for_is_an_error_and_never_a_part(fresh_database: str) -> None:
    both = Script([])
    both.searches = [both.page(1, 2)]
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: both}) as desk:
        program = await desk.visit()
        fitting = await program.search(count=3)
        too_small = await program.search(count=2)
        recorded = await desk.recorded("search")

    assert len(found(fitting)[0].entries) == 3
    assert too_small.status == 400
    assert b"_count" in too_small.body
    assert [one.closing.outcome for one in recorded if one.closing] == ["complete", "too-many"]


@pytest.mark.requirement("T4.1.responder")
@pytest.mark.hazard("H1")
async def test_holders_may_call_their_entries_alike_or_not_at_all(fresh_database: str) -> None:
    first, second = Script([]), Script([])

    def called(script: Script, number: int, name: str | None) -> Answer:
        async def answer(_request: Request) -> Response:
            written = json.loads(script.written(number))
            written.pop("id")
            named = {**written, "id": name} if name else written
            return Response(searchset([json.dumps(named).encode()], base_url=None), media_type=FHIR)

        return answer

    first.searches, second.searches = [called(first, 1, "1")], [called(second, 2, "1")]
    nameless = Script([])
    nameless.searches = [called(nameless, 3, None)]
    holders = {ASKING: nameless, FIRST: first, SECOND: second}
    async with timeline_desk(fresh_database, holders) as desk:
        answer = await (await desk.visit()).search()

    page, total = found(answer)
    addresses = {entry["fullUrl"] for entry in json.loads(answer.body)["entry"]}
    assert (len(page.entries), total) == (3, 3)
    assert len(addresses) == 3 + len(page.outcomes)


@pytest.mark.requirement("T4.1.responder", "T4.1.cancelled")
async def test_a_program_that_hangs_up_ends_the_question(fresh_database: str) -> None:
    silent, gate = gated()
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: silent}) as desk:
        program = await desk.visit()
        asking = asyncio.ensure_future(program.search())
        await asyncio.wait_for(gate.asked.wait(), 5)
        asking.cancel()
        await asyncio.wait({asking})
        await asyncio.wait_for(gate.hung_up.wait(), 5)


@pytest.mark.requirement("T4.1.responder")
async def test_a_program_reads_the_stream_with_its_token_and_without_a_page(fresh_database: str) -> None:
    async with timeline_desk(fresh_database, {ASKING: own()}) as desk:
        events = (await desk.visit()).stream(as_program=True)
        told = await until_complete(events)
        await events.aclose()

    assert complete(told).complete
