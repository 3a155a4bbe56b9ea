"""The decision in its row: made once, never on choices that changed meanwhile."""

import asyncio
from datetime import timedelta

import pytest

from tests.lib.gateway import HOLDING, NOW, OPEN, SILENT, Holder
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.services.gateway.decide import POLICY
from tijdlijn.wire.fhir.bundle import parse_searchset

GIVEN = LocalConsent(ConsentChoice.GIVEN, NOW)


class HeldUp:
    """A source of choices that answers what it knew when asked, but only when let go."""

    def __init__(self, choices: list[LocalConsent]) -> None:
        self.known = choices
        self.asked, self.let_go = asyncio.Event(), asyncio.Event()

    async def choices(self, patient: Bsn) -> list[LocalConsent]:
        known = list(self.known)
        self.asked.set()
        await self.let_go.wait()
        return known


@pytest.mark.requirement("T2.3.decision", "A24")
async def test_first_search_waits_for_the_decision(holder: Holder) -> None:
    source = HeldUp([GIVEN])
    holder.ask_consents_of(source)
    token = await holder.token(OPEN)
    searching = asyncio.create_task(holder.search(token, OPEN))
    await source.asked.wait()
    assert await holder.recorded("search") == []
    source.let_go.set()

    assert len(parse_searchset((await searching).body).entries) == 4


@pytest.mark.hazard("H6")
@pytest.mark.requirement("A33", "B21")
async def test_decision_on_choices_that_changed_meanwhile_is_made_again(holder: Holder) -> None:
    source = HeldUp([GIVEN])
    holder.ask_consents_of(source)
    token = await holder.token(OPEN)
    await source.asked.wait()
    await holder.consents.withdraw(HOLDING, holder.references.patient(SILENT), NOW)
    source.known = []
    # The patient's own choice changes while an answer that still says yes is on its way.
    await holder.database.execute(
        "UPDATE consent_version SET version = version + 1 WHERE patient_ref = %(patient_ref)s",
        {"patient_ref": holder.references.patient(OPEN)},
    )
    source.let_go.set()

    answer = await holder.search(token, OPEN)

    assert parse_searchset(answer.body).entries == ()
    (decided,) = await holder.recorded("decision")
    assert decided.entry.ground == "no-consent"


@pytest.mark.requirement("A29", "T2.3.decision")
async def test_many_requests_at_once_meet_one_decision_on_record(holder: Holder) -> None:
    token = await holder.token(OPEN)

    answers = await asyncio.gather(*(holder.search(token, OPEN) for _ in range(8)))

    assert {answer.status for answer in answers} == {200}
    (decided,) = await holder.recorded("decision")
    assert decided.entry.outcome == "permit"
    ends_at = (NOW + timedelta(seconds=300)).isoformat()
    assert decided.entry.object_ref == f"policy {POLICY} until {ends_at}"


@pytest.mark.hazard("H6")
@pytest.mark.requirement("A33")
async def test_choice_told_at_the_desk_ends_the_tokens_of_that_patient_only(holder: Holder) -> None:
    tokens = {patient: await holder.token(patient) for patient in (OPEN, SILENT)}
    for patient, token in tokens.items():
        await holder.search(token, patient)
    await holder.consents.record(HOLDING, holder.references.patient(SILENT), GIVEN)

    assert (await holder.search(tokens[SILENT], SILENT)).status == 401
    assert (await holder.search(tokens[OPEN], OPEN)).status == 200
    assert len((await holder.found(SILENT)).entries) == 4
