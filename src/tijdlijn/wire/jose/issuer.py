"""An institution as the issuer of a token: its URA as an `urn:oid:` URI, as in certificates' SAN."""

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import URA_OID, Ura
from tijdlijn.wire.jose.jws import Claims, text_claim

_PREFIX = f"urn:oid:{URA_OID}."


def institution_issuer(ura: Ura) -> str:
    """The `iss` of an institution, e.g. `urn:oid:2.16.528.1.1007.3.3.90000101`."""
    return f"{_PREFIX}{ura}"


def read_institution(claims: Claims) -> Ura:
    """The institution that `iss` names.

    Raises:
        InputInvalid: `iss` is missing or names no URA.
    """
    issuer = text_claim(claims, "iss")
    if not issuer.startswith(_PREFIX):
        raise InputInvalid("token: issuer is not an institution")
    return Ura(issuer.removeprefix(_PREFIX))
