"""SMART App Launch: what a launch, its callback and a server's configuration must look like.

Values come from a browser and are checked before anything is done with them: sizes, characters, each
parameter once. Whether an issuer may launch at all is the caller's list. Standard: HL7 SMART App Launch
2.2.0, §2 (launch), §3 (scopes), §7 (well-known); RFC 7636 (PKCE, S256 only); RFC 6749 §4.1.2; RFC 8414.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import msgspec

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.bounded_json import decode

SCOPES: Final = "launch openid fhirUser patient/Patient.rs patient/Encounter.rs"
MAX_QUERY_LENGTH: Final = 4096
MAX_VALUE_LENGTH: Final = 2048
MAX_CONFIGURATION_BYTES: Final = 64 * 1024

_VISIBLE: Final = re.compile(r"[\x21-\x7e]+")
_ERROR: Final = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")


@dataclass(frozen=True, slots=True)
class Pkce:
    """A fresh proof key: the verifier stays here, the challenge goes along. Standard: RFC 7636 §4.1–4.2."""

    verifier: str
    challenge: str


@dataclass(frozen=True, slots=True)
class LaunchRequest:
    """What the EPD calls our launch address with; `launch` is opaque to us."""

    iss: str
    launch: str


@dataclass(frozen=True, slots=True)
class Callback:
    """What the browser brings back after authorisation."""

    code: str
    state: str


@dataclass(frozen=True, slots=True)
class SmartConfiguration:
    """A server's own addresses, absolute; all that we need of its configuration."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str | None = None


class _Configuration(msgspec.Struct, gc=False, omit_defaults=True, kw_only=True):
    issuer: str | None = None
    jwks_uri: str | None = None
    authorization_endpoint: str
    token_endpoint: str
    grant_types_supported: tuple[str, ...] = ()
    scopes_supported: tuple[str, ...] = ()
    response_types_supported: tuple[str, ...] = ()
    code_challenge_methods_supported: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()


def new_pkce() -> Pkce:
    """Make a verifier of 256 random bits with its S256 challenge."""
    verifier = secrets.token_urlsafe(32)
    return Pkce(verifier, challenge_of(verifier))


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier. Standard: RFC 7636 §4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).decode().rstrip("=")


def read_launch_request(query: str) -> LaunchRequest:
    """Read the query of a launch: `iss` an absolute https address, `launch` opaque, each once. Plain http is
    taken for `*.localhost` only.

    Raises:
        InputInvalid: anything else.
    """
    values = _parameters(query)
    iss = _value(values, "iss")
    if not _is_safe(iss):
        raise InputInvalid("launch: iss must be an https address")
    return LaunchRequest(iss, _value(values, "launch"))


def read_callback(query: str) -> Callback:
    """Read the query of a callback: `code` and `state`, each once.

    Raises:
        InputInvalid: anything else; also when the server reports an error, whose code is then in the text.
    """
    values = _parameters(query)
    error = values.get("error")
    if error is not None:
        code = error if _ERROR.fullmatch(error) and len(error) <= 64 else "unreadable"
        raise InputInvalid(f"callback: the authorisation server refused: {code}")
    return Callback(_value(values, "code"), _value(values, "state"))


def smart_configuration(configuration: SmartConfiguration) -> bytes:
    """Write `.well-known/smart-configuration` of a server that launches from an EHR. Standard: §7.2."""
    return msgspec.json.encode(
        _Configuration(
            issuer=configuration.issuer,
            jwks_uri=configuration.jwks_uri,
            authorization_endpoint=configuration.authorization_endpoint,
            token_endpoint=configuration.token_endpoint,
            grant_types_supported=("authorization_code",),
            scopes_supported=tuple(SCOPES.split()),
            response_types_supported=("code",),
            code_challenge_methods_supported=("S256",),
            capabilities=(
                "launch-ehr",
                "authorize-post",
                "client-confidential-asymmetric",
                "context-ehr-patient",
                "context-ehr-encounter",
                "sso-openid-connect",
                "permission-patient",
                "permission-v2",
            ),
        )
    )


def parse_smart_configuration(data: bytes, *, issuer: str) -> SmartConfiguration:
    """Read a server's configuration. `issuer` is the `iss` that was asked and stands where none is given.

    Raises:
        InputInvalid: no configuration, no S256, or an address that is not absolute https (plain http is
            taken for `*.localhost` only).
    """
    read = decode(data, _Configuration, limit_bytes=MAX_CONFIGURATION_BYTES)
    if "S256" not in read.code_challenge_methods_supported:
        raise InputInvalid("smart-configuration: S256 is not offered")
    addresses = (
        read.authorization_endpoint,
        read.token_endpoint,
        *([read.jwks_uri] if read.jwks_uri else []),
    )
    if not all(map(_is_safe, addresses)):
        raise InputInvalid("smart-configuration: an address is not https")
    return SmartConfiguration(
        read.issuer or issuer, read.authorization_endpoint, read.token_endpoint, read.jwks_uri
    )


def _parameters(query: str) -> dict[str, str]:
    if len(query) > MAX_QUERY_LENGTH:
        raise InputInvalid("query: too long")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=16, errors="strict")
    except ValueError as error:
        raise InputInvalid("query: cannot be read") from error
    values = dict(pairs)
    if len(values) != len(pairs):
        raise InputInvalid("query: a parameter stands more than once")
    return values


def _value(values: dict[str, str], name: str) -> str:
    value = values.get(name, "")
    if len(value) > MAX_VALUE_LENGTH or not _VISIBLE.fullmatch(value):
        raise InputInvalid(f"query: {name} is missing or not acceptable")
    return value


def _is_safe(address: str) -> bool:
    """Whether this is an absolute https address, or one of this machine itself, without user or fragment."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    # A browser keeps *.localhost on its own machine (RFC 6761 §6.3); only there plain http is safe.
    is_own_machine = host == "localhost" or host.endswith(".localhost")
    return (
        (parts.scheme == "https" or (parts.scheme == "http" and is_own_machine))
        and bool(host)
        and port != 0
        and parts.username is None
        and not parts.query
        and not parts.fragment
    )
