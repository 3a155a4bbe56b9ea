from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.certificates import certificate_thumbprint, institution_of, names_of
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.tls import DEVELOPMENT_MARKER_OID
from tijdlijn.testing.development_ca import DevelopmentCa

NOW = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def ca(tmp_path: Path, clock: FixedClock) -> DevelopmentCa:
    return DevelopmentCa.open(tmp_path / "ca", clock=clock)


def der_of(path: Path) -> bytes:
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER)


def test_a_certificate_of_an_institution_names_it(ca: DevelopmentCa) -> None:
    issued = ca.issue("umc-rijnmond", ["umc-rijnmond.localhost"], Ura("00000102"))
    assert institution_of(der_of(issued.certificate)) == Ura("00000102")
    assert names_of(der_of(issued.certificate)) == {
        "umc-rijnmond.localhost",
        "urn:oid:2.16.528.1.1007.3.3.00000102",
    }


def test_a_certificate_of_a_service_names_no_institution(ca: DevelopmentCa) -> None:
    assert institution_of(der_of(ca.issue("index", ["index.localhost"]).certificate)) is None


def test_the_thumbprint_is_that_of_openssl(ca: DevelopmentCa) -> None:
    der = der_of(ca.certificate)
    assert len(certificate_thumbprint(der)) == 43
    assert (
        certificate_thumbprint(b"") == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
    )  # RFC 4231-like: SHA-256("")


@given(st.binary(max_size=64))
def test_bytes_that_are_no_certificate_have_no_names(der: bytes) -> None:
    assert names_of(der) == frozenset()
    assert institution_of(der) is None


def test_the_authority_is_made_once_and_its_key_is_its_owners_only(ca: DevelopmentCa, tmp_path: Path) -> None:
    again = DevelopmentCa.open(tmp_path / "ca")
    assert again.certificate.read_bytes() == ca.certificate.read_bytes()
    assert (tmp_path / "ca").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "ca" / "ca.key").stat().st_mode & 0o777 == 0o600
    assert ca.issue("index", ["index.localhost"]).key.stat().st_mode & 0o777 == 0o600


def test_the_authority_carries_the_marker_and_says_what_it_is(ca: DevelopmentCa) -> None:
    certificate = x509.load_pem_x509_certificate(ca.certificate.read_bytes())
    assert DEVELOPMENT_MARKER_OID in {one.oid.dotted_string for one in certificate.extensions}
    assert "not for use" in certificate.subject.rfc4514_string()


def test_a_certificate_is_given_again_until_a_week_before_its_end(
    ca: DevelopmentCa, clock: FixedClock
) -> None:
    first = ca.issue("index", ["index.localhost"]).certificate.read_bytes()
    clock.advance(82 * 86400)
    assert ca.issue("index", ["index.localhost"]).certificate.read_bytes() == first
    clock.advance(2 * 86400)
    assert ca.issue("index", ["index.localhost"]).certificate.read_bytes() != first


def test_a_certificate_for_other_names_is_a_new_one(ca: DevelopmentCa) -> None:
    first = ca.issue("index", ["index.localhost"]).certificate.read_bytes()
    assert ca.issue("index", ["index.localhost", "127.0.0.1.localhost"]).certificate.read_bytes() != first


def test_what_an_earlier_authority_issued_is_not_given_again(ca: DevelopmentCa, tmp_path: Path) -> None:
    first = ca.issue("index", ["index.localhost"]).certificate.read_bytes()
    ca.certificate.unlink()
    renewed = DevelopmentCa.open(tmp_path / "ca", clock=FixedClock(NOW))
    assert renewed.issue("index", ["index.localhost"]).certificate.read_bytes() != first


def test_a_signing_key_is_made_once(ca: DevelopmentCa, tmp_path: Path) -> None:
    path = ca.issue_signing_key(tmp_path / "keys" / "jws.pem")
    first = path.read_bytes()
    assert ca.issue_signing_key(path).read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    key = serialization.load_pem_private_key(first, password=None)
    assert getattr(getattr(key, "curve", None), "name", None) == "secp256r1"
