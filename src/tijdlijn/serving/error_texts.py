"""The words of the error page, per kind of failure and language.

Every text has three parts: what is there, what may be missing, what the reader can do (design reference,
principle 5).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """A title and the three parts."""

    title: str
    present: str
    missing: str
    action: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the line for the helpdesk."""

    helpdesk: str
    reference: str


LABELS = {
    "nl": Labels("Lukt het niet? Bel de helpdesk", "noem kenmerk"),
    "en": Labels("Still no luck? Call the helpdesk", "mention reference"),
}

_UNREADABLE = {
    "nl": Texts(
        "Open Tijdlijn opnieuw vanuit het dossier",
        "Er is niets opgevraagd en niets gewijzigd.",
        "Deze opening is onvolledig, verlopen of al eens gebruikt.",
        "Sluit dit venster en open Tijdlijn opnieuw vanuit het dossier van de patiënt.",
    ),
    "en": Texts(
        "Open Tijdlijn again from the record",
        "Nothing was asked for and nothing was changed.",
        "This opening is incomplete, has expired or was used before.",
        "Close this window and open Tijdlijn again from the patient's record.",
    ),
}
_NOT_FOUND = {
    "nl": Texts(
        "Deze pagina is er niet",
        "Er is niets gewijzigd.",
        "Het adres klopt niet, of wat hier stond is voor u niet (meer) beschikbaar.",
        "Ga terug naar de tijdlijn, of open Tijdlijn opnieuw vanuit het dossier van de patiënt.",
    ),
    "en": Texts(
        "This page is not here",
        "Nothing was changed.",
        "The address is wrong, or what was here is not, or no longer, available to you.",
        "Go back to the timeline, or open Tijdlijn again from the patient's record.",
    ),
}
_PEER_FAILED = {
    "nl": Texts(
        "Een systeem dat hiervoor nodig is, is niet bereikbaar",
        "Tijdlijn zelf werkt, en in het dossier blijft alles zoals het was.",
        "Hier ontbreken gegevens: deze pagina zegt niets over welke onderzoeken er van de patiënt zijn.",
        "Probeer het over een minuut opnieuw. Kan het niet wachten, bel dan de afdeling radiologie.",
    ),
    "en": Texts(
        "A system that is needed for this cannot be reached",
        "Tijdlijn itself works, and the record stays as it was.",
        "Data are missing here: this page says nothing about which studies the patient has.",
        "Try again in a minute. If it cannot wait, call the radiology department.",
    ),
}
_UNFORESEEN = {
    "nl": Texts(
        "Hier ging iets mis in Tijdlijn",
        "In het dossier van de patiënt blijft alles zoals het was.",
        "Hier ontbreken gegevens: deze pagina zegt niets over welke onderzoeken er van de patiënt zijn.",
        "Probeer het opnieuw. Kan het niet wachten, bel dan de afdeling radiologie.",
    ),
    "en": Texts(
        "Something went wrong in Tijdlijn",
        "The patient's record stays as it was.",
        "Data are missing here: this page says nothing about which studies the patient has.",
        "Try again. If it cannot wait, call the radiology department.",
    ),
}


def texts_for(status: int, language: str) -> Texts:
    """Give the words for a status; a 403 reads as a 404, because the page does not tell whether something
    exists.
    """
    match status:
        case 403 | 404 | 405 | 421:
            return _NOT_FOUND[language]
        case 502 | 503 | 504:
            return _PEER_FAILED[language]
        case _ if status < 500:
            return _UNREADABLE[language]
        case _:
            return _UNFORESEEN[language]
