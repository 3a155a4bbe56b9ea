"""The suite of `ports.ConsentSource`: the holder's own table in PostgreSQL, and the fake.

What follows the suite is the table's own: what a change does to tokens, and how a file of choices is loaded.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from tijdlijn.connectors.consent_table import ConsentTable
from tijdlijn.domain.access import Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.errors import PeerError, PeerUnreachable
from tijdlijn.domain.identifiers import Ura
from tijdlijn.ports import ConsentSource
from tijdlijn.store.gateway.consent_store import CHANNEL, ConsentStore
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.testing.fakes.consent_source import InMemoryConsentSource

HOLDER, OTHER_HOLDER = Ura("90000102"), Ura("90000103")
PATIENT, OTHER_PATIENT = Bsn("999900006"), Bsn("999900018")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GIVEN = LocalConsent(ConsentChoice.GIVEN, NOW - timedelta(days=9))
ENDED = LocalConsent(
    ConsentChoice.REFUSED,
    NOW - timedelta(days=8),
    Purpose.TREATMENT,
    Ura("90000101"),
    NOW - timedelta(days=1),
)
Recorded = Callable[[LocalConsent], Awaitable[None]]


def reference(patient: Bsn) -> bytes:
    return patient.digits.encode().rjust(32, b"\0")


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[ConsentStore]:
    """The table, empty."""
    async with Database.open(fresh_database) as database:
        await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.gateway"])
        yield ConsentStore(database)


@pytest.fixture(params=["table", "in-memory"])
def source_and_record(request: pytest.FixtureRequest) -> tuple[ConsentSource, Recorded]:
    """A source, and the way to make it know a choice of the patient."""
    if request.param == "in-memory":
        fake = InMemoryConsentSource()

        async def remember(consent: LocalConsent) -> None:
            fake.recorded.setdefault(PATIENT, []).append(consent)

        return fake, remember
    table: ConsentStore = request.getfixturevalue("store")

    async def record(consent: LocalConsent) -> None:
        await table.record(HOLDER, reference(PATIENT), consent)

    return ConsentTable(table, HOLDER, reference), record


@pytest.mark.requirement("A23", "B14")
async def test_every_choice_is_given_as_it_was_recorded_ended_ones_too(
    source_and_record: tuple[ConsentSource, Recorded],
) -> None:
    source, record = source_and_record
    await record(GIVEN)
    await record(ENDED)

    assert await source.choices(PATIENT) == [GIVEN, ENDED]


async def test_patient_who_chose_nothing_has_no_choices(
    source_and_record: tuple[ConsentSource, Recorded],
) -> None:
    source, record = source_and_record
    await record(GIVEN)

    assert await source.choices(OTHER_PATIENT) == []


@pytest.mark.requirement("B12")
async def test_fake_fails_when_told() -> None:
    with pytest.raises(PeerError):
        await InMemoryConsentSource(failure=PeerUnreachable("consent", "down")).choices(PATIENT)


@pytest.mark.hazard("H6")
async def test_choice_towards_one_holder_says_nothing_about_another(store: ConsentStore) -> None:
    await store.record(HOLDER, reference(PATIENT), GIVEN)

    assert await ConsentTable(store, OTHER_HOLDER, reference).choices(PATIENT) == []


@pytest.mark.requirement("A33", "B21")
async def test_withdrawal_ends_what_was_given_and_leaves_what_was_refused(store: ConsentStore) -> None:
    await store.record(HOLDER, reference(PATIENT), GIVEN)
    await store.record(HOLDER, reference(PATIENT), ENDED)
    before = await store.version(HOLDER, reference(PATIENT))

    async with store.database.listen(CHANNEL) as notices:
        await store.withdraw(HOLDER, reference(PATIENT), NOW)
        assert await anext(aiter(notices)) == HOLDER.value

    assert await store.choices(HOLDER, reference(PATIENT)) == [ENDED]
    assert await store.version(HOLDER, reference(PATIENT)) == before + 1


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T2.1.same-world")
async def test_file_loaded_twice_changes_nothing_and_revives_no_withdrawn_choice(store: ConsentStore) -> None:
    file = [(reference(PATIENT), GIVEN), (reference(OTHER_PATIENT), GIVEN)]
    await store.load_file(HOLDER, file, NOW)
    await store.withdraw(HOLDER, reference(PATIENT), NOW)
    versions = [await store.version(HOLDER, reference(one)) for one in (PATIENT, OTHER_PATIENT)]

    await store.load_file(HOLDER, file, NOW)

    assert await store.choices(HOLDER, reference(PATIENT)) == []
    assert await store.choices(HOLDER, reference(OTHER_PATIENT)) == [GIVEN]
    assert [await store.version(HOLDER, reference(one)) for one in (PATIENT, OTHER_PATIENT)] == versions


async def test_choice_that_left_the_file_ends_and_what_was_told_at_the_desk_stays(
    store: ConsentStore,
) -> None:
    await store.record(HOLDER, reference(PATIENT), ENDED)
    await store.load_file(HOLDER, [(reference(PATIENT), GIVEN)], NOW)

    await store.load_file(HOLDER, [], NOW)

    assert await store.choices(HOLDER, reference(PATIENT)) == [ENDED]
