"""What proves an institution's user to a holder of the generic functions: a signed grant (architecture.md
§8h).
"""

from dataclasses import dataclass

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.question import Question
from tijdlijn.runtime.clock import Clock
from tijdlijn.wire.jose.grant import make_grant
from tijdlijn.wire.jose.keys import SigningKey


@dataclass(frozen=True, slots=True)
class InstitutionCredentials:
    """Implements `ports.Credentials` with the key of the asker's own institution.

    Standard: RFC 7523 §2.1, JWT as authorization grant.
    """

    key: SigningKey
    clock: Clock

    async def present(self, question: Question, holder: Ura, holder_address: str) -> str:
        """Give a fresh grant for one question to one holder; valid for five minutes and one use."""
        return make_grant(question, holder, holder_address, self.key, self.clock.now())
