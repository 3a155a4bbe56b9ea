"""The words of the viewer's own whole-page messages, in Dutch and in English: what is there, what may be
missing, what you can do.
"""

from collections.abc import Mapping

from tijdlijn.services.timeline.web.words import Language, Message

OVER = "over"

MESSAGES: Mapping[Language, Mapping[str, Message]] = {
    "nl": {
        "code-refused": Message(
            "Open de viewer opnieuw vanuit de tijdlijn",
            "Deze link werkt eenmaal, een minuut lang, en alleen in de browser waarin u hem kreeg. "
            "Er is niets getoond.",
            "Ga terug naar de tijdlijn en open de volledige viewer daar nog eens.",
        ),
        "other-copy": Message(
            "Dit onderzoek is al open, van een andere instelling",
            "Een ander venster van de viewer toont een kopie van hetzelfde onderzoek. "
            "De viewer kan twee kopieën niet uit elkaar houden; er is niets geopend.",
            "Sluit dat venster en wacht vijf minuten, of bekijk de kopieën naast elkaar in de tijdlijn.",
        ),
        "not-open": Message(
            "Deze beelden zijn hier niet geopend",
            "De viewer toont alleen onderzoeken die u vanuit de tijdlijn opent, "
            "zolang de patiënt daar open is.",
            "Ga naar de tijdlijn en open de volledige viewer daar.",
        ),
        OVER: Message(
            "Deze viewer is afgesloten",
            "De opening van deze patiënt is afgelopen, of er is een andere patiënt geopend. "
            "De beelden zijn van het scherm gehaald.",
            "Open de patiënt opnieuw in het dossier als u verder wilt kijken.",
        ),
        "withdrawn": Message(
            "Deze viewer is afgesloten",
            "Een van de instellingen geeft de beelden niet meer. Alle beelden zijn van het scherm gehaald.",
            "Open de volledige viewer opnieuw vanuit de tijdlijn; wat nog gegeven wordt, verschijnt weer.",
        ),
        "unreachable": Message(
            "Deze viewer is afgesloten",
            "De tijdlijn kon vijf minuten lang niet nagaan of u de beelden nog mag zien. "
            "Ze zijn van het scherm gehaald.",
            "Open de volledige viewer opnieuw vanuit de tijdlijn.",
        ),
        "not-installed": Message(
            "De volledige viewer is hier niet geïnstalleerd",
            "De tijdlijn werkt zonder: beelden staan daar naast elkaar.",
            "Bekijk de beelden in de tijdlijn, of vraag de beheerder om de volledige viewer.",
        ),
    },
    "en": {
        "code-refused": Message(
            "Open the viewer again from the timeline",
            "This link works once, for a minute, and only in the browser that got it. Nothing was shown.",
            "Go back to the timeline and open the full viewer there once more.",
        ),
        "other-copy": Message(
            "This study is open already, from another institution",
            "Another window of the viewer shows a copy of the same study. "
            "The viewer cannot tell two copies apart; nothing was opened.",
            "Close that window and wait five minutes, or look at the copies side by side in the timeline.",
        ),
        "not-open": Message(
            "These images are not open here",
            "The viewer shows only studies that you open from the timeline, while the patient is open there.",
            "Go to the timeline and open the full viewer there.",
        ),
        OVER: Message(
            "This viewer has been closed",
            "This patient is no longer open, or another patient was opened. "
            "The images were taken off the screen.",
            "Open the patient in the record again to look further.",
        ),
        "withdrawn": Message(
            "This viewer has been closed",
            "One of the institutions no longer gives the images. All images were taken off the screen.",
            "Open the full viewer again from the timeline; what is still given appears again.",
        ),
        "unreachable": Message(
            "This viewer has been closed",
            "For five minutes the timeline could not find out whether you may still see the images. "
            "They were taken off the screen.",
            "Open the full viewer again from the timeline.",
        ),
        "not-installed": Message(
            "The full viewer is not installed here",
            "The timeline works without it: images stand side by side there.",
            "Look at the images in the timeline, or ask the administrator for the full viewer.",
        ),
    },
}
