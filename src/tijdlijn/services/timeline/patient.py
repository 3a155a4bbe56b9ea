"""Step 2, patient: what the EPD says becomes a session around one checked patient.

The BSN was checked when it was read (elfproef; the EPD says it is verified). Without one the session
stands, and no question goes out nationally: nobody is ever searched by name (B4).
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from tijdlijn.connectors.smart_epd import EpdContext
from tijdlijn.domain.access import Asker, Purpose
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.services.timeline.session import Session

LONGEST_SESSION = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class OpenPatient:
    """Makes sessions for the one institution that this timeline serves."""

    institution: Ura
    clock: Clock

    def session(self, context: EpdContext) -> Session:
        """Give a new session with a trace id of its own; it ends with the treatment, at the latest after
        eight hours.

        Raises:
            InputInvalid: the user works for another institution than this timeline serves.
        """
        if context.institution != self.institution:
            raise InputInvalid("the user is logged in for another institution")
        now = self.clock.now()
        ends_at = now + LONGEST_SESSION
        if context.treats_until is not None:
            ends_at = min(ends_at, context.treats_until)
        return Session(
            context_id=secrets.token_urlsafe(16),
            trace_id=new_trace_id(),
            asker=Asker(
                context.professional, context.institution, Purpose.TREATMENT, context.treatment_statement
            ),
            demographics=context.demographics,
            bsn=context.bsn,
            situation=context.situation,
            started_on=context.started_on or now.date(),
            ends_at=ends_at,
        )
