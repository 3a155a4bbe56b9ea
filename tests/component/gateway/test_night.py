"""In the night of a Saturday nobody has to be there for a gateway to decide and to give."""

from datetime import UTC, datetime

import pytest

from tests.lib.dicom_files import STUDY
from tests.lib.gateway import OPEN, REFUSED, Holder
from tests.lib.gateway_images import received, three


@pytest.mark.requirement("A69")
async def test_at_night_everything_is_decided_found_and_given_without_anybody(holder: Holder) -> None:
    holder.studies.files = three()
    night = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)
    holder.clock.advance((night - holder.clock.now()).total_seconds())

    found = await holder.found(OPEN)
    images, ended = await received(holder, f"/studies/{STUDY}")

    assert len(found.entries) > 1
    assert (len(images), ended) == (3, True)
    # Nor does a refusal wait for anybody.
    assert (await holder.found(REFUSED)).entries == ()
