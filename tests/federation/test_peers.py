"""Between deployables there is mutual TLS, and a certificate opens no more than its owner may have."""

import asyncio
import json
import ssl
import tomllib
from pathlib import Path

import pytest
import tomli_w

from tests.lib.demo_world import DemoWorld
from tijdlijn.domain.errors import PeerUnreachable
from tijdlijn.runtime.config import TlsSection
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.server import bind
from tijdlijn.runtime.tls import client_context
from tijdlijn.testing.development_ca import DevelopmentCa

PEERS = [
    "directory",
    "pseudonym",
    "index",
    "ziekenhuis-fryslan",
    "umc-rijnmond",
    "mc-delfshaven",
    "diagnostiek-zuid",
    "ziekenhuis-feijenoord",
    "timeline",
    "epd",
]
PATHS = ["/fhir/AuditEvent", "/metrics", "/fhir/DocumentReference", "/token", "/"]


@pytest.mark.requirement("T2.1.processes")
def test_every_running_deployable_is_tested_here(demo_world: DemoWorld) -> None:
    assert sorted(demo_world.cli("status").stdout.split()) == sorted(PEERS)


@pytest.mark.requirement("T2.1.mutual-tls")
@pytest.mark.hazard("H6")
@pytest.mark.parametrize("name", PEERS)
async def test_without_a_certificate_only_health_is_told(demo_world: DemoWorld, name: str) -> None:
    nobody = ssl.create_default_context(cafile=demo_world.tls(name).client_ca)
    async with HttpClient.open(nobody) as http:
        health = await http.request("tested", "GET", f"{demo_world.url(name)}/health")
        others = [await http.request("tested", "GET", f"{demo_world.url(name)}{path}") for path in PATHS]

    assert health.status == 200
    assert [answer.status for answer in others] == [401] * len(PATHS)
    assert {json.loads(answer.body)["resourceType"] for answer in others} == {"OperationOutcome"}


@pytest.mark.requirement("T2.1.mutual-tls")
@pytest.mark.hazard("H6")
@pytest.mark.parametrize("name", PEERS)
async def test_a_certificate_of_another_authority_is_refused(
    demo_world: DemoWorld, tmp_path: Path, name: str
) -> None:
    files = DevelopmentCa.open(tmp_path).issue("timeline", ["timeline.localhost"])
    ours = demo_world.tls(name).client_ca
    strange = TlsSection(certificate=files.certificate, key=files.key, client_ca=ours)
    async with HttpClient.open(client_context(strange, strict=False)) as http:
        with pytest.raises(PeerUnreachable, match="certificate"):
            await http.request("tested", "GET", f"{demo_world.url(name)}/health")


@pytest.mark.requirement("T2.1.mutual-tls")
@pytest.mark.parametrize("name", PEERS)
async def test_a_peer_port_speaks_nothing_but_tls(demo_world: DemoWorld, name: str) -> None:
    port = int(demo_world.url(name).rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /health HTTP/1.1\r\nHost: {name}.localhost\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()

    assert b"HTTP/1.1 200" not in answer


@pytest.mark.requirement("A59", "T2.1.mutual-tls")
@pytest.mark.hazard("H5")
@pytest.mark.parametrize("name", ["umc-rijnmond", "index", "timeline"])
async def test_another_hospital_with_a_good_certificate_reads_neither_record_nor_metrics(
    demo_world: DemoWorld, name: str
) -> None:
    async with demo_world.client_as("mc-delfshaven") as http:
        record = await http.request(
            "tested", "GET", f"{demo_world.url(name)}/fhir/AuditEvent?date=ge2026-01-01&date=le2036-01-01"
        )
        metrics = await http.request("tested", "GET", f"{demo_world.url(name)}/metrics")

    assert (record.status, metrics.status) == (403, 403)


@pytest.mark.requirement("T2.1.strict")
@pytest.mark.hazard("H6")
@pytest.mark.parametrize("name", ["index", "umc-rijnmond"])
def test_the_demos_certificates_open_nothing_in_earnest(
    demo_world: DemoWorld, tmp_path: Path, name: str
) -> None:
    content = tomllib.loads((demo_world.folder.configurations / f"{name}.toml").read_text())
    with bind("127.0.0.1", 0) as free:
        content["listen"]["port"] = free.getsockname()[1]
    strict = tmp_path / f"{name}.toml"
    strict.write_text(tomli_w.dumps({**content, "strict": True}))

    run = demo_world.run("serve", content["service"]["kind"], "--config", str(strict))

    assert run.returncode == 1
    assert "development" in run.stderr
    assert "Traceback" not in run.stderr
