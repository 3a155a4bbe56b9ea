"""The journey on one page: from a launched patient to a timeline that says what it lacks.

launch and patient made the session (`launch.py`, `patient.py`); `localise` names the holders while the own
institution is already being asked; `fan_out` asks them all at once, and each *decides* for itself;
`assemble` folds what they give; `present` writes the events; `open` reads a report when somebody asks for
it. Architecture.md §2 tells the same story.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import SourceEntry
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.merged import merged
from tijdlijn.services.timeline.assemble import Assembly
from tijdlijn.services.timeline.back_off import Sparing
from tijdlijn.services.timeline.events import StreamEvent
from tijdlijn.services.timeline.fan_out import FanOut, Settled, Waiting
from tijdlijn.services.timeline.localise import Localise, Localised
from tijdlijn.services.timeline.patience import Patience
from tijdlijn.services.timeline.present import Present
from tijdlijn.services.timeline.suggest import Suggest

Answer = Localised | SourceEntry | Outcome | Settled


@dataclass(slots=True)
class Journey:
    """One session's timeline while its page is open. `own_route` leads to the user's own institution."""

    question: Question | None
    own_route: Route
    localise: Localise
    fan_out: FanOut
    assembly: Assembly
    present: Present
    clock: Clock
    patience: Patience
    back_off: Sparing
    suggest: Suggest
    _localised: Localised | None = field(default=None)
    _asking: dict[Ura, object] = field(default_factory=dict)
    """Of each custodian the asking that counts: what an earlier one still brings is passed over."""

    async def timeline(self, insisted: frozenset[Ura] = frozenset()) -> AsyncGenerator[StreamEvent, None]:
        """Ask everybody, from the beginning, and yield events: to a `complete` when every holder has an
        outcome, and on for as long as late answers may come, each with a `complete` of its own.

        None of `insisted` is left alone, however often it has failed.
        """
        yield self.present.patient()
        yield self.present.holders(None)
        if self.question is None:
            for event in self._events(self._not_asked(self.own_route.custodians, "the patient has no BSN")):
                yield event
            yield self._complete()
            return
        waiting = self.fan_out.begin(self.patience)
        answers = merged(self._own(self.question, waiting), self._elsewhere(self.question, waiting, insisted))
        async with aclosing(self._told(answers, parts=2)) as events:
            async for event in events:
                yield event

    async def again(self, custodians: frozenset[Ura]) -> AsyncGenerator[StreamEvent, None]:
        """Ask some holders again, whom nobody leaves alone then, and yield what that changes, as `timeline`.
        Only holders that were asked before can be asked again.
        """
        wanted = custodians & self.assembly.asked
        if self.question is None or not wanted:
            yield self._complete()
            return
        waiting = self.fan_out.begin(self.patience)
        routes = await self._routes(wanted)
        answers = self._ask_sifted(wanted, routes, self.question, waiting, wanted)
        async with aclosing(self._told(answers, parts=1)) as events:
            async for event in events:
                yield event

    async def _told(
        self, answers: AsyncGenerator[Answer, None], *, parts: int
    ) -> AsyncGenerator[StreamEvent, None]:
        """The events of a question that is asked in so many parts."""
        async with aclosing(answers):
            async for answer in answers:
                if isinstance(answer, Settled):
                    parts -= 1
                else:
                    for event in self._events(answer):
                        yield event
                rows = self.assembly.merge.rows
                if parts == 0 and isinstance(answer, Settled | Outcome):
                    for event in self.suggest.now(rows):
                        yield event
                    yield self._complete()
                elif isinstance(answer, Outcome):
                    for event in self.suggest.while_asking(rows):
                        yield event

    async def _own(self, question: Question, waiting: Waiting) -> AsyncGenerator[Answer, None]:
        custodians, routes = frozenset(self.own_route.custodians), (self.own_route,)
        async with aclosing(self._ask(custodians, routes, question, waiting)) as answers:
            async for answer in answers:
                yield answer

    async def _elsewhere(
        self, question: Question, waiting: Waiting, insisted: frozenset[Ura]
    ) -> AsyncGenerator[Answer, None]:
        localised = await self.localise.elsewhere(question, waiting.whole_at)
        yield localised
        custodians = localised.custodians
        insisted = custodians if self.patience.is_acute else insisted
        answers = self._ask_sifted(custodians, localised.routes, question, waiting, insisted)
        async with aclosing(answers):
            async for answer in answers:
                yield answer

    async def _ask_sifted(
        self,
        custodians: frozenset[Ura],
        routes: tuple[Route, ...],
        question: Question,
        waiting: Waiting,
        insisted: frozenset[Ura],
    ) -> AsyncGenerator[Answer, None]:
        """Ask, but for those that are left alone, and remember how it ended."""
        sifted = await self.back_off.sift(routes, insisted)
        ended: list[Outcome] = []
        is_settled = False
        answers = self._ask(custodians, sifted.routes, question, waiting, sifted.not_asked)
        async with aclosing(answers):
            async for answer in answers:
                is_settled = is_settled or isinstance(answer, Settled)
                if isinstance(answer, Outcome):
                    ended.append(answer)
                if is_settled and ended:
                    await self.back_off.note(sifted, ended)
                    ended.clear()
                yield answer

    async def _ask(
        self,
        custodians: frozenset[Ura],
        routes: tuple[Route, ...],
        question: Question,
        waiting: Waiting,
        not_asked: tuple[Outcome, ...] = (),
    ) -> AsyncGenerator[Answer, None]:
        self.assembly.ask(custodians)
        asking = object()
        self._asking |= dict.fromkeys(custodians, asking)
        for outcome in not_asked:
            yield outcome
        reached = {ura for route in routes for ura in route.custodians} | {one.custodian for one in not_asked}
        for ura in sorted(custodians - reached):
            yield self._not_asked((ura,), "no route in the directory")
        async with aclosing(self.fan_out.ask(routes, question, waiting)) as answers:
            async for answer in answers:
                if isinstance(answer, Settled) or self._asking.get(answer.custodian) is asking:
                    yield answer

    async def _routes(self, custodians: frozenset[Ura]) -> tuple[Route, ...]:
        own = frozenset(self.own_route.custodians)
        elsewhere = await self.localise.addresses.routes_to(custodians - own)
        return elsewhere + ((self.own_route,) if own & custodians else ())

    def _not_asked(self, custodians: tuple[Ura, ...], reason: str) -> Outcome:
        (custodian,) = custodians
        return Outcome(custodian, "", OutcomeKind.NOT_ASKED, self.clock.now(), 0, reason)

    def _events(self, answer: Localised | SourceEntry | Outcome) -> list[StreamEvent]:
        match answer:
            case Localised():
                self._localised = answer
                return [self.present.holders(answer)]
            case SourceEntry():
                return self.present.changes(self.assembly.take_entry(answer))
            case Outcome():
                changes = self.present.changes(self.assembly.take_outcome(answer))
                rows = self.assembly.rows_from(answer.custodian)
                named = rows > 0 or answer.custodian in self._nameable
                return [*changes, self.present.outcome(answer, rows=rows, may_be_named=named)]

    @property
    def _nameable(self) -> frozenset[Ura]:
        findable = self._localised.custodians if self._localised else frozenset()
        return findable | frozenset(self.own_route.custodians)

    def _complete(self) -> StreamEvent:
        return self.present.complete(
            asked=len(self.assembly.asked),
            answered=self.assembly.answered,
            localised=self._localised is not None and self._localised.state == "answered",
            at=self.clock.now(),
        )
