"""The one question that Tijdlijn puts to every holder: what imaging have you of this patient, and may this
asker see it?
"""

from dataclasses import dataclass

from tijdlijn.domain.access import Asker
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import TraceId
from tijdlijn.domain.patient import Demographics


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked about, by whom, and the trace id that joins the records of both sides.

    `demographics` are the asker's own of this patient; they never leave the asker and serve only to stop a
    wrong patient's rows.
    """

    patient: Bsn
    asker: Asker
    trace_id: TraceId
    demographics: Demographics
