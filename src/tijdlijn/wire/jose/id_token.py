"""Who is logged in, as the EPD that launches us says it.

The professional's lasting id and role are passed on to holders unaltered (architecture.md §8j). Beside the
standard claims it carries the role and the institution. Standard: OpenID Connect Core 1.0 §2; SMART App
Launch 2.2.0 §5 (identity).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tijdlijn.domain.access import Professional
from tijdlijn.domain.identifiers import Ura
from tijdlijn.wire.jose import jws
from tijdlijn.wire.jose.keys import SigningKey

TYP: Final = "JWT"
LIFETIME_S: Final = 300


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Who looks, and at which institution they are logged in."""

    professional: Professional
    institution: Ura


def make(logged_in: LoggedIn, key: SigningKey, *, issuer: str, client_id: str, now: datetime) -> str:
    """Sign an id token for one client."""
    claims = {
        "sub": logged_in.professional.user_id,
        "name": logged_in.professional.name,
        "role_code": logged_in.professional.role_code,
        "role_name": logged_in.professional.role_name,
        "ura": logged_in.institution.value,
    }
    return jws.sign(claims, key, jws.TokenKind(TYP, client_id, LIFETIME_S), issuer=issuer, now=now)


def verify(token: str, keys: tuple[str, ...], *, issuer: str, client_id: str, now: datetime) -> LoggedIn:
    """Give who is logged in, from a token that this issuer signed for this client just now.

    Raises:
        InputInvalid: another signer, issuer or client, not valid now, or incomplete.
    """
    claims = jws.verify(token, keys, jws.TokenKind(TYP, client_id, LIFETIME_S), now=now, issuer=issuer)
    return LoggedIn(
        professional=Professional(
            user_id=jws.text_claim(claims, "sub"),
            name=jws.text_claim(claims, "name"),
            role_code=jws.text_claim(claims, "role_code"),
            role_name=jws.text_claim(claims, "role_name"),
        ),
        institution=Ura(jws.text_claim(claims, "ura")),
    )
