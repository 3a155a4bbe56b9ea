"""Who may read images: keys, tickets, sessions, the holder's decision, and what stands on record of it."""

import asyncio
import json

import pytest

from tests.component.timeline.test_images import FRAMES, PART10, SERIES, STUDY_PATH, path_of
from tests.lib.dicom_files import CT, STUDY, dicom_file
from tests.lib.eventually import eventually
from tests.lib.image_desk import Desk, DeskBrowser
from tijdlijn.services.timeline.doors import SESSION_COOKIE
from tijdlijn.services.timeline.images.ticket import COOKIE, MAX_STUDIES
from tijdlijn.wire.dicom.sop_classes import STORAGE

OTHER_STUDY = "2.25.111"


@pytest.fixture
async def browser(desk: Desk) -> DeskBrowser:
    """A browser of a patient with two studies, of which none is open."""
    desk.holder.files = [dicom_file(), dicom_file(), dicom_file(StudyInstanceUID=OTHER_STUDY)]
    return await desk.open_browser()


@pytest.mark.requirement("T3.1.key", "T3.2.read", "A22")
async def test_opening_a_study_tells_what_it_consists_of_and_where_it_is(
    desk: Desk, browser: DeskBrowser
) -> None:
    key = browser.key(STUDY)
    answer = await browser.begin(key)
    opened = json.loads(answer.body)
    assert opened["expires_in_s"] == 300
    (study,) = opened["studies"]
    (series,) = study.pop("series")
    instances = series.pop("instances")
    path = study.pop("path")
    assert series == {"uid": SERIES, "modality": "CT", "number": None, "description": None}
    assert [one["sop_class"] for one in instances] == ["1.2.840.10008.5.1.4.1.1.2"] * 2
    assert study == {
        "key": key,
        "state": "open",
        "study_uid": STUDY,
        "series_count": 1,
        "instance_count": 2,
        "size_bytes": sum(map(len, desk.holder.files[:2])),
        "lists_all": True,
    }
    assert answer.headers["cache-control"] == "no-store"
    assert path.endswith(f"/studies/{STUDY}")
    for one in (STUDY_PATH, path.removeprefix("/dw")):
        assert (await browser.get(one)).status == 200


@pytest.mark.requirement("T3.5.classes", "T3.5.unknown")
async def test_opening_a_study_tells_what_kind_of_object_each_instance_is(
    desk: Desk, browser: DeskBrowser
) -> None:
    classes = [CT, f"{STORAGE}.88.11", f"{STORAGE}.11.1", "1.2.3.4", f"{STORAGE}.3.1"]
    desk.holder.files = [
        dicom_file(SOPClassUID=uid, InstanceNumber=number) for number, uid in enumerate(classes)
    ]
    (study,) = json.loads((await browser.begin(browser.key(STUDY))).body)["studies"]
    (series,) = study["series"]
    assert [(one["kind"], one["name"]) for one in series["instances"]] == [
        ("image", None),
        ("report", "Basic Text SR"),
        ("presentation", "Grayscale Softcopy Presentation State"),
        ("other", None),
        ("image", None),
    ]


@pytest.mark.requirement("T3.1.ticket")
async def test_the_ticket_is_a_cookie_that_no_script_reads_and_that_says_nothing(
    browser: DeskBrowser,
) -> None:
    answer = await browser.begin(browser.key(STUDY))
    header = answer.headers["set-cookie"]
    assert header.startswith(f"{COOKIE}=")
    assert header.endswith("; Path=/; Max-Age=300; Secure; HttpOnly; SameSite=None; Partitioned")
    assert STUDY not in header


@pytest.mark.requirement("T3.1.ticket")
@pytest.mark.hazard("H10")
async def test_a_study_outside_the_ticket_does_not_exist(desk: Desk, browser: DeskBrowser) -> None:
    await browser.opened(STUDY)
    asked_before = len(desk.holder.requests)
    outside = await browser.get(f"/studies/{OTHER_STUDY}")
    unknown = await browser.get("/studies/2.25.987654321")
    assert (outside.status, outside.body) == (unknown.status, unknown.body)
    assert outside.status == 404
    assert len(desk.holder.requests) == asked_before


