"""What ended goes, and what nobody closed is closed as cut off."""

from datetime import timedelta

import pytest

from tests.lib.gateway import OPEN, Holder
from tijdlijn.services.gateway.housekeeping import Housekeeping
from tijdlijn.store.gateway.guarded_record import GuardedRecord
from tijdlijn.store.gateway.opened_study_store import OpenedStudyStore
from tijdlijn.store.gateway.token_store import TokenStore
from tijdlijn.store.record.record_store import CUT_OFF


def housekeeping(holder: Holder) -> Housekeeping:
    record = GuardedRecord(holder.database)
    opened = OpenedStudyStore(holder.database, record)
    return Housekeeping(TokenStore(holder.database, record), opened, record, holder.clock)


@pytest.mark.requirement("T2.3.token")
async def test_ended_tokens_go_and_their_grants_are_remembered_for_as_long_as_they_could_be_used(
    holder: Holder,
) -> None:
    grant = holder.grant(OPEN)
    await holder.exchange(grant)
    holder.clock.advance(359)
    await housekeeping(holder).tidy()
    again = await holder.exchange(grant)
    holder.clock.advance(timedelta(hours=1).total_seconds())
    await housekeeping(holder).tidy()

    assert again.status == 400
    assert await holder.database.execute("DELETE FROM access_token") == 0
    assert await holder.database.execute("DELETE FROM used_grant") == 0


@pytest.mark.hazard("H9")
@pytest.mark.requirement("A58")
async def test_search_that_nobody_closed_is_closed_as_cut_off(holder: Holder) -> None:
    holder.reports.failure = RuntimeError("the process is in trouble")  # type: ignore[assignment]
    token = await holder.token(OPEN)
    assert (await holder.search(token, OPEN)).status == 500
    (open_record,) = await holder.recorded("search")
    holder.clock.advance(timedelta(days=365).total_seconds())
    await housekeeping(holder).tidy()

    (record,) = await holder.recorded("search")
    assert open_record.closing is None
    assert record.closing is not None
    assert record.closing.outcome == CUT_OFF
