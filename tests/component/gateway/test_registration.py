"""What stands at the index: patients of whom there is something and who allow it, and nobody else."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.lib.gateway import (
    ASKING,
    EMPTY,
    HOLDING,
    NOW,
    OPEN,
    REFUSED,
    SILENT,
    Holder,
    local_id,
    report,
)
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.errors import PeerUnreachable
from tijdlijn.services.gateway.registration import Registration
from tijdlijn.store.gateway.registration_store import RegistrationStore
from tijdlijn.testing.fakes.localiser import InMemoryLocaliser

GIVEN = LocalConsent(ConsentChoice.GIVEN, NOW)
DOWN = PeerUnreachable("index", "connection refused")


@dataclass
class Desk:
    """A holder and the index it registers at."""

    holder: Holder
    index: InMemoryLocaliser

    @property
    def registration(self) -> Registration:
        """The task as a process that just started has it."""
        store = RegistrationStore(self.holder.database)
        custodians = {HOLDING: self.holder.custodians[HOLDING]}
        return Registration(custodians, self.index, store, self.holder.references, self.holder.clock)

    async def go_round(self) -> bool:
        """One round; whether it did all."""
        return await self.registration.go_round() is None

    @property
    def findable(self) -> set[Bsn]:
        """Who may be found."""
        assert {custodian for _, custodian in self.index.registrations.values()} <= {HOLDING}
        return {patient for patient, _ in self.index.registrations.values()}

    async def choose(self, patient: Bsn, choice: LocalConsent) -> None:
        """Let a patient choose at the desk."""
        await self.holder.consents.record(HOLDING, self.holder.references.patient(patient), choice)


@pytest.fixture
def desk(holder: Holder) -> Desk:
    """Nobody is registered yet."""
    return Desk(holder, InMemoryLocaliser())


@pytest.mark.hazard("H4")
@pytest.mark.requirement("A53", "A34", "T2.3.index", "B23")
async def test_only_who_has_something_and_allows_it_is_findable(desk: Desk) -> None:
    assert await desk.go_round()

    assert desk.findable == {OPEN}


@pytest.mark.requirement("A53")
async def test_report_alone_makes_findable(desk: Desk) -> None:
    desk.holder.reports.held.append((local_id(EMPTY), report(EMPTY)))
    assert await desk.go_round()

    assert desk.findable == {OPEN, EMPTY}


@pytest.mark.requirement("A53", "B10")
async def test_round_again_changes_nothing(desk: Desk) -> None:
    await desk.go_round()
    before = dict(desk.index.registrations)

    assert await desk.go_round()

    assert desk.index.registrations == before


@pytest.mark.requirement("A53", "A33", "B10")
async def test_registration_ends_with_its_ground_and_comes_back_with_it(desk: Desk) -> None:
    await desk.go_round()
    await desk.holder.consents.withdraw(HOLDING, desk.holder.references.patient(OPEN), NOW)
    await desk.go_round()
    after_withdrawal = desk.findable
    await desk.choose(OPEN, GIVEN)
    await desk.go_round()
    after_consent = desk.findable
    desk.holder.studies.held.clear()
    desk.holder.reports.held.clear()
    await desk.go_round()

    assert (after_withdrawal, after_consent, desk.findable) == (set(), {OPEN}, set())


@pytest.mark.requirement("B14")
async def test_choice_for_one_asker_alone_is_enough_and_weighed_as_a_decision_is(desk: Desk) -> None:
    for_one = LocalConsent(ConsentChoice.GIVEN, NOW, None, ASKING)
    await desk.choose(REFUSED, for_one)
    await desk.choose(SILENT, LocalConsent(ConsentChoice.GIVEN, NOW, until=NOW))
    await desk.choose(OPEN, LocalConsent(ConsentChoice.REFUSED, NOW + timedelta(seconds=1)))
    await desk.go_round()

    assert desk.findable == {REFUSED}


@pytest.mark.hazard("H1")
@pytest.mark.requirement("B22")
async def test_index_that_is_down_is_asked_again_and_nothing_is_forgotten(desk: Desk) -> None:
    desk.index.failure = DOWN
    assert not await desk.go_round()
    desk.index.failure = None
    assert await desk.go_round()
    assert desk.findable == {OPEN}

    desk.index.failure = DOWN
    await desk.holder.consents.withdraw(HOLDING, desk.holder.references.patient(OPEN), NOW)
    assert not await desk.go_round()
    desk.index.failure = None
    assert await desk.go_round()
    assert desk.findable == set()


@pytest.mark.hazard("H1")
async def test_archive_that_is_down_withdraws_nobody(desk: Desk) -> None:
    await desk.go_round()
    desk.holder.studies.failure = PeerUnreachable("archive", "down")

    assert not await desk.go_round()
    assert desk.findable == {OPEN}


@pytest.mark.hazard("H1", "H7")
@pytest.mark.parametrize("source", ["studies", "reports"])
async def test_patient_whose_only_entry_became_unreadable_stays_findable(desk: Desk, source: str) -> None:
    await desk.go_round()
    desk.holder.studies.held.clear()
    desk.holder.reports.held.clear()
    if source == "studies":
        desk.holder.studies.gap = "1 files cannot be read"
    else:
        desk.holder.reports.gap = "1 descriptions cannot be read"

    assert await desk.go_round()
    assert desk.findable == {OPEN}


@pytest.mark.hazard("H6")
@pytest.mark.requirement("A33")
async def test_registration_cut_off_before_it_was_noted_ends_with_its_consent(desk: Desk) -> None:
    """The process died between the index's yes and our note of it; then the patient withdrew."""
    store = RegistrationStore(desk.holder.database)
    reference = desk.holder.references.patient(OPEN)
    await store.intend(HOLDING, reference)
    await desk.index.register(OPEN, HOLDING)
    await desk.holder.consents.withdraw(HOLDING, reference, NOW)

    assert await desk.go_round()

    assert desk.findable == set()
    assert await store.standing(HOLDING) == {}
