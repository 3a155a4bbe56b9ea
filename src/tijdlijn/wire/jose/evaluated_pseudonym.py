"""The pseudonym service's answer: a blinded evaluation that only one recipient can use, once asked by one
sender.

Signed by the pseudonym service and then encrypted for the index, bound to the asker's client certificate
(x5t#S256), one audience and one scope, for 60 seconds. The peers' form is encrypted only, so that a stolen
answer can be replayed (reference/peers.md S1); ours cannot. Standard: RFC 7519 §11.2 (sign, then encrypt);
RFC 8705 §3.1 (`cnf`).
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.jose import jwe, jws
from tijdlijn.wire.jose.keys import DecryptionKey, SigningKey
from tijdlijn.wire.oprf import ELEMENT_BYTES

TYP: Final = "tijdlijn-evaluated-pseudonym+jwt"
ENCRYPTED_TYP: Final = "tijdlijn-evaluated-pseudonym+jwe"
ISSUER: Final = "https://tijdlijn.example/pseudonym"
LIFETIME_S: Final = 60


@dataclass(frozen=True, slots=True)
class Binding:
    """For whom and for what: the recipient (`oin:…`), the scope, and the x5t#S256 of the sender's client
    certificate.
    """

    audience: str
    scope: str
    sender_thumbprint: str

    @property
    def kind(self) -> jws.TokenKind:
        """The token's kind, for this recipient."""
        return jws.TokenKind(TYP, self.audience, LIFETIME_S)


def make(element: bytes, binding: Binding, signing_key: SigningKey, recipient_jwk: str, now: datetime) -> str:
    """Give the token that carries one evaluated element (32 bytes, still blinded).

    Raises:
        InputInvalid: the recipient's key cannot be used.
    """
    claims = {
        "subject": base64.urlsafe_b64encode(element).decode("ascii"),
        "scope": binding.scope,
        "cnf": {"x5t#S256": binding.sender_thumbprint},
    }
    signed = jws.sign(claims, signing_key, binding.kind, issuer=ISSUER, now=now)
    return jwe.encrypt(signed.encode("ascii"), recipient_jwk, typ=ENCRYPTED_TYP)


def open(
    token: str, recipient_key: DecryptionKey, issuer_jwks: Sequence[str], binding: Binding, now: datetime
) -> bytes:
    """Give the element (32 bytes, still blinded) of a token that this sender got for this use, just now.

    The binding's thumbprint is of the certificate of whoever presents the token.

    Raises:
        InputInvalid: not by the pseudonym service, for another recipient, use or sender, or too old.
    """
    inner = jwe.decrypt(token, recipient_key, typ=ENCRYPTED_TYP).decode("latin-1")
    claims = jws.verify(inner, issuer_jwks, binding.kind, now=now, issuer=ISSUER)
    if jws.text_claim(claims, "scope") != binding.scope:
        raise InputInvalid("evaluated pseudonym: made for another use")
    if claims.get("cnf") != {"x5t#S256": binding.sender_thumbprint}:
        raise InputInvalid("evaluated pseudonym: given to another sender")
    try:
        element = base64.b64decode(
            jws.text_claim(claims, "subject", max_length=64), altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError) as error:
        raise InputInvalid("evaluated pseudonym: no element inside") from error
    if len(element) != ELEMENT_BYTES:
        raise InputInvalid("evaluated pseudonym: no element inside")
    return element
