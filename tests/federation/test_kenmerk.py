"""The kenmerk that a page shows beside the helpdesk finds what went wrong, in the log of the timeline."""

import json
from collections.abc import Awaitable, Callable

import pytest

from tests.lib.browsing import Told
from tests.lib.demo_world import DemoWorld
from tijdlijn.services.timeline.events import PatientEvent


@pytest.mark.requirement("A68")
async def test_the_log_names_a_failed_holder_under_the_kenmerk_of_the_page(
    demo_world: DemoWorld, timeline_of: Callable[[str], Awaitable[Told]]
) -> None:
    with demo_world.without("umc-rijnmond"):
        told = await timeline_of("aneurysma")
    (patient,) = (event for event in told.events if isinstance(event, PatientEvent))
    lines = [json.loads(line) for line in demo_world.log("timeline").splitlines() if line.startswith("{")]
    failures = [line for line in lines if line["event"] == "peer-failed" and line["peer"] == "90000102"]
    assert failures[-1]["trace_id"] == patient.trace_id
