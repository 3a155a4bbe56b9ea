"""The holder's own decision: may this asker see what we have of this patient, for this purpose?

Made once for each token, in the background, so that the answer to `POST /token` tells nothing; the first
request that shows the token waits for it. Deny is the default, and only an explicit consent opens (B12, B13).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from tijdlijn.domain.access import Decision, Ground
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice, standing_choice
from tijdlijn.domain.errors import PeerError
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.events import DECISION_FAILED, emit
from tijdlijn.services.gateway.access_record import entry
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.store.gateway.consent_store import ConsentStore
from tijdlijn.store.gateway.token_store import NewToken, TokenStore

POLICY = "local-consent/1"
"""Which rules these are; it stands with every decision, so that an old one can be understood later."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decides, and keeps what was decided in the token's row."""

    custodians: Mapping[Ura, Custodian]
    consents: ConsentStore
    tokens: TokenStore
    clock: Clock
    _under_way: dict[bytes, asyncio.Task[None]] = field(default_factory=dict)

    def begin(self, token: NewToken, patient: Bsn) -> None:
        """Start deciding in the background; should it fail, the first request decides again."""
        task = asyncio.create_task(self._decide(token, patient))
        self._under_way[token.token_hash] = task
        task.add_done_callback(lambda done: self._ended(token.token_hash, done))

    async def decision(self, token: NewToken, patient: Bsn) -> Decision | None:
        """Give the decision as it stands now, waiting for it if need be; `None` when the token is gone.

        Raises:
            PeerUnreachable, PeerTimedOut: the database does not answer.
        """
        if (under_way := self._under_way.get(token.token_hash)) is not None:
            await asyncio.wait({under_way})
        stored = await self.tokens.find(token.token_hash)
        if stored is not None and stored.decision is None:
            await self._decide(token, patient)
            stored = await self.tokens.find(token.token_hash)
        return stored.decision if stored else None

    def permits(self, decision: Decision) -> bool:
        """Whether a decision opens at this moment; a permit without an end, or past it, does not."""
        until = decision.valid_until
        return decision.permit and until is not None and self.clock.now() < until

    async def may_go_on(self, token: NewToken, patient: Bsn) -> bool:
        """Whether what a permit opened may go on at this moment, also past the end of its token.

        A withdrawal takes the token away, and then nothing goes on; a permit that only came to its end is
        weighed anew. Raises as `decision`.
        """
        stored = await self.tokens.find(token.token_hash)
        if stored is None or stored.decision is None or not stored.decision.permit:
            return False
        return self.permits(stored.decision) or (await self._weigh(token, patient)).permit

    async def _decide(self, token: NewToken, patient: Bsn) -> None:
        """Weigh and write, again for as long as the patient's choices change in between."""
        while True:
            version = await self.consents.version(token.custodian, token.patient_ref)
            decision = await self._weigh(token, patient)
            written = await self.tokens.decide(
                token,
                decision,
                policy=POLICY,
                consent_version=version,
                now=self.clock.now(),
                entry=entry(
                    token,
                    "decision",
                    "permit" if decision.permit else "deny",
                    ground=decision.ground,
                    object_ref=_basis(decision),
                ),
            )
            if written:
                return

    async def _weigh(self, token: NewToken, patient: Bsn) -> Decision:
        custodian = self.custodians[token.custodian]
        if token.institution == custodian.ura:
            return Decision(True, Ground.OWN_INSTITUTION, token.expires_at)
        if await custodian.patients.find(patient) is None:
            return Decision(False, Ground.PATIENT_UNKNOWN)
        try:
            choices = await custodian.consents.choices(patient)
        except PeerError:
            return Decision(False, Ground.CONSENT_UNKNOWN)
        choice = standing_choice(choices, token.institution, token.purpose, self.clock.now())
        if choice is None:
            return Decision(False, Ground.NO_CONSENT)
        if choice.choice is not ConsentChoice.GIVEN:
            return Decision(False, Ground.CONSENT_REFUSED)
        until = token.expires_at if choice.until is None else min(choice.until, token.expires_at)
        return Decision(True, Ground.LOCAL_CONSENT, until)

    def _ended(self, token_hash: bytes, done: asyncio.Task[None]) -> None:
        del self._under_way[token_hash]
        if not done.cancelled() and (error := done.exception()) is not None:
            emit(DECISION_FAILED, error=type(error).__name__)


def _basis(decision: Decision) -> str:
    until = f" until {decision.valid_until.isoformat()}" if decision.valid_until else ""
    return f"policy {POLICY}{until}"
