"""Whose it is that a holder gives, as it says itself, beside whose it should be."""

from tijdlijn.connectors.authorised_get import AuthorisedGet
from tijdlijn.domain.errors import OtherPersonAnswered
from tijdlijn.domain.patient import Demographics
from tijdlijn.runtime.events import OTHER_PERSON, emit


def check_person(get: AuthorisedGet, said: Demographics, where: str) -> None:
    """Let pass what may be of the patient of the question: unknown is not another, and names differ (B4).

    Raises:
        OtherPersonAnswered: birth date or sex is another; the alarm has been given. `where` is what says so.
    """
    if said.contradicts(get.question.demographics):
        emit(OTHER_PERSON, peer=str(get.custodian), where=where)
        raise OtherPersonAnswered(str(get.custodian), f"{where} of another person")
