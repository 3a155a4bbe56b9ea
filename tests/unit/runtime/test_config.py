import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.config import Config, Kind, load_config
from tijdlijn.runtime.config.requirements import faults_across_sections

GATEWAY = """
[service]
kind = "gateway"
name = "umc-rijnmond"
operators = ["beheer.localhost"]

[[custodian]]
ura = "00000102"
name = "UMC Rijnmond"
facility_type = "V5"
signing_key = "keys/signing.pem"

[listen]
port = 8443
public_url = "https://umc-rijnmond.localhost:8443/"

[tls]
certificate = "tls/own.pem"
key = "tls/own.key"
client_ca = "tls/ca.pem"

[database]
url = "postgresql://gateway@localhost/gateway"
password_file = "keys/database"

[peers]
directory = "https://directory.localhost:8443"
index = "https://index.localhost:8443"
pseudonym = "https://pseudonym.localhost:8443"
index_recipient = "oin:00000000000000000001"

[keys]
patient_hmac = "keys/hmac"

[gateway]
consents = "consents.toml"

[gateway.archive]
kind = "folder"
path = "dicom"

[gateway.reports]
path = "reports"

[gateway.patients]
path = "patients.toml"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys = ["keys/signing.pem", "keys/hmac", "keys/database", "tls/own.pem", "tls/own.key", "tls/ca.pem"]
    for name in ("keys", "tls", "dicom", "reports"):
        (tmp_path / name).mkdir()
    for name in [*keys, "consents.toml", "patients.toml"]:
        (tmp_path / name).write_text("p@ss/word\n" if name == "keys/database" else "")
    return tmp_path


def load(folder: Path, text: str) -> Config:
    (folder / "tijdlijn.toml").write_text(text)
    return load_config(folder / "tijdlijn.toml")


def faults(folder: Path, text: str) -> set[str]:
    with pytest.raises(ConfigurationInvalid) as invalid:
        load(folder, text)
    return set(invalid.value.faults)


def test_a_whole_configuration_is_read_with_paths_from_its_own_folder(folder: Path) -> None:
    config = load(folder, GATEWAY)
    assert config.service.kind is Kind.GATEWAY
    assert config.custodians[0].ura == Ura("00000102")
    assert config.custodians[0].signing_key == folder / "keys" / "signing.pem"
    assert config.listen.public_url == "https://umc-rijnmond.localhost:8443"
    assert config.keys.path("patient_hmac") == folder / "keys" / "hmac"
    assert config.gateway is not None
    assert config.gateway.archive.kind == "folder"
    assert config.strict


def test_the_password_comes_from_its_file(folder: Path) -> None:
    database = load(folder, GATEWAY).database
    assert database is not None
    assert database.connection_url == "postgresql://gateway:p%40ss%2Fword@localhost/gateway"
    assert "p@ss" not in repr(database)


@pytest.mark.requirement("T2.6.config", "T2.1.strict")
def test_every_fault_is_named_at_once_with_its_place(folder: Path) -> None:
    (folder / "tls" / "own.key").unlink()
    text = (
        GATEWAY.replace('"00000102"', "102")
        .replace("port = 8443", "port = 84430\nprot = 1")
        .replace('directory = "https:', 'directory = "http:')
        .replace('patient_hmac = "keys/hmac"', "")
        .replace('index = "https://index.localhost:8443"', "")
        .replace("gateway@localhost", "gateway:geheim@localhost")
        .replace('"dicom"', '"dcm"')
    )
    assert faults(folder, text) == {
        "custodian.0.ura: not a URA: eight digits are needed, as text",
        "listen.port: less than or equal to 65535",
        "listen.prot: unknown key",
        "tls.key: no such file",
        "peers.directory: strict mode wants https",
        "peers.index: missing, needed by a gateway",
        "keys.patient_hmac: missing, needed by a gateway",
        "database.url: strict mode wants the password in password_file",
        "gateway.archive.path: no such folder",
    }


@pytest.mark.requirement("T2.6.config")
def test_a_gateway_without_its_table_cannot_start(folder: Path) -> None:
    text = GATEWAY[: GATEWAY.index("[gateway]")]
    assert faults(folder, text) == {"gateway: missing, needed by a gateway"}


@pytest.mark.requirement("T2.6.config")
def test_a_gateway_without_archive_or_custodian_cannot_start(folder: Path) -> None:
    archive = GATEWAY[GATEWAY.index("[gateway.archive]") : GATEWAY.index("[gateway.reports]")]
    custodian = GATEWAY[GATEWAY.index("[[custodian]]") : GATEWAY.index("[listen]")]
    assert faults(folder, GATEWAY.replace(archive, "").replace(custodian, "")) == {
        "gateway.archive: missing",
        "custodian: missing, a gateway needs at least one",
    }


@pytest.mark.hazard("H6")
def test_browsers_are_never_served_in_the_clear_beyond_this_machine(folder: Path) -> None:
    text = GATEWAY.replace("port = 8443", 'port = 8443\nhost = "0.0.0.0"\nbrowser_port = 8080')
    assert load(folder, text).listen.browser_host == "127.0.0.1"
    assert faults(folder, text.replace("browser_port", 'browser_host = "0.0.0.0"\nbrowser_port')) == {
        "listen.browser_host: '127.0.0.1' or '::1'"
    }


def test_a_table_of_another_kind_is_a_fault(folder: Path) -> None:
    (folder / "content.toml").write_text("")
    text = GATEWAY + '\n[directory]\ncontent = "content.toml"\n'
    assert faults(folder, text) == {"directory: not a table of a gateway"}


def test_an_institution_stands_once(folder: Path) -> None:
    custodian = GATEWAY[GATEWAY.index("[[custodian]]") : GATEWAY.index("[listen]")]
    assert faults(folder, GATEWAY.replace(custodian, custodian * 2)) == {"custodian.1.ura: stands here twice"}


def test_outside_strict_mode_http_and_a_password_in_the_url_will_do(folder: Path) -> None:
    text = "strict = false\n" + GATEWAY.replace('directory = "https:', 'directory = "http:').replace(
        "gateway@localhost", "gateway:geheim@localhost"
    )
    assert not load(folder, text).strict


def test_a_secret_that_cannot_be_read_is_a_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Said here for the system, because root may read everything.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "hmac")
    assert faults(folder, GATEWAY) == {"keys.patient_hmac: the file cannot be read by this user"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"[service", "Expected"), (None, "No such file"), (b"\xff", "not UTF-8")],
    ids=["not TOML", "absent", "not text"],
)
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, content: bytes | None, fault: str) -> None:
    path = tmp_path / "tijdlijn.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationInvalid, match=fault):
        load_config(path)


TIMELINE = """
[service]
kind = "timeline"
name = "tijdlijn"

