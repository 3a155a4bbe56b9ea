"""`tijdlijn concerns`: the staff reads what waits, and answers."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.component.gateway.test_concerns import ID, SIDE, put, queue
from tests.lib.gateway import ASKING, HOLDING, OPEN, TRACE, Holder
from tijdlijn.cli import concerns
from tijdlijn.domain.concern import ConcernState
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.runtime.config import Config, CustodianSection, Kind, ServiceSection
from tijdlijn.runtime.config.sections import DatabaseSection
from tijdlijn.services.gateway import concern_desk
from tijdlijn.wire.fhir.task import read_handling

pytestmark = pytest.mark.requirement("T4.11.answer")


@pytest.fixture
def config(fresh_database: str) -> Config:
    """As much of a gateway's configuration as its desk needs."""
    return Config.model_construct(
        service=ServiceSection.model_construct(kind=Kind.GATEWAY),
        database=DatabaseSection(url=fresh_database),
        custodians=(CustodianSection(ura=HOLDING, name="Ziekenhuis", facility_type="V6"),),
    )


async def test_an_answer_reaches_the_reader_and_is_on_record_with_who_gave_it(
    holder: Holder, config: Config
) -> None:
    token = await holder.token(OPEN)
    await put(holder, SIDE, token)
    assert [one.concern for one in await concern_desk.waiting(config)] == [SIDE]

    await concern_desk.answer(config, ID, ConcernState.CORRECTED, "hersteld", answered_by="test-user")

    seen = read_handling((await holder.get(token, f"/fhir/Task/{ID}")).body)
    assert (seen.state, seen.answer) == (ConcernState.CORRECTED, "hersteld")
    assert await concern_desk.waiting(config) == []
    (record,) = await holder.recorded("answer-concern")
    assert (record.entry.actor_user, record.entry.object_ref) == ("test-user", f"concern:{ID}")


async def test_what_does_not_wait_cannot_be_answered(holder: Holder, config: Config) -> None:
    with pytest.raises(InputInvalid, match="no concern"):
        await concern_desk.answer(config, UUID(int=7), ConcernState.NO_FAULT, "", answered_by="test-user")
    with pytest.raises(InputInvalid, match="at most"):
        await concern_desk.answer(config, ID, ConcernState.NO_FAULT, "x" * 2001, answered_by="test-user")
    assert await holder.recorded("answer-concern") == []


async def test_what_is_printed_says_who_told_what_and_not_about_whom(holder: Holder) -> None:
    await put(holder, SIDE, await holder.token(OPEN))
    (queued,) = await queue(holder).waiting()

    printed = concerns.paragraph(queued, queued.received_at + timedelta(hours=50))

    assert f"{ID}  wrong-side  received, 2 days old" in printed
    assert f"told by 900000001 at {ASKING}, trace {TRACE}" in printed
    assert "  | links staat als rechts" in printed
    assert OPEN.digits not in printed
