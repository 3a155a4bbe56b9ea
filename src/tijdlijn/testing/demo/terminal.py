"""The timeline as a table in a terminal: rows newest first, every holder's outcome below, and what is
missing in words.
"""

from collections.abc import Sequence

from tijdlijn.services.timeline.events import (
    AnyEvent,
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
_SIDE_WORDS = {"left": "links", "right": "rechts", "both": "beiderzijds"}


def timeline_text(events: Sequence[AnyEvent]) -> str:
    """Give the whole timeline as text, as the page would show it."""
    rows: dict[str, EntryEvent] = {}
    outcomes: dict[tuple[str | None, str], OutcomeEvent] = {}
    lines: list[str] = []
    holders: HoldersEvent | None = None
    complete: CompleteEvent | None = None
    for event in events:
        match event:
            case PatientEvent():
                lines += [_patient_line(event), ""]
            case HoldersEvent():
                holders = event
            case EntryEvent():
                rows[event.key] = event
            case GoneEvent():
                for key in event.keys:
                    rows.pop(key, None)
            case OutcomeEvent():
                outcomes[event.custodian, event.route] = event
            case CompleteEvent():
                complete = event
    lines += _table(sorted(rows.values(), key=_moment, reverse=True))
    lines += ["", *(_outcome_line(outcome) for outcome in outcomes.values())]
    lines += _completeness(holders, complete, bool(rows))
    return "\n".join([*lines, SHIELDED])


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


def _completeness(holders: HoldersEvent | None, complete: CompleteEvent | None, has_rows: bool) -> list[str]:
    lines: list[str] = []
    if holders and holders.localised == "unavailable":
        lines.append("De verwijsindex is niet bereikbaar: alleen eigen onderzoeken. Elders kan meer zijn.")
    if holders and holders.localised == "no-bsn":
        lines.append("Zonder BSN kan er landelijk niet worden gevraagd.")
    if complete:
        lines.append(f"{complete.answered} van {complete.asked} instellingen hebben geantwoord.")
    if holders and holders.connected is not None:
        lines.append(f"Landelijk: {holders.connected} van {holders.institutions} aangesloten.")
        # "None found" only when everybody who may have something has said so (B22).
        if not has_rows and complete and complete.complete:
            lines.append(
                "Geen onderzoeken gevonden bij de "
                f"{holders.connected} van {holders.institutions} aangesloten instellingen."
            )
    return lines
