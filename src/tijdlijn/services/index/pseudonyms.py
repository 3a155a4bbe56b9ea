"""From what a caller sends to the key of a row: open, check, unblind, hash.

What arrives is readable by this index alone, made by the pseudonym service for one sender, one purpose and
one minute. What is kept is a keyed hash of the unblinded element, so that the rows together with the
pseudonym service's key are still not enough to try out all BSNs.

Standard: generic functions, pseudonymisation: the recipient only unblinds, it never has the input that
RFC 9497 §3.3.1 Finalize asks for; RFC 2104 §5, truncation of an HMAC.
"""

from dataclasses import dataclass

from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.index.list_ids import PSEUDONYM_BYTES
from tijdlijn.wire import oprf
from tijdlijn.wire.jose import evaluated_pseudonym
from tijdlijn.wire.jose.keys import DecryptionKey
from tijdlijn.wire.pseudonym import parse_subject_identifier

SEARCH_SCOPE = "nationale-verwijsindex:search"
REGISTER_SCOPE = "nationale-verwijsindex:register"


@dataclass(frozen=True, slots=True)
class PseudonymReader:
    """Opens evaluated pseudonyms that were made for this index."""

    recipient: str
    opening_key: DecryptionKey
    service_keys: tuple[str, ...]
    sealer: Sealer
    clock: Clock

    def read(self, subject_identifier: str, *, scope: str, sender: str) -> bytes:
        """Give the key of the patient's rows, `PSEUDONYM_BYTES` long.

        `scope` is what the caller wants to do, `sender` the thumbprint of the certificate it came with.

        Raises:
            InputInvalid: unreadable, not made by the pseudonym service, for another recipient, scope or
                sender, or expired.
        """
        token, blind = parse_subject_identifier(subject_identifier)
        evaluated = evaluated_pseudonym.open(
            token,
            self.opening_key,
            self.service_keys,
            evaluated_pseudonym.Binding(self.recipient, scope, sender),
            self.clock.now(),
        )
        element = oprf.unblind(blind, evaluated)
        return self.sealer.reference(element, "pseudonym")[:PSEUDONYM_BYTES]

    def record_reference(self, pseudonym: bytes) -> bytes:
        """Give what stands for the patient in the record: not the key of the rows, so that reading the
        record finds none of them.
        """
        return self.sealer.reference(pseudonym, "record")
