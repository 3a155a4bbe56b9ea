"""The EPD's signed word about who is logged in.

Standard: OpenID Connect Core 1.0 §2, §3.1.3.7; the claims about role and institution are ours, until Dezi
settles them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tijdlijn.domain.access import Professional
from tijdlijn.domain.identifiers import Ura
from tijdlijn.wire.jose import jws
from tijdlijn.wire.jose.keys import SigningKey

LIFETIME_S: Final = 600


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The person at the EPD and the institution for which they work there."""

    professional: Professional
    institution: Ura


def make(logged_in: LoggedIn, *, issuer: str, client_id: str, key: SigningKey, now: datetime) -> str:
    """Sign who is logged in, for one client."""
    professional = logged_in.professional
    claims = {
        "sub": professional.user_id,
        "name": professional.name,
        "role_code": professional.role_code,
        "role_name": professional.role_name,
        "ura": logged_in.institution.value,
    }
    return jws.sign(claims, key, _kind(client_id), issuer=issuer, now=now)


def verify(token: str, keys: Sequence[str], *, issuer: str, client_id: str, now: datetime) -> LoggedIn:
    """Give who is logged in according to a token of this issuer for this client, signed by one of `keys`.

    Raises:
        InputInvalid: another signer, issuer or client, not valid now, or incomplete.
    """
    claims = jws.verify(token, keys, _kind(client_id), now=now, issuer=issuer)
    professional = Professional(
        user_id=jws.text_claim(claims, "sub"),
        name=jws.text_claim(claims, "name"),
        role_code=jws.text_claim(claims, "role_code"),
        role_name=jws.text_claim(claims, "role_name"),
    )
    return LoggedIn(professional, Ura(jws.text_claim(claims, "ura")))


def _kind(client_id: str) -> jws.TokenKind:
    return jws.TokenKind("JWT", client_id, LIFETIME_S)
