"""The timeline as a table in a terminal: rows newest first, every holder's outcome below, and what is
missing in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tijdlijn.services.timeline.events import (
    AnyEvent,
    ClosedEvent,
    CompleteEvent,
    EntryEvent,
    GoneEvent,
    HoldersEvent,
    OutcomeEvent,
    PatientEvent,
)

SHIELDED = "Onderzoeken die de patiënt afschermt, worden niet getoond en niet geteld; vraag het de patiënt."
_OUTCOME_WORDS = {
    "Answered": "heeft geantwoord",
    "Partial": "heeft deels geantwoord",
    "Refused": "wijst deze tijdlijn af",
    "Unreachable": "niet bereikbaar",
    "TimedOut": "antwoordde niet op tijd",
    "Malformed": "gaf een onbruikbaar antwoord",
    "NotAsked": "niet gevraagd",
}
_REPORT_WORDS = {
    "final": "Definitief",
    "preliminary": "Voorlopig",
    "corrected": "Gecorrigeerd",
    "appended": "Addendum",
    "withdrawn": "Ingetrokken",
    "none": "Geen verslag",
}
_CLOSED_WORDS = {
    "patient-switched": "Gesloten: er is een andere patiënt geopend.",
    "session-ended": "Gesloten: de sessie is voorbij.",
    "withdrawn": "Gesloten: de toestemming is ingetrokken.",
}
_SIDE_WORDS = {"left": "links", "right": "rechts", "both": "beiderzijds"}


def timeline_text(events: Sequence[AnyEvent]) -> str:
    """Give the whole timeline as text, as the page would show it at the end of these events."""
    told = _Told()
    for event in events:
        told.take(event)
    head = [_patient_line(told.patient), ""] if told.patient else []
    if told.closed:
        return "\n".join([*head, _CLOSED_WORDS[told.closed.reason]])
    table = _table(sorted(told.rows.values(), key=_moment, reverse=True))
    outcomes = [_outcome_line(outcome) for outcome in told.outcomes.values()]
    return "\n".join([*head, *table, "", *outcomes, *_completeness(told), SHIELDED])


@dataclass(slots=True)
class _Told:
    """What stands after the events so far."""

    patient: PatientEvent | None = None
    holders: HoldersEvent | None = None
    complete: CompleteEvent | None = None
    closed: ClosedEvent | None = None
    rows: dict[str, EntryEvent] = field(default_factory=dict)
    outcomes: dict[tuple[str | None, str], OutcomeEvent] = field(default_factory=dict)

    def take(self, event: AnyEvent) -> None:
        match event:
            case PatientEvent():
                self.patient = event
            case HoldersEvent():
                self.holders = event
            case EntryEvent():
                self._drop(event.replaces)
                self.rows[event.key] = event
            case GoneEvent():
                self._drop(event.keys)
            case OutcomeEvent():
                self.outcomes[event.custodian, event.route] = event
            case CompleteEvent():
                self.complete = event
            case ClosedEvent():
                self.closed = event

    def _drop(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.rows.pop(key, None)


def _patient_line(event: PatientEvent) -> str:
    born = "-".join(reversed(event.birth_date.split("-"))) if event.birth_date else "geboortedatum onbekend"
    parts = [event.name or "Naam onbekend", born, f"BSN {event.bsn_masked or 'onbekend'}", event.situation]
    return " · ".join(part for part in parts if part)


def _moment(row: EntryEvent) -> tuple[str, str]:
    return (row.study.date or "", row.study.time or "") if row.study else ("", "")


def _table(rows: Sequence[EntryEvent]) -> list[str]:
    """Columns as wide as what stands in them."""
    cells = [_cells(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)] if cells else []
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _cells(row: EntryEvent) -> tuple[str, ...]:
    study = row.study
    report = "Gesloten" if row.lock else _REPORT_WORDS.get(row.report_state, row.report_state)
    if study is None:
        return (
            "datum ?",
            "",
            "",
            "Alleen verslag",
            "",
            row.reports[0].institution_name if row.reports else "",
            report,
        )
    day = "-".join(reversed(study.date.split("-"))) if study.date else "datum ?"
    region = " ".join(
        filter(None, [study.region or "regio onbekend", _SIDE_WORDS.get(study.laterality or "")])
    )
    extra = [f"+{len(row.copies) - 1} kopie"] if len(row.copies) > 1 else []
    extra += ["beelden niet leesbaar"] if study.availability == "unreadable" else []
    extra += ["van een ander persoon?"] if row.lock else []
    description = " · ".join([study.description or "Omschrijving ontbreekt", *extra])
    return (
        day,
        study.time or "tijd ?",
        "/".join(study.modalities) or "?",
        description,
        region,
        row.copies[0].institution_name,
        report,
    )


def _outcome_line(outcome: OutcomeEvent) -> str:
    words = _OUTCOME_WORDS.get(outcome.kind, outcome.kind)
    return f"{outcome.name or 'Een instelling'}: {words} ({outcome.rows} regels, {outcome.took_ms} ms)"


def _completeness(told: _Told) -> list[str]:
    lines: list[str] = []
    holders, complete = told.holders, told.complete
    if holders and holders.localised == "unavailable":
        lines.append("De verwijsindex is niet bereikbaar: alleen eigen onderzoeken. Elders kan meer zijn.")
    if holders and holders.localised == "no-bsn":
        lines.append("Zonder BSN kan er landelijk niet worden gevraagd.")
    if complete:
        lines.append(f"{complete.answered} van {complete.asked} instellingen hebben geantwoord.")
    else:
        lines.append("Het antwoord brak af: er kan meer zijn.")
    connected = f"{holders.connected} van {holders.institutions}" if holders and holders.connected else None
    if connected:
        lines.append(f"Landelijk: {connected} aangesloten.")
    if not told.rows:
        lines.append(_nothing(complete, connected))
    return lines


def _nothing(complete: CompleteEvent | None, connected: str | None) -> str:
    """Say that nothing was found, and of all that are connected only when all have said so (B22)."""
    if complete and complete.complete and connected:
        return f"Geen onderzoeken gevonden bij de {connected} aangesloten instellingen."
    return "Geen onderzoeken gevonden bij wie antwoordde; elders kan er meer zijn."
