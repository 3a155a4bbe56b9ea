"""The id of a registration carries the registration itself, encrypted.

So a `DELETE /fhir/List/{id}` finds its one partition without a second table and a second index over 41
million rows, and an id tells nothing to who reads it. The same registration always has the same id, which
makes registering idempotent to the last byte.

Standard: HL7 FHIR R4 §2.24.0.1, id: at most 64 of `A-Z a-z 0-9 - .`, so base64url with `.` for `_`.
"""

from dataclasses import dataclass

from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.wire.fhir.localisation_list import IMAGING

PSEUDONYM_BYTES = 24
"""How long a stored pseudonym is: as much as an id of 64 characters can carry with its own proof."""

_OWNER = b"index list id"
_CODES = {IMAGING: b"\x01"}
_CODE_OF = {mark: code for code, mark in _CODES.items()}


@dataclass(frozen=True, slots=True)
class Registration:
    """What one row of the index says."""

    pseudonym: bytes
    custodian: Ura
    code: str


class ListIds:
    """Turns registrations into ids and back."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def id_of(self, registration: Registration) -> str:
        """Give the lasting id of a registration."""
        packed = (
            registration.pseudonym
            + int(registration.custodian.value).to_bytes(4, "big")
            + _CODES[registration.code]
        )
        return self._sealer.seal(packed, _OWNER).replace("_", ".")

    def registration_of(self, list_id: str) -> Registration:
        """Give the registration that an id stands for, whether or not it is still there.

        Raises:
            InputInvalid: never given out by this index.
        """
        packed = self._sealer.open(list_id.replace(".", "_"), _OWNER)
        pseudonym, number, mark = packed[:PSEUDONYM_BYTES], packed[PSEUDONYM_BYTES:-1], packed[-1:]
        return Registration(pseudonym, Ura(f"{int.from_bytes(number, 'big'):08d}"), _CODE_OF[mark])
