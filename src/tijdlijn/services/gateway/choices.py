"""A patient's choice as it is made at the holder's desk: on record, and in force from that moment.

The choice, its record and the end of every token about the patient are one transaction; the processes of the
gateway hear of it and tell the index (B21, architecture.md §8h).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tijdlijn.domain.access import Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.clock import Clock, SystemClock
from tijdlijn.runtime.config import Config
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.services.gateway.references import References
from tijdlijn.store.gateway.consent_store import ConsentStore
from tijdlijn.store.gateway.guarded_record import GuardedRecord
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordEntry

_DUTCH_TIME = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the patient chose. `until` is the last day on which it stands, in Dutch time; a withdrawal ends
    every consent and is bound to nothing.

    Raises:
        InputInvalid: a withdrawal that is bound to something.
    """

    word: Literal["given", "refused", "withdrawn"]
    until: date | None = None
    purpose: Purpose | None = None
    asker: Ura | None = None

    def __post_init__(self) -> None:
        if self.word == "withdrawn" and (self.until or self.purpose or self.asker):
            raise InputInvalid("a withdrawal ends every consent: it has no end, purpose or asker")

    def consent(self, now: datetime) -> LocalConsent | None:
        """Give what is to stand from `now` on; `None` for a withdrawal.

        Raises:
            InputInvalid: it would have ended already.
        """
        if self.word == "withdrawn":
            return None
        end: datetime | None = None
        if self.until is not None:
            end = datetime.combine(self.until + timedelta(days=1), time(), _DUTCH_TIME)
            if end <= now:
                raise InputInvalid("the last day on which it stands is over")
        return LocalConsent(ConsentChoice(self.word), now, self.purpose, self.asker, end)


async def record_choice(
    config: Config, digits: str, choice: Choice, *, recorded_by: str, clock: Clock | None = None
) -> None:
    """Record a choice of the patient with this number at the one custodian of a gateway.

    Raises:
        InputInvalid: the number is no BSN, or the choice has ended; nothing was changed.
        ConfigurationInvalid: the gateway has no database, or not one custodian.
        PeerError: the database does not answer; nothing was changed, unless it broke during the commit.
    """
    patient, now = Bsn(digits), (clock or SystemClock()).now()
    consent = choice.consent(now)
    if config.database is None or len(config.custodians) != 1:
        raise ConfigurationInvalid(["custodian: a choice is made towards one institution with a database"])
    custodian = config.custodians[0].ura
    patient_ref = References(Sealer.from_file(config.keys.path("patient_hmac"))).patient(patient)
    entry = RecordEntry(
        action="consent",
        outcome=choice.word,
        trace_id=new_trace_id(),
        actor_user=recorded_by,
        actor_institution=custodian,
        patient_ref=patient_ref,
        purpose=choice.purpose and choice.purpose.value,
        access_point="command-line",
    )
    async with Database.open(config.database.connection_url) as database:
        consents = ConsentStore(database)
        async with database.transaction() as connection:
            await GuardedRecord(database).open(entry, connection=connection)
            if consent is None:
                await consents.withdraw(custodian, patient_ref, now, connection=connection)
            else:
                await consents.replace(custodian, patient_ref, consent, connection=connection)
