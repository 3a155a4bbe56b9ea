"""The EPD's signed word that its institution treats this patient now, and who looks.

Made at launch with the institution's key, passed on unaltered, verified by every holder
(architecture.md §8h). The patient is in it as SHA-256 over a nonce and the BSN, so that the statement alone
tells nobody whom it concerns, and cannot be laid over another patient's question. It lives as long as the
contact lasts, at most 12 hours; what makes it fresh is the grant around it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.wire.jose import jws
from tijdlijn.wire.jose.issuer import institution_issuer, read_institution
from tijdlijn.wire.jose.keys import SigningKey

TYP: Final = "tijdlijn-treatment+jwt"
MAX_LIFETIME: Final = timedelta(hours=12)
KIND: Final = jws.TokenKind(TYP, "urn:tijdlijn:holders", int(MAX_LIFETIME.total_seconds()))


@dataclass(frozen=True, slots=True)
class TreatmentStatement:
    """Who treats, in which contact, from when to when (aware, UTC, whole seconds).

    `situation` is the care situation in words, `encounter_id` the EPD's own number of the contact.
    """

    issuer: Ura
    user_id: str
    role_code: str
    situation: str
    encounter_id: str
    starts_at: datetime
    ends_at: datetime


def make(statement: TreatmentStatement, patient: Bsn, key: SigningKey) -> str:
    """Sign the statement for one patient with the institution's key."""
    nonce = secrets.token_urlsafe(16)
    claims = {
        "sub": statement.user_id,
        "role_code": statement.role_code,
        "situation": statement.situation,
        "encounter": statement.encounter_id,
        "patient_nonce": nonce,
        "patient_digest": _digest(nonce, patient),
    }
    kind = replace(KIND, lifetime_s=int((statement.ends_at - statement.starts_at).total_seconds()))
    return jws.sign(claims, key, kind, issuer=institution_issuer(statement.issuer), now=statement.starts_at)


def read_unverified_issuer(token: str) -> Ura:
    """Give the institution that the statement names, to look up its keys; nothing is checked yet.

    Raises:
        InputInvalid: no token, or no institution in it.
    """
    return read_institution(jws.read_unverified(token))


def verify(token: str, keys: Sequence[str], patient: Bsn, now: datetime) -> TreatmentStatement:
    """Give a statement that one of `keys` signed, about this patient, that holds now.

    Raises:
        InputInvalid: another signer, another patient, not yet or no longer valid, or incomplete.
    """
    claims = jws.verify(token, keys, KIND, now=now)
    digest = _digest(jws.text_claim(claims, "patient_nonce"), patient).encode()
    if not hmac.compare_digest(digest, jws.text_claim(claims, "patient_digest").encode()):
        raise InputInvalid("treatment statement: about another patient")
    return TreatmentStatement(
        issuer=read_institution(claims),
        user_id=jws.text_claim(claims, "sub"),
        role_code=jws.text_claim(claims, "role_code"),
        situation=jws.text_claim(claims, "situation"),
        encounter_id=jws.text_claim(claims, "encounter"),
        starts_at=jws.time_claim(claims, "iat", now),
        ends_at=jws.time_claim(claims, "exp", now),
    )


def _digest(nonce: str, patient: Bsn) -> str:
    return hashlib.sha256(f"{nonce}|{patient.digits}".encode()).hexdigest()
