import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from tests.lib.certificates import client_tls, server_tls, tls_files
from tijdlijn.domain.errors import ConfigurationInvalid, PeerUnreachable
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.certificates import institution_of
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.config import TlsSection
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.tls import client_context, server_context
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.listening import listening


async def who(request: Request) -> Response:
    certificate = request.scope["extensions"]["tls"]["client_certificate"]
    institution = institution_of(certificate) if certificate else None
    return JSONResponse({"shown": certificate is not None, "institution": institution and str(institution)})


APP = Router([Route("/who", who)])
RIJNMOND = Ura("90000102")


async def ask(context: ssl.SSLContext, port: int, host: str = "server.localhost", times: int = 1) -> bytes:
    async with HttpClient.open(context) as client:
        for _ in range(times):
            answer = await client.request("server", "GET", f"https://{host}:{port}/who", timeout_s=5)
        return answer.body


@pytest.mark.requirement("T2.1.mutual-tls")
async def test_the_application_sees_the_certificate_of_its_client_on_every_request_of_a_connection(
    ca: DevelopmentCa,
) -> None:
    async with listening(APP, server_tls(ca)) as port:
        answer = await ask(client_tls(ca, "rijnmond", ura=RIJNMOND), port, times=3)
    assert answer == b'{"shown":true,"institution":"90000102"}'


async def test_a_client_without_a_certificate_reaches_the_application_which_sees_none(
    ca: DevelopmentCa,
) -> None:
    context = ssl.create_default_context(cafile=ca.certificate)
    async with listening(APP, server_tls(ca)) as port:
        assert await ask(context, port) == b'{"shown":false,"institution":null}'


async def test_on_a_plain_listener_there_is_no_certificate() -> None:
    async with listening(APP) as port, HttpClient.open(None) as client:
        answer = await client.request("server", "GET", f"http://127.0.0.1:{port}/who")
    assert answer.body == b'{"shown":false,"institution":null}'


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_client_of_a_strange_authority_is_turned_away_with_a_reason(
    ca: DevelopmentCa, strange_ca: DevelopmentCa, version: ssl.TLSVersion
) -> None:
    context = client_context(tls_files(strange_ca, "client", trusting=ca.certificate), strict=False)
    context.maximum_version = version
    async with listening(APP, server_tls(ca)) as port:
        with pytest.raises(PeerUnreachable) as failed:
            await ask(context, port)
    assert failed.value.reason == (
        "closed after TLS: certificate?"
        if version is ssl.TLSVersion.TLSv1_3
        else "no TLS connection could be agreed on"
    )
    assert failed.value.retryable


async def test_a_client_whose_certificate_has_expired_is_turned_away(
    ca: DevelopmentCa, tmp_path: Path
) -> None:
    context = client_context(expired(ca, tmp_path), strict=False)
    async with listening(APP, server_tls(ca)) as port:
        with pytest.raises(PeerUnreachable, match=r"closed after TLS: certificate\?"):
            await ask(context, port)


async def test_a_server_under_another_name_is_not_believed(ca: DevelopmentCa) -> None:
    async with listening(APP, server_tls(ca)) as port:
        with pytest.raises(PeerUnreachable) as failed:
            await ask(client_tls(ca), port, host="elsewhere.localhost")
    assert failed.value.reason == "certificate does not match"


async def test_a_server_of_a_strange_authority_is_not_believed(
    ca: DevelopmentCa, strange_ca: DevelopmentCa
) -> None:
    async with listening(APP, server_tls(strange_ca)) as port:
        with pytest.raises(PeerUnreachable) as failed:
            await ask(client_tls(ca), port)
    assert failed.value.reason == "certificate is not trusted"


async def test_a_server_whose_certificate_has_expired_is_not_believed(
    ca: DevelopmentCa, tmp_path: Path
) -> None:
    async with listening(APP, server_context(expired(ca, tmp_path), strict=False)) as port:
        with pytest.raises(PeerUnreachable) as failed:
            await ask(client_tls(ca), port)
    assert failed.value.reason == "certificate has expired"


async def test_tls_before_1_2_is_not_spoken(ca: DevelopmentCa) -> None:
    assert server_tls(ca).minimum_version is ssl.TLSVersion.TLSv1_2
    assert client_tls(ca).minimum_version is ssl.TLSVersion.TLSv1_2


async def test_the_development_certificates_pass_the_strictest_check_of_a_chain(ca: DevelopmentCa) -> None:
    context = client_tls(ca)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    server = server_tls(ca)
    server.verify_flags |= ssl.VERIFY_X509_STRICT
    async with listening(APP, server) as port:
        assert b'"shown":true' in await ask(context, port)


@pytest.mark.requirement("T2.1.strict")
@pytest.mark.hazard("H6")
@pytest.mark.parametrize("make", [server_context, client_context])
def test_strict_mode_trusts_no_development_authority_wherever_it_stands_in_the_file(
    ca: DevelopmentCa, tmp_path: Path, make: type, root_ca_pem: bytes
) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(root_ca_pem + ca.certificate.read_bytes())
    with pytest.raises(ConfigurationInvalid, match="development CA is not trusted in strict mode"):
        make(tls_files(ca, "server", trusting=both), strict=True)


def test_strict_mode_takes_any_other_authority(ca: DevelopmentCa, tmp_path: Path, root_ca_pem: bytes) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(root_ca_pem)
    tls = tls_files(ca, "server", trusting=other)
    assert server_context(tls, strict=True).verify_mode is ssl.CERT_OPTIONAL
    assert client_context(tls, strict=True).verify_mode is ssl.CERT_REQUIRED


@pytest.mark.requirement("T2.6.config")
def test_files_that_are_no_certificates_or_do_not_belong_together_are_faults(
    ca: DevelopmentCa, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    one, other = ca.issue("one", ["one.localhost"]), ca.issue("other", ["other.localhost"])
    with pytest.raises(ConfigurationInvalid) as invalid:
        server_context(TlsSection(certificate=one.certificate, key=other.key, client_ca=empty), strict=False)
    assert invalid.value.faults == (
        "tls: certificate and key cannot be used together",
        "tls.client_ca: no certificates in PEM form",
    )


def expired(ca: DevelopmentCa, folder: Path) -> TlsSection:
    for name in ("ca.pem", "ca.key"):
        (folder / name).write_bytes((ca.certificate.parent / name).read_bytes())
    long_ago = FixedClock(datetime.now(UTC) - timedelta(days=100))
    return tls_files(DevelopmentCa.open(folder, clock=long_ago), "server")


@pytest.fixture
def root_ca_pem() -> bytes:
    """Somebody's own root, made here, without the marker."""
    return unmarked_root()


def unmarked_root() -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test root")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)
