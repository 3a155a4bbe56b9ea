"""What the terminal says without rows: "none found" only when everybody who was asked has said so."""

import pytest

from tijdlijn.services.timeline.events import CompleteEvent, HoldersEvent
from tijdlijn.testing.demo.terminal import timeline_text

HOLDERS = HoldersEvent(localised="answered", since=None, asked=[], connected=6, institutions=8)
INDEX_DOWN = HoldersEvent(localised="unavailable", since=None, asked=[], connected=6, institutions=8)


def complete(answered: int, *, is_complete: bool) -> CompleteEvent:
    return CompleteEvent(complete=is_complete, asked=2, answered=answered, at="2026-11-24T01:41:00+00:00")


def test_nothing_is_found_when_everybody_has_answered() -> None:
    text = timeline_text([HOLDERS, complete(2, is_complete=True)])
    assert "Geen onderzoeken gevonden bij de 6 van 8 aangesloten instellingen." in text


@pytest.mark.requirement("B22")
@pytest.mark.hazard("H1")
def test_nothing_is_found_is_not_said_while_a_holder_failed() -> None:
    assert "Geen onderzoeken gevonden" not in timeline_text([HOLDERS, complete(1, is_complete=False)])


@pytest.mark.requirement("T2.4.index-down")
@pytest.mark.hazard("H2")
def test_nothing_is_found_is_not_said_without_the_index() -> None:
    text = timeline_text([INDEX_DOWN, complete(2, is_complete=False)])
    assert "Geen onderzoeken gevonden" not in text
    assert "Elders kan meer zijn" in text
