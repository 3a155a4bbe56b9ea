"""The words of whole-page messages, in Dutch and in English: what is there, what may be missing, what you
can do.
"""

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

Language = Literal["nl", "en"]

LANGUAGE_COOKIE = "tijdlijn_timeline_language"
"""Written by the page's own switch (`frontend/src/words/language.ts`)."""


@dataclass(frozen=True, slots=True)
class Message:
    """One whole-page message."""

    title: str
    text: str
    advice: str


MESSAGES: dict[Language, dict[str, Message]] = {
    "nl": {
        "launch-invalid": Message(
            "De tijdlijn is niet geopend",
            "Deze opening komt niet van een dossier dat de tijdlijn mag openen. "
            "Er is niets opgevraagd en niets getoond.",
            "Open de tijdlijn vanuit het dossier van de patiënt.",
        ),
        "launch-expired": Message(
            "Open de tijdlijn opnieuw vanuit het dossier",
            "Deze opening is verlopen of al eens gebruikt. Er is niets opgevraagd en niets getoond.",
            "Ga terug naar het dossier en open de tijdlijn daar nog eens.",
        ),
        "epd-unreachable": Message(
            "Het dossier antwoordt niet",
            "De tijdlijn kon bij het dossier niet nagaan wie u bent en om welke patiënt het gaat. "
            "Er is niets getoond.",
            "Probeer het over een minuut opnieuw vanuit het dossier.",
        ),
        "no-session": Message(
            "Open de tijdlijn vanuit het dossier",
            "Er is in deze browser geen patiënt geopend, of de opening is afgelopen. Er wordt niets getoond.",
            "Ga naar het dossier van de patiënt en open de tijdlijn daar.",
        ),
    },
    "en": {
        "launch-invalid": Message(
            "The timeline was not opened",
            "This launch does not come from a record that may open the timeline. "
            "Nothing was asked for and nothing shown.",
            "Open the timeline from the patient's record.",
        ),
        "launch-expired": Message(
            "Open the timeline again from the record",
            "This launch has expired or was used before. Nothing was asked for and nothing shown.",
            "Go back to the record and open the timeline there once more.",
        ),
        "epd-unreachable": Message(
            "The record does not answer",
            "The timeline could not learn from the record who you are and which patient it is about. "
            "Nothing is shown.",
            "Try again in a minute from the record.",
        ),
        "no-session": Message(
            "Open the timeline from the record",
            "No patient is open in this browser, or the session has ended. Nothing is shown.",
            "Go to the patient's record and open the timeline there.",
        ),
    },
}


def language_of(request: Request) -> Language:
    """Dutch until somebody chooses English on the page, whatever the browser prefers."""
    return "en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "nl"
