"""From BSN to the input of the blinded evaluation, and the identifier that the index takes.

The derivation follows the national functions: JSON in canonical form (RFC 8785), HKDF-SHA-256 without salt,
bound to recipient and scope. There are three in circulation (reference/peers.md S9); this is the one of the
implementation guide. The blind travels to the index beside the encrypted evaluation, so that only both
together give the pseudonym. Nothing here may be cached or logged (B7).
"""

import base64
import binascii
import json
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.oprf import SCALAR_BYTES

PSEUDONYM_SYSTEM: Final = "https://tijdlijn.example/fhir/NamingSystem/nvi-pseudonym"
MAX_IDENTIFIER_BYTES: Final = 16 * 1024


def pseudonym_input(patient: Bsn, recipient: str, scope: str) -> bytes:
    """Give the 32 bytes to blind for one recipient (`oin:…`) and scope. Standard: RFC 5869; RFC 8785."""
    person = {"landCode": "NL", "type": "BSN", "value": patient.digits}
    # ASCII keys and values only: sorted and without spaces is the canonical form of RFC 8785.
    canonical = json.dumps(person, sort_keys=True, separators=(",", ":")).encode("ascii")
    info = f"{recipient}|{scope}|v1".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(canonical)


def subject_identifier(jwe: str, blind_factor: bytes) -> str:
    """Give the value under `PSEUDONYM_SYSTEM` that the index takes: token and blind in one text."""
    pair = {"evaluated_output": jwe, "blind_factor": _encode(blind_factor)}
    return _encode(json.dumps(pair, separators=(",", ":")).encode("ascii"))


def parse_subject_identifier(text: str) -> tuple[str, bytes]:
    """Give the token and the blind (32 bytes) of such a value.

    Raises:
        InputInvalid: not such a value.
    """
    if len(text) > MAX_IDENTIFIER_BYTES:
        raise InputInvalid("subject identifier: too long")
    try:
        pair = json.loads(_decode(text))
        jwe, blind_factor = pair["evaluated_output"], _decode(pair["blind_factor"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputInvalid("subject identifier: not a token with a blind") from error
    if not isinstance(jwe, str) or len(blind_factor) != SCALAR_BYTES:
        raise InputInvalid("subject identifier: not a token with a blind")
    return jwe, blind_factor


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise InputInvalid("subject identifier: not base64url") from error
