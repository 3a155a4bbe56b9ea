"""The timeline in a terminal says what the page says: rows, outcomes, and what is missing in words."""

from typing import Literal

import pytest

from tijdlijn.services.timeline.events import (
    AnyEvent,
    AskedHolder,
    ClosedEvent,
    CompleteEvent,
    CopyFacts,
    EntryEvent,
    GoneEvent,
    HoldersEvent,
    OutcomeEvent,
    PatientEvent,
    ReportFacts,
    StudyFacts,
)
from tijdlijn.testing.demo.terminal import SHIELDED, timeline_text

AT = "2026-11-24T09:00:00Z"
INDEX_DOWN = "De verwijsindex is niet bereikbaar: alleen eigen onderzoeken. Elders kan meer zijn."


def _holders(
    localised: Literal["answered", "unavailable", "no-bsn"] | None = "answered", *, known: bool = True
) -> HoldersEvent:
    asked = [
        AskedHolder(
            custodian="90000101", name="Ziekenhuis Fryslân", short_name="Fryslân", phone=None, own=True
        )
    ]
    return HoldersEvent(
        localised=localised,
        since=None,
        asked=asked,
        connected=6 if known else None,
        institutions=8 if known else None,
    )


def _study(**said: object) -> StudyFacts:
    facts: dict[str, object] = {
        "date": "2025-09-26",
        "time": "10:32",
        "modalities": ["CT"],
        "description": "CTA aorta",
        "region": "buik",
        "laterality": None,
        "series_count": 1,
        "instance_count": 120,
        "image_count": 120,
        "size_bytes": None,
        "availability": "online",
        "accession_known": True,
    }
    return StudyFacts(**{**facts, **said})  # type: ignore[arg-type]


def _copy(name: str = "UMC Rijnmond") -> CopyFacts:
    return CopyFacts(
        custodian="90000102",
        institution_name=name,
        series_count=1,
        instance_count=120,
        image_count=120,
        own=False,
    )


def _row(
    key: str = "1",
    study: StudyFacts | None = None,
    *,
    copies: int = 1,
    state: str = "final",
    lock: Literal["other-person"] | None = None,
    replaces: list[str] | None = None,
) -> EntryEvent:
    return EntryEvent(
        key=key,
        replaces=replaces or [],
        study=study or _study(),
        copies=[_copy() for _ in range(copies)],
        reports=[],
        report_state=state,
        lock=lock,
    )


def _report_only() -> EntryEvent:
    report = ReportFacts(
        key="r",
        status="final",
        authored_at=AT,
        title="Verslag",
        author=None,
        custodian="90000102",
        institution_name="UMC Rijnmond",
        relation=None,
        forms=[],
    )
    return EntryEvent(
        key="2", replaces=[], study=None, copies=[], reports=[report], report_state="final", lock=None
    )


def _outcome(kind: str = "Answered", name: str | None = "UMC Rijnmond", *, rows: int = 1) -> OutcomeEvent:
    return OutcomeEvent(
        custodian=name and "90000102",
        name=name,
        kind=kind,
        asked_at=AT,
        took_ms=61,
        retryable=True,
        reason=None,
        rows=rows,
        route="mhd",
    )


def _complete(*, complete: bool = True, answered: int = 2) -> CompleteEvent:
    return CompleteEvent(complete=complete, asked=2, answered=answered, at=AT)


def _text(*events: AnyEvent) -> str:
    return timeline_text(events)


def test_a_row_has_date_kind_description_region_institution_and_report() -> None:
    text = _text(_holders(), _row(), _outcome(), _complete())

    assert "26-09-2025  10:32  CT  CTA aorta  buik  UMC Rijnmond  Definitief\n" in text
    assert "UMC Rijnmond: heeft geantwoord (1 regels, 61 ms)" in text
    assert "2 van 2 instellingen hebben geantwoord." in text
    assert text.endswith(SHIELDED)


