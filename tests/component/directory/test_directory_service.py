"""The directory as a peer meets it: pages of what stands, and the log of what changed."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.lib.national import FRYSLAN, Nation, free_socket, listening_at
from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.services.directory import app
from tijdlijn.services.directory.content import read_content

START = datetime(2026, 1, 1, tzinfo=UTC)
INSTITUTION = """
[[institution]]
ura = "{ura}"
name = "Testziekenhuis {name}"
short_name = "{name}"
facility_type = "V6"
"""
ENDPOINT = """
[[endpoint]]
id = "{id}"
address = "https://{id}.localhost"
custodians = ["{ura}"]
network = "generic-functions"
dialect = "mhd-bbs"
"""


def institutions(*numbers: int) -> str:
    """Content with these institutions."""
    return "".join(INSTITUTION.format(ura=90000000 + number, name=f"T{number}") for number in numbers)


@asynccontextmanager
async def directory(nation: Nation, content: str, database: str, clock: FixedClock) -> AsyncIterator[str]:
    """A running directory; gives its address."""
    bound, port = free_socket()
    config = nation.directory_config(port, content, database=database)
    async with listening_at(app.open_apps, config, bound, clock):
        yield f"https://directory.localhost:{port}"


async def page(client: HttpClient, url: str) -> dict[str, Any]:
    """One page as raw JSON."""
    answer = await client.request("directory", "GET", url)
    assert answer.status == 200
    read: dict[str, Any] = json.loads(answer.body)
    return read


async def all_pages(client: HttpClient, url: str | None) -> list[dict[str, Any]]:
    """The entries of all pages."""
    entries: list[dict[str, Any]] = []
    while url is not None:
        read = await page(client, url)
        entries += read.get("entry", [])
        url = next((link["url"] for link in read.get("link", []) if link["relation"] == "next"), None)
    return entries


@pytest.mark.requirement("A55", "T2.3.directory")
async def test_every_institution_is_on_some_page_with_its_version(nation: Nation) -> None:
    clock = FixedClock(START)
    async with (
        directory(nation, institutions(*range(101, 108)), nation.database(), clock) as url,
        nation.client(FRYSLAN) as client,
    ):
        entries = await all_pages(client, f"{url}/fhir/Organization?_count=3")
        empty = await page(client, f"{url}/fhir/Endpoint")
    resources = [entry["resource"] for entry in entries]
    assert [resource["id"] for resource in resources] == [str(90000101 + step) for step in range(7)]
    assert resources[0]["meta"] == {"versionId": "1", "lastUpdated": "2026-01-01T00:00:00Z"}
    assert "entry" not in empty


@pytest.mark.requirement("A55")
async def test_only_what_changed_gets_a_new_version_and_what_vanished_a_deleted_one(nation: Nation) -> None:
    clock, database = FixedClock(START), nation.database()
    before = institutions(101, 102, 103)
    after = institutions(101, 104) + institutions(103).replace("Testziekenhuis", "Nieuw testziekenhuis")
    async with directory(nation, before, database, clock):
        pass
    clock.advance(3600)
    async with (
        directory(nation, after, database, clock) as url,
        nation.client(FRYSLAN) as client,
    ):
        standing = await all_pages(client, f"{url}/fhir/Organization")
        changed = await all_pages(
            client, f"{url}/fhir/Organization/_history?_since=2026-01-01T00:30:00Z&_count=2"
        )
        everything = await all_pages(client, f"{url}/fhir/Organization/_history?_count=2")
    versions = {entry["resource"]["id"]: entry["resource"]["meta"]["versionId"] for entry in standing}
    assert versions == {"90000101": "1", "90000103": "2", "90000104": "1"}
    assert [(entry["request"]["method"], entry["request"]["url"]) for entry in changed] == [
        ("PUT", "Organization/90000104"),
        ("PUT", "Organization/90000103"),
        ("DELETE", "Organization/90000102"),
    ]
    assert "resource" not in changed[-1]
    assert len(everything) == 6


@pytest.mark.requirement("T2.6.query")
async def test_a_question_that_cannot_be_read_is_refused(nation: Nation) -> None:
    unreadable = [
        "Organization?_count=0",
        "Organization?_count=-1",
        "Organization?_count=many",
        "Organization/_history?_since=yesterday",
        "Organization/_history?_since=2026-01-01",
        "Organization/_history?_page=elsewhere",
        "Organization/_history?_page=99999999999999999999999",
    ]
    async with (
        directory(nation, institutions(101), nation.database(), FixedClock(START)) as url,
        nation.client(FRYSLAN) as client,
    ):
        for query in unreadable:
            answer = await client.request("directory", "GET", f"{url}/fhir/{query}")
            assert answer.status == 400, query
            assert json.loads(answer.body)["resourceType"] == "OperationOutcome"


@pytest.mark.requirement("T2.6.config")
def test_every_fault_of_the_content_is_named_at_once(tmp_path: Path) -> None:
    content = tmp_path / "content.toml"
    content.write_text(
        institutions(101, 101)
        + INSTITUTION.format(ura="12", name="Kort")
        + ENDPOINT.format(id="no id", ura="90000101")
        + ENDPOINT.format(id="elsewhere", ura="90000999")
        + ENDPOINT.format(id="without-zone", ura="90000101")
        + "starts_at = 2026-01-01T00:00:00\n"
    )
    with pytest.raises(ConfigurationInvalid) as caught:
        read_content(content)
    assert len(caught.value.faults) == 5
    content.write_text("[[institution]]\nura = 5\n")
    with pytest.raises(ConfigurationInvalid):
        read_content(content)
    with pytest.raises(ConfigurationInvalid):
        read_content(tmp_path / "nowhere.toml")