@pytest.mark.requirement("T3.1.ticket")
@pytest.mark.hazard("H10")
async def test_a_ticket_of_another_session_edited_or_over_opens_nothing(
    desk: Desk, browser: DeskBrowser
) -> None:
    await browser.opened(STUDY)
    ticket = browser.cookies[COOKIE]
    stranger = await desk.open_browser("999900018", context_id="another")
    stranger.cookies[COOKIE] = ticket
    assert (await stranger.get(STUDY_PATH)).status == 404
    for edited in (ticket[:-4] + "AAAA", "A" * 40, "", "%00"):
        browser.cookies[COOKIE] = edited
        assert (await browser.get(STUDY_PATH)).status == 404
    browser.cookies[COOKIE] = ticket
    desk.clock.advance(299)
    assert (await browser.get(STUDY_PATH)).status == 200
    desk.clock.advance(1)
    assert (await browser.get(STUDY_PATH)).status == 404
    assert (await browser.get("/studies")).status == 404


@pytest.mark.requirement("T3.1.ticket")
@pytest.mark.hazard("H10")
async def test_with_its_session_a_ticket_ends_at_once(desk: Desk, browser: DeskBrowser) -> None:
    await browser.opened(STUDY)
    async with desk.database.transaction() as connection:
        await desk.sessions.store.end(connection, browser.cookies[SESSION_COOKIE], "patient-switched")
    assert (await browser.get(STUDY_PATH)).status == 404
    assert (await browser.begin(browser.key(STUDY))).status == 401


@pytest.mark.requirement("T3.1.ticket")
async def test_opening_again_renews_the_ticket_and_keeps_what_was_open(
    desk: Desk, browser: DeskBrowser
) -> None:
    await browser.opened(STUDY)
    desk.clock.advance(200)
    await browser.opened(OTHER_STUDY)
    desk.clock.advance(200)
    for path in (STUDY_PATH, f"/studies/{OTHER_STUDY}"):
        assert (await browser.get(path)).status == 200


@pytest.mark.requirement("T3.1.ticket")
async def test_a_ticket_has_room_for_twelve_studies_and_the_newest_stay(
    desk: Desk, browser: DeskBrowser
) -> None:
    uids = [f"2.25.5{number:02}" for number in range(MAX_STUDIES)]
    desk.holder.files += [dicom_file(StudyInstanceUID=uid) for uid in uids]
    await browser.opened(STUDY)
    await browser.opened(*uids)
    assert (await browser.get(STUDY_PATH)).status == 404
    assert (await browser.get(f"/studies/{uids[0]}")).status == 200
    assert len(browser.cookies[COOKIE]) < 4000
    keys = [browser.key(uid) for uid in uids]
    assert (await browser.begin(*keys, browser.key(STUDY))).status == 400


@pytest.mark.requirement("T3.1.key")
@pytest.mark.hazard("H10")
async def test_a_key_that_is_made_up_or_of_another_session_opens_nothing(
    desk: Desk, browser: DeskBrowser
) -> None:
    stranger = await desk.open_browser("999900018", context_id="another")
    for key in (stranger.key(STUDY), browser.key(STUDY)[:-4] + "AAAA", "x", ""):
        answer = await browser.begin(key)
        assert answer.status == 404
        assert COOKIE not in browser.cookies
    for body in ((), ("x",) * 13):
        assert (await browser.begin(*body)).status == 400


@pytest.mark.requirement("T3.1.key")
@pytest.mark.hazard("H10")
async def test_only_the_page_of_this_session_opens_studies(browser: DeskBrowser) -> None:
    key = browser.key(STUDY)
    assert (await browser.begin(key, headers={"Origin": "http://evil.example"})).status == 404
    assert (await browser.begin(key, headers={"X-Tijdlijn": ""})).status == 404
    assert (await browser.begin(key, headers={"X-Tijdlijn-Context": "another"})).status == 401
    assert COOKIE not in browser.cookies