def test_rows_stand_newest_first_and_a_row_without_a_date_last() -> None:
    old, new = _row("1", _study(date="2004-08-31")), _row("2", _study(date="2026-11-24"))
    text = _text(_holders(), old, _row("3", _study(date=None, time=None)), new, _complete())

    assert text.index("24-11-2026") < text.index("31-08-2004") < text.index("datum ?")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (_row(study=_study(availability="unreadable")), "CTA aorta · beelden niet leesbaar"),
        (_row(copies=2), "CTA aorta · +1 kopie"),
        (_row(lock="other-person"), "CTA aorta · van een ander persoon?  buik  UMC Rijnmond  Gesloten"),
        (_row(study=_study(description=None, modalities=[])), "?  Omschrijving ontbreekt"),
        (_row(study=_study(region=None, laterality="left")), "regio onbekend links"),
        (_row(state="none"), "Geen verslag"),
        (_row(state="appended"), "Addendum"),
        (_report_only(), "Alleen verslag"),
    ],
)
def test_what_is_not_plain_about_a_row_is_said(row: EntryEvent, words: str) -> None:
    assert words in _text(_holders(), row, _complete())


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("Partial", "heeft deels geantwoord"),
        ("Unreachable", "niet bereikbaar"),
        ("TimedOut", "antwoordde niet op tijd"),
        ("Malformed", "gaf een onbruikbaar antwoord"),
        ("Refused", "wijst deze tijdlijn af"),
        ("NotAsked", "niet gevraagd"),
    ],
)
def test_a_holder_that_did_not_answer_is_said(kind: str, words: str) -> None:
    text = _text(_holders(), _outcome(kind, rows=0), _complete(complete=False, answered=1))

    assert f"UMC Rijnmond: {words}" in text
    assert "1 van 2 instellingen hebben geantwoord." in text
    assert "Geen onderzoeken gevonden bij wie antwoordde; elders kan er meer zijn." in text


@pytest.mark.hazard("H4")
def test_a_holder_that_may_not_be_named_is_not_named() -> None:
    assert "Een instelling: niet bereikbaar" in _text(_holders(), _outcome("Unreachable", None), _complete())


@pytest.mark.requirement("T2.4.index-down")
@pytest.mark.hazard("H2")
def test_without_the_index_nothing_found_is_said_of_nobody_else() -> None:
    text = _text(_holders("unavailable"), _outcome(rows=0), _complete(complete=False))

    assert INDEX_DOWN in text
    assert "bij de 6 van 8" not in text


def test_without_a_bsn_it_is_said_that_nobody_else_was_asked() -> None:
    text = _text(_holders("no-bsn"), _row(), _complete(complete=False))

    assert "Zonder BSN kan er landelijk niet worden gevraagd." in text


@pytest.mark.hazard("H1")
def test_nothing_found_names_at_how_many_institutions() -> None:
    text = _text(_holders(), _outcome(rows=0), _complete())

    assert "Geen onderzoeken gevonden bij de 6 van 8 aangesloten instellingen." in text


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("events", [(), (_holders(known=False),), (_holders(), _row())])
def test_a_stream_that_broke_off_is_no_whole_timeline(events: tuple[AnyEvent, ...]) -> None:
    assert "Het antwoord brak af: er kan meer zijn." in _text(*events)


def test_rows_that_are_gone_or_replaced_are_not_printed() -> None:
    first, second = _row("1", _study(description="oud")), _row("2", _study(description="weg"))
    new = _row("3", _study(description="nieuw"), replaces=["1"])
    text = _text(_holders(), first, second, new, GoneEvent(keys=["2", "unknown"]), _complete())

    assert "nieuw" in text
    assert "oud" not in text
    assert "weg" not in text


@pytest.mark.hazard("H10")
def test_a_timeline_that_was_closed_shows_no_row() -> None:
    text = _text(_holders(), _row(), ClosedEvent(reason="withdrawn"))

    assert text == "Gesloten: de toestemming is ingetrokken."


def test_the_patient_is_named_and_the_number_is_not() -> None:
    patient = PatientEvent(
        name="Test-Aneurysma, T.",
        birth_date="1951-03-14",
        sex="female",
        bsn_masked="••••• ••20",
        situation="SEH-bezoek",
        started_on="2026-11-24",
        institution=None,  # type: ignore[arg-type]
        user=None,  # type: ignore[arg-type]
        trace_id="0af7651916cd43dd8448eb211c80319c",
    )

    assert _text(patient).startswith("Test-Aneurysma, T. · 14-03-1951 · BSN ••••• ••20 · SEH-bezoek\n")
