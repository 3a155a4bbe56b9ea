"""Whether an assertion proves what it says: by whom, for which of our institutions, about whom, and that the
asker's institution states that it treats this patient.

None of it depends on what we know of the patient, so a refusal here tells nothing about anybody; and it is
told aloud, since a clock or key that is wrong at the asker must not look like an empty answer.

Standard: RFC 7523 §3; architecture.md §8h, §8j.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.ports import AddressBook
from tijdlijn.runtime.clock import Clock
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.wire.jose import treatment_statement
from tijdlijn.wire.jose.grant import Grant, read_unverified_issuer, verify_grant


class NoTreatmentRelation(InputInvalid):
    """The grant holds, but the treatment statement in it does not carry it."""


@dataclass(frozen=True, slots=True)
class Grants:
    """Checks assertions addressed to `token_address`."""

    custodians: Mapping[Ura, Custodian]
    addresses: AddressBook
    token_address: str
    clock: Clock

    async def verified(self, assertion: str) -> tuple[Ura, Grant]:
        """Give for which of our institutions an assertion is, and what it says.

        Raises:
            InputInvalid: it proves nothing; the text is safe to send back.
            PeerUnreachable: the directory is not known yet; a retry may help.
        """
        keys = await self._keys_of(read_unverified_issuer(assertion))
        refusal = InputInvalid("grant: made for another holder")
        for ura in self.custodians:
            try:
                return ura, verify_grant(assertion, keys, ura, self.token_address, self.clock.now())
            except InputInvalid as error:
                refusal = error
        raise refusal

    async def verify_treatment(self, grant: Grant) -> None:
        """Check that the asker's own institution states, for this user and this patient, that it treats.

        Raises:
            NoTreatmentRelation: it does not.
        """
        asker = grant.asker
        try:
            keys = await self._keys_of(treatment_statement.read_unverified_issuer(asker.treatment_statement))
            statement = treatment_statement.verify(
                asker.treatment_statement, keys, grant.patient, self.clock.now()
            )
        except InputInvalid as error:
            raise NoTreatmentRelation(str(error)) from error
        if statement.issuer != asker.institution or statement.user_id != asker.professional.user_id:
            raise NoTreatmentRelation("treatment statement: of another institution or user")

    async def _keys_of(self, issuer: Ura) -> tuple[str, ...]:
        institution = await self.addresses.institution(issuer)
        if institution is None or not institution.signing_keys:
            raise InputInvalid("token: its issuer has no key in the directory")
        return institution.signing_keys