@pytest.mark.requirement("T3.1.decision")
async def test_a_study_that_the_holder_does_not_give_is_not_in_the_ticket(
    desk: Desk, browser: DeskBrowser
) -> None:
    answer = await browser.begin(browser.key(STUDY), browser.key("2.25.404"))
    states = [study["state"] for study in json.loads(answer.body)["studies"]]
    assert states == ["open", "not-given"]
    desk.holder.status = 503
    answer = await browser.begin(browser.key(OTHER_STUDY))
    assert [study["state"] for study in json.loads(answer.body)["studies"]] == ["unreachable"]
    desk.holder.status = 200
    assert (await browser.get(f"/studies/{OTHER_STUDY}")).status == 404
    assert (await browser.get(STUDY_PATH)).status == 200


@pytest.mark.requirement("T3.1.decision")
async def test_every_retrieval_asks_the_holder(desk: Desk, browser: DeskBrowser) -> None:
    await browser.opened(STUDY)
    instance = path_of(desk.holder.files[0])
    assert (await browser.get(f"{instance}/frames/1", FRAMES)).status == 200
    desk.holder.status = 404
    for path in (
        STUDY_PATH,
        instance,
        f"{instance}/frames/1",
        f"{STUDY_PATH}/metadata",
        f"{STUDY_PATH}/series",
    ):
        assert (await browser.get(path)).status == 404
    desk.holder.status = 503
    answer = await browser.get(STUDY_PATH)
    assert (answer.status, json.loads(answer.body)["resourceType"]) == (503, "OperationOutcome")


@pytest.mark.requirement("T3.1.opened", "A58")
async def test_a_study_stands_on_record_once_with_what_was_read(desk: Desk, browser: DeskBrowser) -> None:
    await browser.opened(STUDY)
    (record,) = await desk.recorded("open-study")
    assert (record.entry.outcome, record.closing) == ("under-way", None)
    assert record.entry.actor_user == "900000001-context"
    assert STUDY not in str(record.entry)
    await asyncio.gather(*(browser.get(f"{path_of(desk.holder.files[n % 2])}", PART10) for n in range(6)))
    await desk.studies.look()
    desk.clock.advance(301)
    await desk.studies.look()
    (record,) = await desk.recorded("open-study")
    assert record.closing is not None
    assert record.closing.outcome == "read"
    size = sum(len(desk.holder.files[n % 2]) for n in range(6))
    assert record.closing.counts == {"instances": 6, "frames": 0, "bytes": size}


@pytest.mark.requirement("T3.1.opened")
async def test_no_record_no_image(desk: Desk, browser: DeskBrowser) -> None:
    await browser.opened(STUDY)
    desk.clock.advance(250)
    await browser.opened(OTHER_STUDY)
    desk.clock.advance(100)
    await desk.studies.look()
    assert [record.closing is None for record in await desk.recorded("open-study")] == [False, True]
    await desk.database.execute("ALTER TABLE record RENAME TO record_gone")
    assert (await browser.get(STUDY_PATH)).status >= 500
    await desk.database.execute("ALTER TABLE record_gone RENAME TO record")
    assert [path for path in desk.holder.requests if "dicomweb" in path] == []


@pytest.mark.requirement("T3.1.opened", "T3.1.kept")
async def test_with_its_session_a_study_closes_and_what_was_kept_is_erased(
    desk: Desk, browser: DeskBrowser
) -> None:
    await browser.opened(STUDY)
    assert (await browser.get(f"{STUDY_PATH}/metadata")).status == 200
    telling = asyncio.create_task(desk.sessions.tell_endings())
    try:
        async with desk.database.transaction() as connection:
            await desk.sessions.store.end(connection, browser.cookies[SESSION_COOKIE], "patient-switched")

        async def closed() -> bool:
            # Told again each time: nobody may have listened yet when it was told first.
            await desk.database.execute("SELECT pg_notify('session_ended', 'context patient-switched')")
            (record,) = await desk.recorded("open-study")
            return record.closing is not None

        assert await eventually(closed)
        assert desk.studies.metadata.size_bytes == 0
    finally:
        telling.cancel()


@pytest.mark.requirement("T3.1.opened")
async def test_a_study_that_was_refused_is_on_record_as_not_read(desk: Desk, browser: DeskBrowser) -> None:
    await browser.begin(browser.key("2.25.404"))
    (record,) = await desk.recorded("open-study")
    assert record.closing is not None
    assert record.closing.outcome == "not-read"
