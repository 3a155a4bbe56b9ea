"""A certificate authority for one machine, so that a demo and the tests speak real mutual TLS.

Its certificate carries a marker (`runtime.tls.DEVELOPMENT_MARKER_OID`) that strict mode refuses, so that what
it signs opens nothing in earnest. The key never leaves its folder, which only its owner may enter.

Standard: RFC 5280; the institution in a subject alternative name as `urn:oid:` with the URA below
2.16.528.1.1007.3.3.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.certificates import institution_uri
from tijdlijn.runtime.clock import Clock, SystemClock
from tijdlijn.runtime.tls import DEVELOPMENT_MARKER_OID

NAME = "Tijdlijn development CA – not for use"
_CA_DAYS = 3650
_LEAF_DAYS = 90
_RENEW_DAYS = 7
_CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class IssuedFiles:
    """A certificate with its key, both PEM files."""

    certificate: Path
    key: Path


class DevelopmentCa:
    """Issues certificates below one folder; made by `open`."""

    def __init__(
        self, folder: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, clock: Clock
    ) -> None:
        self._folder = folder
        self._certificate = certificate
        self._key = key
        self._clock = clock

    @classmethod
    def open(cls, folder: Path, *, clock: Clock | None = None) -> "DevelopmentCa":
        """Open the authority in `folder` (mode 0700), made there the first time.

        Its certificate is `ca.pem`. One process at a time may make it.
        """
        clock = clock or SystemClock()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        if not (folder / "ca.pem").exists():
            key = _new_key()
            _write(folder / "ca.key", _pem_of(key), mode=0o600)
            _write(folder / "ca.pem", _own_certificate(key, clock.now()).public_bytes(_PEM), mode=0o644)
        certificate = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
        loaded = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), password=None)
        if not isinstance(loaded, ec.EllipticCurvePrivateKey):
            raise TypeError("the key of the development CA is not an elliptic curve key")
        return cls(folder, certificate, loaded, clock)

    @property
    def certificate(self) -> Path:
        """The authority's own certificate, to be trusted by demo and tests."""
        return self._folder / "ca.pem"

    def issue(self, name: str, dns_names: list[str], ura: Ura | None = None) -> IssuedFiles:
        """Give a certificate for server and client use under `name`, for these hosts and this institution.

        What was issued before is given again while it says the same and has a week to go; a new one gets a
        new key.
        """
        files = IssuedFiles(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        names = x509.SubjectAlternativeName(
            [x509.DNSName(host) for host in dns_names]
            + ([x509.UniformResourceIdentifier(institution_uri(ura))] if ura else [])
        )
        if not self._still_good(files, names):
            key = _new_key()
            _write(files.key, _pem_of(key), mode=0o600)
            _write(files.certificate, self._sign(name, names, key).public_bytes(_PEM), mode=0o644)
        return files

    def issue_signing_key(self, path: Path) -> Path:
        """Make a key for signatures (EC P-256, PEM) at `path`, unless there is one."""
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(path, _pem_of(_new_key()), mode=0o600)
        return path

    def _still_good(self, files: IssuedFiles, names: x509.SubjectAlternativeName) -> bool:
        if not files.certificate.exists() or not files.key.exists():
            return False
        issued = x509.load_pem_x509_certificate(files.certificate.read_bytes())
        try:
            issued.verify_directly_issued_by(self._certificate)
        except InvalidSignature:
            return False
        return (
            issued.not_valid_after_utc - self._clock.now() > timedelta(days=_RENEW_DAYS)
            and issued.extensions.get_extension_for_class(x509.SubjectAlternativeName).value == names
        )

    def _sign(
        self, name: str, names: x509.SubjectAlternativeName, key: ec.EllipticCurvePrivateKey
    ) -> x509.Certificate:
        now = self._clock.now()
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(self._certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _CLOCK_SKEW)
            .not_valid_after(now + timedelta(days=_LEAF_DAYS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_LEAF_USAGE, critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
                critical=False,
            )
            .add_extension(names, critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )


_PEM = serialization.Encoding.PEM
_MARKER = x509.UnrecognizedExtension(x509.ObjectIdentifier(DEVELOPMENT_MARKER_OID), b"\x05\x00")


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


_CA_USAGE = _usage(signs_certificates=True)
_LEAF_USAGE = _usage(signs_certificates=False)


def _own_certificate(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + timedelta(days=_CA_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_CA_USAGE, critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(_MARKER, critical=False)
        .sign(key, hashes.SHA256())
    )


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """Put a file in place whole or not at all, never readable to more than `mode` says."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "wb") as file:
        file.write(content)
    draft.replace(path)
