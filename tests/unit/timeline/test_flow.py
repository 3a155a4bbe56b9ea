"""The journey, all around it in memory: what the stream says when holders answer, fail, hang or refuse."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import PeerUnreachable
from tijdlijn.domain.identifiers import StudyInstanceUID, TraceId, Ura
from tijdlijn.domain.merge import Merge
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.domain.study import Availability, Rendition, Report, ReportStatus, Study
from tijdlijn.runtime.clock import SystemClock
from tijdlijn.runtime.relevance.tables import load_relevance
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.assemble import Assembly
from tijdlijn.services.timeline.back_off import Sifted
from tijdlijn.services.timeline.events import (
    CompleteEvent,
    EntryEvent,
    GoneEvent,
    HoldersEvent,
    OutcomeEvent,
    PatientEvent,
    StreamEvent,
)
from tijdlijn.services.timeline.fan_out import FanOut
from tijdlijn.services.timeline.flow import Journey
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.localise import Localise
from tijdlijn.services.timeline.open import ReportKeys
from tijdlijn.services.timeline.patience import Patience
from tijdlijn.services.timeline.present import Present
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.suggest import Suggest
from tijdlijn.testing.fakes.address_book import InMemoryAddressBook
from tijdlijn.testing.fakes.holder_link import DIALECT, CommunityLink, Member
from tijdlijn.testing.fakes.localiser import InMemoryLocaliser

TJITSKE = Bsn("999900006")
PERSON = Demographics("Test-Aneurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE)
FRYSLAN, RIJNMOND, DELFSHAVEN = Ura("90000101"), Ura("90000102"), Ura("90000103")
NAMES = {FRYSLAN: "Ziekenhuis Fryslân", RIJNMOND: "UMC Rijnmond", DELFSHAVEN: "MC Delfshaven"}
CLOCK = SystemClock()
QUICK = Patience(late_s=0.3)


def study(uid: str, images: int = 10) -> Study:
    return Study(StudyInstanceUID(uid), instance_count=images, demographics=PERSON)


def report(uid: str) -> Report:
    form = Rendition("text/plain", f"https://holder.example/{uid}")
    return Report(
        f"2.25.{uid[-1]}0", (StudyInstanceUID(uid),), ReportStatus.FINAL, None, "Verslag", None, (form,)
    )


class NobodySpared:
    """No holder is left alone."""

    async def sift(self, routes: tuple[Route, ...], insisted: Collection[Ura]) -> Sifted:
        return Sifted(routes)

    async def note(self, sifted: Sifted, outcomes: Iterable[Outcome]) -> None:
        return


RELEVANCE = load_relevance()


@dataclass
class Situation:
    """The own institution Fryslân, and a community of Rijnmond and Delfshaven behind one route."""

    members: Mapping[Ura, Member]
    localiser: InMemoryLocaliser = field(default_factory=InMemoryLocaliser)
    deadline_s: float = 5.0
    bsn: Bsn | None = TJITSKE
    routed: tuple[Ura, ...] = (RIJNMOND, DELFSHAVEN)
    patience: Patience = QUICK

    def journey(self) -> Journey:
        for ura in (RIJNMOND, DELFSHAVEN):
            self.localiser.registrations[ura.value] = (TJITSKE, ura)
        links = {DIALECT: CommunityLink(self.members, CLOCK)}
        institutions = [Institution(ura, name, name, "V6") for ura, name in NAMES.items()]
        routes = [
            Route("rijnmond", "xds-region", DIALECT, "community", self.routed, deadline_s=self.deadline_s)
        ]
        asker = Asker(
            Professional("900001", "dr. S. Test-Arts", "01.015", "SEH-arts"), FRYSLAN, Purpose.TREATMENT, ""
        )
        session = Session(
            "context", TraceId("0" * 32), asker, PERSON, self.bsn, "SEH-bezoek", date(2026, 11, 24),
            datetime.now(UTC) + timedelta(hours=1),
        )  # fmt: skip
        present = Present(
            session,
            {known.ura: known for known in institutions},
            ReportKeys(Sealer(b"s" * 32)),
            ImageKeys(Sealer(b"s" * 32)),
        )
        return Journey(
            session.question(),
            Route("own", "own", DIALECT, "own", (FRYSLAN,), deadline_s=self.deadline_s),
            Localise(self.localiser, InMemoryAddressBook(institutions, routes), CLOCK),
            FanOut(links, CLOCK),
            Assembly(Merge(PERSON)),
            present,
            CLOCK,
            self.patience,
            NobodySpared(),
            Suggest(RELEVANCE, present, FRYSLAN, session.started_on),
        )

    async def events(self) -> list[StreamEvent]:
        return [event async for event in self.journey().timeline()]


def rows(events: list[StreamEvent]) -> dict[str, EntryEvent]:
    return {event.key: event for event in events if isinstance(event, EntryEvent)}


def outcomes(events: list[StreamEvent]) -> dict[str | None, str]:
    """The last outcome of each."""
    return {event.custodian: event.kind for event in events if isinstance(event, OutcomeEvent)}


def complete(events: list[StreamEvent]) -> CompleteEvent:
    assert isinstance(events[-1], CompleteEvent)
    return events[-1]


def has(*contents: Study | Report, **how: object) -> Member:
    return Member({TJITSKE: contents}, **how)  # type: ignore[arg-type]


@pytest.mark.requirement("A1", "T2.3.community")
async def test_own_and_outside_studies_come_on_one_list_and_copies_fold() -> None:
    members = {
        FRYSLAN: has(study("2.25.1")),
        RIJNMOND: has(study("2.25.2", 60), report("2.25.2")),
        DELFSHAVEN: has(study("2.25.2", 40)),
    }
    events = await Situation(members).events()
    assert isinstance(events[0], PatientEvent)
    by_copies = sorted([copy.custodian for copy in row.copies] for row in rows(events).values())
    assert by_copies == [["90000101"], ["90000102", "90000103"]]
    assert complete(events).complete
    assert (complete(events).asked, complete(events).answered) == (3, 3)


@pytest.mark.requirement("T2.3.community", "A52")
@pytest.mark.hazard("H1")
async def test_a_community_that_answers_in_part_shows_its_rows_and_who_is_missing() -> None:
    members = {
        FRYSLAN: has(),
        RIJNMOND: has(study("2.25.2")),
        DELFSHAVEN: has(answers=OutcomeKind.UNREACHABLE, reason="repository down"),
    }
    events = await Situation(members).events()
    assert len(rows(events)) == 1
    assert outcomes(events)["90000103"] == "Unreachable"
    assert not complete(events).complete


@pytest.mark.requirement("B24", "T2.3.deadline")
@pytest.mark.hazard("H1")
async def test_a_holder_that_hangs_is_timed_out_and_what_came_before_stays() -> None:
    members = {FRYSLAN: has(study("2.25.1")), RIJNMOND: has(study("2.25.2")), DELFSHAVEN: has(after_s=60.0)}
    events = await Situation(members, deadline_s=0.05).events()
    assert len(rows(events)) == 2
    assert outcomes(events) == {"90000101": "Answered", "90000102": "Answered", "90000103": "TimedOut"}


@pytest.mark.requirement("T2.3.own-at-once", "T2.4.index-down", "B22")
@pytest.mark.hazard("H2")
async def test_without_the_index_own_studies_stay_and_the_stream_says_what_is_missing() -> None:
    situation = Situation({FRYSLAN: has(study("2.25.1"))})
    situation.localiser.failure = PeerUnreachable("index", "connection refused")
    events = await situation.events()
    told = [event.localised for event in events if isinstance(event, HoldersEvent)]
    assert told == [None, "unavailable"]
    assert len(rows(events)) == 1
    assert not complete(events).complete


@pytest.mark.requirement("B4")
async def test_without_a_bsn_nobody_is_asked_and_the_stream_says_so() -> None:
    events = await Situation({FRYSLAN: has(study("2.25.1"))}, bsn=None).events()
    told = [event.localised for event in events if isinstance(event, HoldersEvent)]
    assert told == ["no-bsn"]
    assert rows(events) == {}
    assert outcomes(events) == {"90000101": "NotAsked"}
    assert not complete(events).complete


@pytest.mark.hazard("H1")
async def test_a_findable_holder_without_a_route_is_not_asked_and_said_so() -> None:
    members = {FRYSLAN: has(), RIJNMOND: has(study("2.25.2"))}
    events = await Situation(members, routed=(RIJNMOND,)).events()
    assert outcomes(events)["90000103"] == "NotAsked"
    assert not complete(events).complete


@pytest.mark.requirement("T2.4.retry", "A44")
async def test_a_holder_asked_again_joins_the_list_that_is_there() -> None:
    members = {
        FRYSLAN: has(),
        RIJNMOND: has(study("2.25.2", 60)),
        DELFSHAVEN: has(answers=OutcomeKind.UNREACHABLE),
    }
    journey = Situation(members).journey()
    first = [event async for event in journey.timeline()]
    assert not complete(first).complete
    members[DELFSHAVEN] = has(study("2.25.2", 40))
    again = [event async for event in journey.again(frozenset({DELFSHAVEN}))]
    (row,) = rows(again).values()
    assert [copy.custodian for copy in row.copies] == ["90000102", "90000103"]
    assert complete(again).complete


@pytest.mark.requirement("A33", "B21", "B45")
@pytest.mark.hazard("H6")
async def test_what_a_holder_gives_no_longer_leaves_the_list_when_it_is_asked_again() -> None:
    members = {
        FRYSLAN: has(study("2.25.1")),
        RIJNMOND: has(study("2.25.2", 60)),
        DELFSHAVEN: has(study("2.25.2", 40), study("2.25.3")),
    }
    journey = Situation(members).journey()
    first = [event async for event in journey.timeline()]
    members[DELFSHAVEN] = has()

    again = [event async for event in journey.again(frozenset({DELFSHAVEN}))]

    (row,) = rows(again).values()
    assert [copy.custodian for copy in row.copies] == ["90000102"]
    (gone,) = (event for event in again if isinstance(event, GoneEvent))
    (key,) = gone.keys
    assert key in rows(first)
    (outcome,) = (event for event in again if isinstance(event, OutcomeEvent))
    assert (outcome.kind, outcome.rows) == ("Answered", 0)
    assert complete(again).complete


@pytest.mark.requirement("A44", "B22")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize("kind", [OutcomeKind.UNREACHABLE, OutcomeKind.PARTIAL, OutcomeKind.TIMED_OUT])
async def test_nothing_leaves_the_list_because_a_holder_failed_when_it_was_asked_again(
    kind: OutcomeKind,
) -> None:
    members = {FRYSLAN: has(), RIJNMOND: has(), DELFSHAVEN: has(study("2.25.3"))}
    journey = Situation(members).journey()
    _ = [event async for event in journey.timeline()]
    members[DELFSHAVEN] = has(answers=kind)

    again = [event async for event in journey.again(frozenset({DELFSHAVEN}))]

    assert not [event for event in again if isinstance(event, GoneEvent)]
    (outcome,) = (event for event in again if isinstance(event, OutcomeEvent))
    assert (outcome.kind, outcome.rows) == (kind.value, 1)


@pytest.mark.hazard("H4")
async def test_only_holders_that_were_asked_can_be_asked_again() -> None:
    journey = Situation({FRYSLAN: has(), RIJNMOND: has(), DELFSHAVEN: has()}).journey()
    _ = [event async for event in journey.timeline()]
    again = [event async for event in journey.again(frozenset({Ura("90000199")}))]
    assert outcomes(again) == {}


@pytest.mark.hazard("H3")
async def test_a_row_of_another_person_is_locked_and_gives_no_report() -> None:
    stranger = Study(StudyInstanceUID("2.25.2"), demographics=Demographics(sex=Sex.MALE))
    members = {FRYSLAN: has(), RIJNMOND: has(stranger, report("2.25.2")), DELFSHAVEN: has()}
    events = await Situation(members).events()
    (locked,) = [row for row in rows(events).values() if row.copies]
    assert (locked.lock, locked.reports) == ("other-person", [])


@pytest.mark.hazard("H5")
async def test_no_uid_and_no_address_of_a_holder_reaches_the_page() -> None:
    members = {
        FRYSLAN: has(),
        RIJNMOND: has(study("2.25.22334455"), report("2.25.22334455")),
        DELFSHAVEN: has(),
    }
    events = await Situation(members).events()
    assert "22334455" not in repr(events)
    assert "holder.example" not in repr(events)
    assert "999900006" not in repr(events)


@pytest.mark.requirement("T3.1.key")
@pytest.mark.hazard("H10")
async def test_images_have_a_key_unless_the_row_is_locked_or_there_is_nothing_to_read() -> None:
    another = Demographics("Test-Ander, A.", VagueDate("1987-06-05"), Sex.MALE)
    studies = {
        "2.25.1": study("2.25.1"),
        "2.25.2": replace(study("2.25.2"), demographics=another),
        "2.25.3": replace(study("2.25.3"), availability=Availability.UNREADABLE),
        "2.25.4": study("2.25.4", images=0),
    }
    found = rows(await Situation({FRYSLAN: has(*studies.values())}).events()).values()
    keyed = [row for row in found if row.copies[0].images is not None]
    assert len(found) == 4
    assert [row.lock for row in keyed] == [None]
