"""What fails is said, by name, and everything else stays."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from tests.federation.test_stories import ANEURYSM
from tests.lib.asking import DELFSHAVEN, FEIJENOORD, FRYSLAN, RIJNMOND, ZUID
from tests.lib.browsing import Browser, Told, told
from tests.lib.demo_world import DemoWorld
from tests.lib.eventually import eventually
from tijdlijn.testing.archives import plant_unreadable_header

TimelineOf = Callable[[str], Awaitable[Told]]


@pytest.mark.requirement("A44", "A45", "A46", "B24", "T2.4.unreachable", "T2.4.retry")
@pytest.mark.hazard("H1")
async def test_a_stopped_gateway_is_named_and_its_rows_join_when_it_is_asked_again(
    demo_world: DemoWorld, browser: Browser
) -> None:
    page = await browser.launch("aneurysma")
    with demo_world.without("umc-rijnmond"):
        events = page.stream()
        first = await told(events)
    async with aclosing(events):
        outcome = first.outcomes[RIJNMOND]
        assert (outcome.kind, outcome.name, outcome.retryable) == ("Unreachable", "UMC Rijnmond", True)
        others = {FRYSLAN, DELFSHAVEN, ZUID, FEIJENOORD}
        assert {first.kinds[ura] for ura in others} == {"Answered"}
        assert not first.complete.complete
        assert (first.complete.asked, first.complete.answered) == (5, 4)
        assert "MRI schouder rechts" not in [row[0] for row in first.shown]

        again = await page.read(RIJNMOND)

    assert again.kinds == {RIJNMOND: "Answered"}
    whole = Told(first.events + again.events)
    assert whole.shown == ANEURYSM
    assert whole.complete.complete
    assert (whole.complete.asked, whole.complete.answered) == (5, 5)


@pytest.mark.requirement("B22", "B24", "T2.4.index-down", "T2.3.own-at-once")
@pytest.mark.hazard("H2")
@pytest.mark.parametrize("down", ["index", "pseudonym"])
async def test_without_index_or_pseudonym_service_own_studies_stay_and_the_rest_is_said_to_be_missing(
    demo_world: DemoWorld, timeline_of: TimelineOf, down: str
) -> None:
    with demo_world.without(down):
        told = await timeline_of("aneurysma")
        run = demo_world.cli("timeline", "aneurysma")

    assert told.holders.localised == "unavailable"
    assert told.holders.since is not None
    assert [holder.custodian for holder in told.holders.asked] == [FRYSLAN]
    assert told.shown == ANEURYSM[:2]
    assert told.kinds == {FRYSLAN: "Answered"}
    assert not told.complete.complete
    assert run.returncode == 3
    assert "De verwijsindex is niet bereikbaar" in run.stdout
    assert (await timeline_of("aneurysma")).complete.complete


@pytest.mark.requirement("A55", "B49", "T2.3.directory")
@pytest.mark.hazard("H2")
async def test_the_replica_works_on_when_the_directory_is_down(
    demo_world: DemoWorld, timeline_of: TimelineOf
) -> None:
    with demo_world.without("directory"):
        told = await timeline_of("aneurysma")

    assert told.shown == ANEURYSM
    assert told.complete.complete
    assert (told.holders.connected, told.holders.institutions) == (6, 8)


@pytest.mark.requirement("A44")
@pytest.mark.hazard("H1")
async def test_even_the_own_institution_may_fail_and_is_named(
    demo_world: DemoWorld, timeline_of: TimelineOf
) -> None:
    with demo_world.without("ziekenhuis-fryslan"):
        told = await timeline_of("aneurysma")

    assert told.kinds == {
        FRYSLAN: "Unreachable",
        **dict.fromkeys((RIJNMOND, DELFSHAVEN, ZUID, FEIJENOORD), "Answered"),
    }
    assert told.shown == ANEURYSM[2:]
    assert not told.complete.complete


@pytest.mark.requirement("T2.4.unreadable-header", "T2.6.dicom")
@pytest.mark.hazard("H7", "H1")
async def test_an_unreadable_header_makes_the_holder_partial_for_every_patient_until_it_is_gone(
    demo_world: DemoWorld, timeline_of: TimelineOf
) -> None:
    planted = plant_unreadable_header(demo_world.folder.archives / "diagnostiek-zuid" / "dicom")
    try:
        for story in ("aneurysma", "kapot"):

            async def outcome(story: str = story) -> str:
                return (await timeline_of(story)).kinds[ZUID]

            assert await eventually(outcome, until="Partial".__eq__)
            told = await timeline_of(story)
            assert "Echo aorta" in str(told.shown) or "X-onderbeen rechts" in str(told.shown)
            assert told.outcomes[ZUID].retryable
            assert not told.complete.complete
    finally:
        planted.unlink()
        planted.parent.rmdir()

    async def whole() -> bool:
        return (await timeline_of("aneurysma")).complete.complete

    assert await eventually(whole)


@pytest.mark.requirement("A44", "T2.2.orthanc")
@pytest.mark.hazard("H1")
async def test_reports_stay_when_the_archive_behind_a_gateway_does_not_answer(
    demo_world: DemoWorld, timeline_of: TimelineOf
) -> None:
    with demo_world.orthancs["umc-rijnmond"].held_up():
        told = await timeline_of("kapot")

    assert told.kinds == {FRYSLAN: "Answered", ZUID: "Answered", RIJNMOND: "Partial"}
    assert not told.complete.complete
    (row,) = (row for row in told.rows if row.study is None)
    assert [(report.title, report.custodian) for report in row.reports] == [("Echocardiografie", RIJNMOND)]
