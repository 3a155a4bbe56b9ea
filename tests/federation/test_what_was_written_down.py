"""After everything, no log, address, metric or published file holds a patient's number, name or accession
number.

The last of these tests by its name, so that it searches what all others left; it does the whole journey of
every story itself as well, so that it says something when it runs alone.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.federation.test_peers import PEERS
from tests.lib.asking import asking_as_the_timeline
from tests.lib.browsing import Browser
from tests.lib.demo_world import DemoWorld
from tests.lib.desk import desk_of
from tijdlijn.testing.world.identities import accession_number, local_patient_id
from tijdlijn.testing.world.model import Story

METRICS_OF = [name for name in PEERS if name != "epd"]
"""The small EPD is of the test kit and has no operators."""


def identifiers(world: DemoWorld, story: Story) -> dict[str, str]:
    """What may stand nowhere, with what it is."""
    person = story.patient
    # The surname without `Test-` is the story's own key, which stands in addresses of the small EPD.
    found = {
        person.name.partition(",")[0]: "surname",
        person.name.partition("(")[2].rstrip(")"): "given name",
        person.dicom_name: "name in DICOM",
    }
    if person.known_bsn is not None:
        found[person.known_bsn.digits] = "BSN"
    for study in story.studies:
        institution = world.world.institution(study.institution)
        found[accession_number(institution, story.key, study.number).value] = "accession number"
        found[local_patient_id(institution, story.key).value] = "local number"
    return found


def leaks(text: str, identifiers: dict[str, str]) -> set[str]:
    """Which kinds of identifier stand in a text; upper and lower case are the same."""
    lowered = text.lower()
    return {kind for value, kind in identifiers.items() if value.lower() in lowered}


def written(world: DemoWorld) -> Iterator[tuple[str, str]]:
    """Every text that processes wrote in this run, by name. The archives themselves are what they are."""
    root = world.folder.root
    files = [*sorted(root.glob("log/*")), *sorted(root.glob("*.json")), *sorted(root.glob("*.txt"))]
    files += [path for path in sorted(world.folder.postgres.rglob("*")) if _is_log(path)]
    files += [path for path in sorted(world.folder.configurations.glob("*")) if path.is_file()]
    for path in files:
        yield str(path.relative_to(root)), path.read_text("utf-8", errors="replace")
    for slug, orthanc in world.orthancs.items():
        yield f"Orthanc of {slug}", orthanc.log.read_text("utf-8", errors="replace")
    yield "addresses that browsers were at", "\n".join(world.urls_seen)


def _is_log(path: Path) -> bool:
    return path.is_file() and ("log" in path.suffix or path.parent.name == "log")


@pytest.fixture
async def journeys(demo_world: DemoWorld, browser: Browser) -> None:
    """Every story, with every report read, a denial, a failure and a bad launch."""
    for story in demo_world.world.stories:
        page = await browser.launch(story.key)
        told = await page.read()
        for row in told.rows:
            for report in row.reports:
                await page.report(report)
    demo_world.cli("timeline", "aneurysma")
    page = await browser.launch("aneurysma")
    async with asking_as_the_timeline(demo_world) as asking:
        await asking.found("umc-rijnmond", asking.question("geweigerd"))
        question = asking.question("aneurysma")
        token = json.loads((await asking.token("umc-rijnmond", question)).body)["access_token"]
        await asking.search("umc-rijnmond", asking.question("kapot"), token)
        await asking.search("mc-delfshaven", question, token)
    async with desk_of(demo_world, "mc-delfshaven", "aneurysma") as desk:
        await desk.withdraw("aneurysma")
        await page.read()
    with demo_world.without("umc-rijnmond"):
        await page.read()
    body = b'{"holders":["999911120"],"name":"Test-Aneurysma"}'
    await browser.ask(f"{page.origin}/timeline", method="POST", headers=page.headers, body=body)


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
async def test_the_search_looks_at_every_process_and_would_find_what_it_looks_for(
    demo_world: DemoWorld, browser: Browser
) -> None:
    await browser.launch("aneurysma")
    texts = dict(written(demo_world))

    for name in PEERS:
        assert texts[f"log/{name}.log"]
    assert any(name.startswith("postgres/") for name in texts)
    assert "DICOM server listening" in texts["Orthanc of umc-rijnmond"]
    assert "timeline.localhost" in texts["addresses that browsers were at"]
    story = demo_world.world.story("aneurysma")
    planted = identifiers(demo_world, story)
    kinds = {"BSN", "surname", "given name", "name in DICOM", "accession number", "local number"}
    assert set(planted.values()) == kinds
    for value, kind in planted.items():
        assert kind in leaks(f'{{"event":"x","value":"{value.upper()}"}}', planted)
    patients = (demo_world.folder.archives / "umc-rijnmond" / "patients.toml").read_text()
    assert {"BSN", "local number"} <= leaks(patients, planted)


@pytest.mark.requirement("B3", "B7")
@pytest.mark.hazard("H5")
@pytest.mark.usefixtures("journeys")
async def test_no_identifier_of_any_patient_stands_in_anything_that_was_written(
    demo_world: DemoWorld,
) -> None:
    texts = dict(written(demo_world))
    async with demo_world.client_as("timeline") as http:
        for name in METRICS_OF:
            answer = await http.request("tested", "GET", f"{demo_world.url(name)}/metrics")
            assert answer.status == 200
            texts[f"metrics of {name}"] = answer.body.decode()

    found = {
        (name, story.key): leaking
        for story in demo_world.world.stories
        for name, text in texts.items()
        if (leaking := leaks(text, identifiers(demo_world, story)))
    }
    assert found == {}
