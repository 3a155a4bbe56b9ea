"""For whom this service evaluates, and the key it uses for each.

Every recipient has an OPRF key of its own, derived from one secret; so no two recipients can compare what
they hold (the peers' local fall-back uses one key for all, reference/peers.md §4.4).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.wire import oprf
from tijdlijn.wire.jose.keys import read_public_key

KEY_VERSION = 1


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation that may receive pseudonyms: its OPRF key and the public key it reads with."""

    organization: str
    oprf_key: bytes = field(repr=False)
    public_jwk: str


def derive_recipients(seed: bytes, published: Iterable[tuple[str, str]]) -> Mapping[str, Recipient]:
    """Give the recipients by organisation; `published` are organisations with their public keys (JWK text).

    The same seed and organisation always give the same key.

    Raises:
        ConfigurationInvalid: the seed is not 32 bytes, an organisation stands twice, or a key is unusable.

    Standard: RFC 9497 §3.2.1, DeriveKeyPair.
    """
    faults: list[str] = []
    recipients: dict[str, Recipient] = {}
    for organization, public_jwk in published:
        if organization in recipients:
            faults.append(f"pseudonym.recipients: {organization} stands twice")
        try:
            read_public_key(public_jwk, "enc")
        except InputInvalid:
            faults.append(f"pseudonym.recipients: the key of {organization} is no P-256 encryption key")
        try:
            key = oprf.derive_key(seed, f"{organization}|v{KEY_VERSION}".encode())
        except InputInvalid as error:
            raise ConfigurationInvalid(["keys.oprf: a file of exactly 32 bytes is needed"]) from error
        recipients[organization] = Recipient(organization, key, public_jwk)
    if faults:
        raise ConfigurationInvalid(faults)
    return recipients
