"""What a peer's certificate says: its thumbprint, its names and the institution it was made out to.

A certificate identifies a *connection*. Whether that connection may speak for an institution is another
question (architecture.md §8j); `institution_of` answers it only for certificates that carry the URA
themselves.
"""

import base64
import hashlib
import re
from functools import lru_cache

from cryptography import x509

from tijdlijn.domain.identifiers import URA_OID, Ura

_URA_URI = re.compile(rf"urn:oid:{re.escape(URA_OID)}\.([0-9]{{8}})")


def institution_uri(ura: Ura) -> str:
    """Give the URI under which an institution stands in the subject alternative names of its certificate."""
    return f"urn:oid:{URA_OID}.{ura}"


@lru_cache(maxsize=4096)
def certificate_thumbprint(der: bytes) -> str:
    """Give the `x5t#S256` of a certificate: SHA-256 of its DER form, base64url without padding.

    Standard: RFC 8705 §3.1.
    """
    return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode("ascii")


@lru_cache(maxsize=4096)
def names_of(der: bytes) -> frozenset[str]:
    """Give the DNS names (lower case) and URIs of a certificate's subject alternative names.

    A certificate that cannot be read, or has none, has no names.

    Standard: RFC 5280 §4.2.1.6.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return frozenset()
    dns_names = names.get_values_for_type(x509.DNSName)
    uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    return frozenset(name.lower() for name in dns_names) | frozenset(uris)


def institution_of(der: bytes) -> Ura | None:
    """Give the one institution that a certificate was made out to; `None` when it names none, or several."""
    found = {match[1] for name in names_of(der) if (match := _URA_URI.fullmatch(name))}
    return Ura(found.pop()) if len(found) == 1 else None
