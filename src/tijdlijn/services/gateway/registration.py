"""Keeping the national index true: found are the patients of whom we have something and who allow it.

A round compares what should stand at the index with what does, and mends the difference; it is repeated when
a choice changes, when the index was not reached, and now and then, because archives change in silence. An
intention is written before the index is asked, so that nothing stands there that we do not know of.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from tijdlijn.domain.errors import PeerError
from tijdlijn.domain.identifiers import Ura
from tijdlijn.ports import KnownPatient, Localiser
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.events import REGISTRATION_ROUND, REGISTRATION_WAITS, emit
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.findability import opens_for_somebody
from tijdlijn.services.gateway.references import References
from tijdlijn.store.gateway.registration_store import RegistrationStore

ROUND_EVERY_S = 60.0
FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 60.0


@dataclass(slots=True)
class _Round:
    """What one round did; `failure` is the last thing that kept it from doing all."""

    registered: int = 0
    withdrawn: int = 0
    failure: PeerError | None = None


@dataclass(slots=True)
class Registration:
    """The background task. `first_round_done` tells whether everything stood at the index once."""

    custodians: Mapping[Ura, Custodian]
    localiser: Localiser
    store: RegistrationStore
    references: References
    clock: Clock
    first_round_done: bool = False
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Ask for a round now: a choice changed, or may have."""
        self._wanted.set()

    async def run(self) -> None:
        """Go round for as long as the process lives."""
        retry_s = FIRST_RETRY_S
        while True:
            self._wanted.clear()
            failure = await self.go_round()
            if failure is None:
                self.first_round_done, wait_s, retry_s = True, ROUND_EVERY_S, FIRST_RETRY_S
            else:
                wait_s, retry_s = retry_s, min(retry_s * 2, LONGEST_RETRY_S)
                emit(REGISTRATION_WAITS, peer=failure.peer, reason=failure.reason, retry_in_s=wait_s)
            try:
                await asyncio.wait_for(self._wanted.wait(), wait_s)
            except TimeoutError:
                continue

    async def go_round(self) -> PeerError | None:
        """Mend every difference that can be mended now; gives what kept it from mending all."""
        done = _Round()
        try:
            for custodian in self.custodians.values():
                await self._go_round(custodian, done)
        except PeerError as error:
            done.failure = error
        if done.registered or done.withdrawn:
            emit(REGISTRATION_ROUND, registered=done.registered, withdrawn=done.withdrawn)
        return done.failure

    async def _go_round(self, custodian: Custodian, done: _Round) -> None:
        standing = await self.store.standing(custodian.ura)
        unwanted = dict(standing)
        async for known in custodian.patients.everyone():
            reference = self.references.patient(known.patient)
            try:
                findable = await self._is_findable(custodian, known)
            except PeerError as error:
                # Not known now: neither registered nor withdrawn on a guess.
                done.failure = error
                unwanted.pop(reference, None)
                continue
            if findable is None:
                unwanted.pop(reference, None)
            elif findable:
                unwanted.pop(reference, None)
                if standing.get(reference) is None:
                    await self._register(custodian, known, reference)
                    done.registered += 1
            elif reference in standing and standing[reference] is None:
                # An intention that was cut off: what stands at the index is learnt by repeating it.
                unwanted[reference] = await self._register(custodian, known, reference)
        for reference, registration_id in unwanted.items():
            if registration_id is not None:
                await self.localiser.withdraw(registration_id)
                await self.store.forget(custodian.ura, reference)
                done.withdrawn += 1

    async def _is_findable(self, custodian: Custodian, known: KnownPatient) -> bool | None:
        """`None` where only what cannot be read could tell: then what stands is left as it is."""
        choices = await custodian.consents.choices(known.patient)
        if not opens_for_somebody(choices, self.clock.now()):
            return False
        studies = await custodian.studies.studies(known.local_ids)
        if studies.studies:
            return True
        reports = await custodian.reports.reports(known.local_ids)
        if reports.reports:
            return True
        return False if studies.complete and reports.complete else None

    async def _register(self, custodian: Custodian, known: KnownPatient, reference: bytes) -> str:
        await self.store.intend(custodian.ura, reference)
        registration_id = await self.localiser.register(known.patient, custodian.ura)
        await self.store.keep(custodian.ura, reference, registration_id)
        return registration_id
