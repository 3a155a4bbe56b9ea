"""Certificates for tests that speak real TLS: one development authority per run, and a strange one."""

import ssl
from pathlib import Path

import pytest

from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.config import TlsSection
from tijdlijn.runtime.tls import client_context, server_context
from tijdlijn.testing.development_ca import DevelopmentCa


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentCa:
    """The authority that everybody in the test trusts."""
    return DevelopmentCa.open(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="session")
def strange_ca(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentCa:
    """An authority that only its own certificates trust."""
    return DevelopmentCa.open(tmp_path_factory.mktemp("strange-ca"))


def tls_files(
    ca: DevelopmentCa, name: str, *dns_names: str, ura: Ura | None = None, trusting: Path | None = None
) -> TlsSection:
    """Files as a deployable is configured with; host name `<name>.localhost` unless others are given."""
    issued = ca.issue(name, list(dns_names) or [f"{name}.localhost"], ura)
    return TlsSection(certificate=issued.certificate, key=issued.key, client_ca=trusting or ca.certificate)


def server_tls(ca: DevelopmentCa, name: str = "server", *dns_names: str) -> ssl.SSLContext:
    """The context of a server that trusts `ca`."""
    return server_context(tls_files(ca, name, *dns_names), strict=False)


def client_tls(ca: DevelopmentCa, name: str = "client", *, ura: Ura | None = None) -> ssl.SSLContext:
    """The context of a client that trusts `ca` and shows a certificate of it."""
    return client_context(tls_files(ca, name, ura=ura), strict=False)
