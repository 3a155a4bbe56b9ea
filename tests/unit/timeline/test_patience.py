"""How long is waited in which care situation."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.domain.patient import Demographics
from tijdlijn.runtime.config.patience import ACUTE, PatienceTable, SituationTable
from tijdlijn.services.timeline.patience import Patience, Patiences
from tijdlijn.services.timeline.session import Session

DEFAULTS = Patiences.of_tables((ACUTE,), PatienceTable())
ASKER = Asker(
    Professional("900001", "dr. S. Test-Arts", "01.015", "SEH-arts"), Ura("90000101"), Purpose.TREATMENT, ""
)


def session(situation: str | None, purpose: Purpose = Purpose.TREATMENT) -> Session:
    asker, ends_at = replace(ASKER, purpose=purpose), datetime(2026, 11, 24, 17, tzinfo=UTC)
    return Session(
        "c", TraceId("a" * 32), asker, Demographics(), None, situation, date(2026, 11, 24), ends_at
    )


@pytest.mark.requirement("T4.1.situation")
@pytest.mark.parametrize(
    ("situation", "is_acute"),
    [
        ("SEH-bezoek", True),
        ("Bezoek seh", True),
        ("Spoedopname", True),
        ("Acute zorg", True),
        ("Poliklinisch consult", False),
        ("Multidisciplinair overleg", False),
        ("Nazorg na behandeling", False),
        ("", False),
        (None, False),
    ],
)
def test_acute_care_is_known_by_the_words_of_the_situation(situation: str | None, is_acute: bool) -> None:
    assert DEFAULTS.of(session(situation)).is_acute is is_acute


@pytest.mark.requirement("T4.1.situation")
def test_acute_care_waits_shorter_for_each_route_and_for_the_whole() -> None:
    acute, other = DEFAULTS.of(session("SEH-bezoek")), DEFAULTS.of(session("Poliklinisch consult"))
    assert acute.route_s < other.route_s
    assert acute.whole_s < other.whole_s


@pytest.mark.requirement("T4.1.situation")
def test_an_emergency_is_acute_whatever_the_words() -> None:
    assert DEFAULTS.of(session("Poliklinisch consult", Purpose.EMERGENCY)).is_acute


@pytest.mark.requirement("T4.1.situation")
def test_a_site_has_situations_of_its_own_and_the_first_that_fits_counts() -> None:
    mdo = SituationTable(words=("MDO",), route_s=30, whole_s=45, late_s=60)
    anything = SituationTable(words=("mdo-voorbereiding", "SEH"), route_s=1, whole_s=2, late_s=3)
    patiences = Patiences.of_tables((mdo, anything), PatienceTable())

    assert patiences.of(session("MDO-voorbereiding")) == Patience(30, 45, 60)
    assert patiences.of(session("SEH")) == Patience(1, 2, 3)
    assert patiences.of(session("Consult")) == Patience()


@pytest.mark.parametrize(
    "wrong", [{"route_s": 0}, {"whole_s": 5}, {"late_s": 10}, {"late_s": 601}, {"route_s": "ever"}]
)
def test_patience_that_cannot_be_is_no_configuration(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PatienceTable.model_validate(wrong)