[timeline]
institution = "90000101"
gateway = "http://ziekenhuis-fryslan.localhost:8443"

[[timeline.epd]]
issuer = "http://epd.localhost:9443/fhir"
client_id = "tijdlijn"
"""


def test_a_timeline_says_what_it_lacks() -> None:
    assert set(faults_across_sections(tomllib.loads(TIMELINE))) == {
        "database: missing, needed by a timeline",
        "peers.directory: missing, needed by a timeline",
        "peers.index: missing, needed by a timeline",
        "peers.index_recipient: missing, needed by a timeline",
        "peers.pseudonym: missing, needed by a timeline",
        "keys.session: missing, needed by a timeline",
        "listen.browser_port: missing, needed by a timeline",
        "listen.browser_url: missing, needed by a timeline",
        "custodian: missing, a timeline needs at least one",
        "timeline.institution: not one of the custodians",
        "timeline.gateway: strict mode wants https",
        "timeline.epd.0.issuer: strict mode wants https",
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["service", "custodian", "listen", "peers", "keys", "database", "timeline", "strict"]
        ),
        json_values,
    ),
    st.sampled_from([kind.value for kind in Kind]),
)
def test_a_file_of_any_shape_gives_faults_and_no_failure(data: dict[str, object], kind: str) -> None:
    assert isinstance(list(faults_across_sections({**data, "service": {"kind": kind}})), list)


@pytest.mark.requirement("T3.4.install")
@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('viewer_url = "https://viewer.example"', "listen.viewer_port, listen.viewer_url: both or neither"),
        ("viewer_port = 8082", "listen.viewer_port, listen.viewer_url: both or neither"),
        (
            'viewer_port = 8082\nviewer_url = "https://gateway.example"',
            "listen.viewer_url: a gateway has no viewer",
        ),
    ],
)
def test_the_viewer_is_a_guest_of_a_timeline_with_a_port_and_an_address(
    folder: Path, lines: str, fault: str
) -> None:
    assert fault in faults(folder, GATEWAY.replace("port = 8443", f"port = 8443\n{lines}"))


@pytest.mark.requirement("T3.4.install")
def test_the_viewer_has_a_host_name_that_the_page_does_not_have() -> None:
    same = 'browser_url = "https://a.example"\nviewer_port = 1\nviewer_url = "https://a.example:444"'
    told = set(faults_across_sections(tomllib.loads(f"{TIMELINE}\n[listen]\n{same}")))
    assert "listen.viewer_url: needs a host name of its own" in told
    other = same.replace("a.example:444", "viewer.a.example")
    told = set(faults_across_sections(tomllib.loads(f"{TIMELINE}\n[listen]\n{other}")))
    assert not [fault for fault in told if "viewer" in fault]
