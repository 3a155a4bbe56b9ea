"""The assertion with which an asker fetches a token at a holder: everything the holder decides on, signed.

User, role, purpose, patient and treatment statement are inside the signed body and nowhere else
(architecture.md §8h); a header never adds to them. One holder, one address, one use (`jti`), five minutes.
Standard: RFC 7523 §2.1 (JWT as authorization grant), §3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.domain.question import Question
from tijdlijn.wire.jose import jws
from tijdlijn.wire.jose.issuer import institution_issuer, read_institution
from tijdlijn.wire.jose.keys import SigningKey

GRANT_TYPE: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TYP: Final = "tijdlijn-grant+jwt"
LIFETIME_S: Final = 300
MAX_STATEMENT_LENGTH: Final = 8192


@dataclass(frozen=True, slots=True)
class Grant:
    """What a holder learns from one assertion. `jti` may be used once, until `expires_at` (aware, UTC)."""

    asker: Asker
    patient: Bsn
    trace_id: TraceId
    jti: str
    expires_at: datetime


def make_grant(question: Question, holder: Ura, holder_address: str, key: SigningKey, now: datetime) -> str:
    """Sign the assertion for one question to one holder. `holder_address` is the holder's token endpoint."""
    asker = question.asker
    claims = {
        "sub": asker.professional.user_id,
        "name": asker.professional.name,
        "role_code": asker.professional.role_code,
        "role_name": asker.professional.role_name,
        "purpose": asker.purpose.value,
        "patient": question.patient.digits,
        "holder": institution_issuer(holder),
        "treatment_statement": asker.treatment_statement,
        "trace_id": question.trace_id,
    }
    kind = jws.TokenKind(TYP, holder_address, LIFETIME_S)
    return jws.sign(claims, key, kind, issuer=institution_issuer(asker.institution), now=now)


def read_unverified_issuer(token: str) -> Ura:
    """Give the institution that the assertion names, to look up its keys; nothing is checked yet.

    Raises:
        InputInvalid: no token, or no institution in it.
    """
    return read_institution(jws.read_unverified(token))


def verify_grant(token: str, keys: Sequence[str], holder: Ura, holder_address: str, now: datetime) -> Grant:
    """Give what an assertion for this holder says, once one of `keys` (of its issuer) has signed it.

    The treatment statement inside is not verified here, nor is `jti` remembered; both are the caller's.

    Raises:
        InputInvalid: another signer, holder or address, not valid now, or incomplete.
    """
    claims = jws.verify(token, keys, jws.TokenKind(TYP, holder_address, LIFETIME_S), now=now)
    if jws.text_claim(claims, "holder") != institution_issuer(holder):
        raise InputInvalid("grant: made for another holder")
    purpose = jws.text_claim(claims, "purpose")
    if purpose not in set(Purpose):
        raise InputInvalid("grant: unknown purpose")
    trace_id = jws.text_claim(claims, "trace_id", max_length=32)
    if len(trace_id) != 32 or set(trace_id) - set("0123456789abcdef"):
        raise InputInvalid("grant: not a trace id")
    return Grant(
        asker=Asker(
            professional=Professional(
                user_id=jws.text_claim(claims, "sub"),
                name=jws.text_claim(claims, "name"),
                role_code=jws.text_claim(claims, "role_code"),
                role_name=jws.text_claim(claims, "role_name"),
            ),
            institution=read_institution(claims),
            purpose=Purpose(purpose),
            treatment_statement=jws.text_claim(
                claims, "treatment_statement", max_length=MAX_STATEMENT_LENGTH
            ),
        ),
        patient=Bsn(jws.text_claim(claims, "patient")),
        trace_id=TraceId(trace_id),
        jti=jws.text_claim(claims, "jti"),
        expires_at=jws.time_claim(claims, "exp", now),
    )
