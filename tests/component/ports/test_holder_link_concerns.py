"""The suite of `ports.HolderLink`: something is wrong, said to the holder, and what it did about it."""

from dataclasses import replace
from uuid import UUID

import pytest

from tests.lib.certificates import ca
from tests.lib.gateway import ALSO_HOLDING, HOLDING, NOW, OPEN, REFUSED, report, study
from tests.lib.holder_links import Linked, linked
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.concern import Concern, ConcernKind, ConcernState, Handling
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import Ura

__all__ = ["ca", "linked"]

pytestmark = pytest.mark.requirement("T4.11.queue")
ID = UUID("5a3f7f66-4a43-4c58-9d2f-0c8f7a5f1b11")
SIDE = Concern(ID, ConcernKind.WRONG_SIDE, "links staat als rechts", study_uid=study(OPEN, 1).study_uid)


async def told(linked: Linked, concern: Concern, patient: Bsn = OPEN, at: Ura = HOLDING) -> Handling:
    route = replace(linked.route, custodians=(at,))
    return await linked.link.tell(route, linked.question(patient), concern)


async def handled(linked: Linked, patient: Bsn = OPEN, at: Ura = HOLDING) -> Handling:
    route = replace(linked.route, custodians=(at,))
    return await linked.link.handling(route, linked.question(patient), ID)


async def test_a_concern_about_a_study_is_received_and_can_be_looked_at(linked: Linked) -> None:
    received = Handling(ConcernState.RECEIVED, NOW)

    assert await told(linked, SIDE) == received
    assert await told(linked, SIDE) == received
    assert await handled(linked) == received


async def test_a_report_can_be_the_subject_too(linked: Linked) -> None:
    concern = Concern(ID, ConcernKind.WRONG_REPORT, report_id=report(OPEN).report_id)

    assert (await told(linked, concern)).state is ConcernState.RECEIVED


@pytest.mark.hazard("H4")
async def test_what_this_patient_has_not_there_is_no_subject(linked: Linked) -> None:
    elsewhere = replace(SIDE, study_uid=study(OPEN, 7).study_uid)
    anothers = replace(SIDE, study_uid=study(REFUSED, 1).study_uid)

    for concern, patient in ((elsewhere, OPEN), (anothers, OPEN), (anothers, REFUSED)):
        with pytest.raises(AccessDenied):
            await told(linked, concern, patient)


@pytest.mark.hazard("H4")
async def test_nobody_else_learns_of_a_concern(linked: Linked) -> None:
    await told(linked, SIDE)

    with pytest.raises(AccessDenied):
        await handled(linked, at=ALSO_HOLDING)
    with pytest.raises(AccessDenied):
        await handled(linked, patient=REFUSED)
