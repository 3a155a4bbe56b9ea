"""In which order the shipped rules set candidates: small cases of clinical sense, with their reasons."""

from datetime import date, time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdlijn.domain.relevance.facts import Described
from tijdlijn.domain.relevance.reasons import Reason, ReasonKey
from tijdlijn.domain.relevance.score import Scored
from tijdlijn.domain.study import Laterality, StudyMoment
from tijdlijn.runtime.relevance.tables import load_relevance

RELEVANCE = load_relevance()
NOW = 2026


def study(
    description: str, year: int = NOW - 1, month: int = 6, *modalities: str, reported: bool = True
) -> Described:
    return Described(
        StudyMoment(date(year, month, 1)),
        modalities=modalities,
        description=description,
        is_reported=reported,
    )


def ranked(current: str | Described, *candidates: str | Described) -> list[Scored]:
    """Keys are the candidates' descriptions."""
    read = [study(one) if isinstance(one, str) else one for one in candidates]
    now = study(current, NOW) if isinstance(current, str) else current
    return RELEVANCE.scorer.ranked(
        RELEVANCE.reader.facts(now), {one.description or "": RELEVANCE.reader.facts(one) for one in read}
    )


def order(current: str | Described, *candidates: str | Described) -> list[str]:
    return [one.key for one in ranked(current, *candidates)]


def keys(scored: Scored) -> set[ReasonKey]:
    return {reason.key for reason in scored.reasons}


@pytest.mark.requirement("A6", "T4.3.score")
@pytest.mark.parametrize(
    ("current", "expected"),
    [
        ("CT abdomen", ["CT thorax/abdomen", "Echo bovenbuik", "CT thorax", "CT hersenen", "X-pols L"]),
        ("X-thorax", ["X-thorax liggend", "CT thorax", "X-schouder L", "X-enkel L"]),
        ("MRI knie L", ["MRI knie links", "X-knie L", "X-knie bdz", "X-knie R", "CT hersenen"]),
        ("MRI lever", ["CT bovenbuik", "Echo bovenbuik", "MRI hersenen"]),
        ("MRI LWK", ["X-LWK", "CT abdomen", "MRI knie R"]),
        ("MMG bdz", ["MMG R", "Echo mamma L", "CT thorax"]),
        ("PET-CT romp FDG", ["CT thorax/abdomen", "X-thorax", "ECG"]),
        ("MRI hersenen", ["CT schedel", "CT hals", "CT abdomen"]),
        ("X-enkel R", ["X-voet R", "X-enkel L", "X-thorax"]),
    ],
)
def test_what_shows_the_same_stands_before_what_shows_something_else(
    current: str, expected: list[str]
) -> None:
    assert order(current, *reversed(expected)) == expected


def test_a_study_of_an_unknown_region_stands_between_the_same_and_another() -> None:
    unknown = study("onderzoek", NOW - 1, 6, "CT")
    assert order("CT thorax", "CT hersenen", unknown, "CT thorax hr") == [
        "CT thorax hr",
        "onderzoek",
        "CT hersenen",
    ]
    (scored,) = ranked("CT thorax", unknown)
    assert Reason(ReasonKey.REGION_UNKNOWN, 0) in scored.reasons


def test_the_recent_and_the_oldest_stand_before_those_between() -> None:
    chain = [study(f"CT thorax {year}", year) for year in range(NOW - 8, NOW)]
    found = ranked("CT thorax", *chain)
    assert [one.facts.moment.day.year for one in found[:2] if one.facts.moment.day] == [NOW - 1, NOW - 2]
    (oldest,) = (one for one in found if ReasonKey.OLDEST in keys(one))
    assert oldest.key == f"CT thorax {NOW - 8}"
    assert oldest.points > next(one for one in found if one.key == f"CT thorax {NOW - 7}").points


def test_the_last_before_a_long_gap_says_so() -> None:
    chain = [
        study("MRI hersenen", NOW - 1),
        study("MRI hersenen controle", NOW - 7),
        study("MRI brein", NOW - 9),
    ]
    found = {one.key: one for one in ranked("MRI hersenen", *chain)}
    assert Reason(ReasonKey.BEFORE_GAP, 4, ("72",)) in found["MRI hersenen controle"].reasons
    assert ReasonKey.LATEST in keys(found["MRI hersenen"])
    assert ReasonKey.OLDEST in keys(found["MRI brein"])


def test_the_latest_by_each_other_method_says_so_and_one_of_the_other_side_does_not() -> None:
    found = {
        one.key: one for one in ranked("MRI knie L", "X-knie links", "X-knie R", study("X-knie L", NOW - 3))
    }
    assert ReasonKey.OTHER_METHOD in keys(found["X-knie links"])
    assert keys(found["X-knie R"]).isdisjoint({ReasonKey.OTHER_METHOD, ReasonKey.LATEST})
    assert ReasonKey.OTHER_METHOD not in keys(found["X-knie L"])


def test_those_in_the_middle_of_a_long_row_weigh_less_and_the_first_after_a_gap_says_so() -> None:
    years = [1, 2, 3, 4, 9]
    found = {one.key: one for one in ranked("CT thorax", *(study(f"CT thorax {n}", NOW - n) for n in years))}
    assert ReasonKey.ONE_BEFORE in keys(found["CT thorax 2"])
    assert ReasonKey.BETWEEN in keys(found["CT thorax 3"])
    assert Reason(ReasonKey.AFTER_GAP, 4, ("60",)) in found["CT thorax 4"].reasons


def test_a_treatment_of_the_place_says_so() -> None:
    found = {one.key: one for one in ranked("CT lever", "TACE", "Echogeleide punctie schildklier")}
    assert Reason(ReasonKey.TREATMENT, 16, ("liver",)) in found["TACE"].reasons
    assert ReasonKey.TREATMENT not in keys(found["Echogeleide punctie schildklier"])


@pytest.mark.hazard("H32")
def test_documents_curves_and_photographs_stand_last_but_for_a_study_of_their_own_kind() -> None:
    document = study("Gescand document", NOW - 1, 6, "OT")
    curve = study("ECG 12 afleidingen", NOW - 1, 6, "ECG")
    assert {one.key for one in ranked("CT thorax", document, curve) if ReasonKey.APART in keys(one)} == {
        "Gescand document",
        "ECG 12 afleidingen",
    }
    assert ReasonKey.APART not in keys(ranked(study("ECG", NOW, 1, "ECG"), curve)[0])
    with_report = study("CT thorax", NOW - 1, 6, "CT", "SR")
    assert ReasonKey.APART not in keys(ranked("CT thorax", with_report)[0])


def test_an_old_ultrasound_weighs_less_for_a_scan_than_for_an_ultrasound() -> None:
    echo = study("Echo bovenbuik", NOW - 3)
    assert ReasonKey.STALE in keys(ranked("CT abdomen", echo)[0])
    assert ReasonKey.STALE not in keys(ranked("Echo abdomen", echo)[0])


@pytest.mark.hazard("H32")
@pytest.mark.requirement("T4.3.never-hides")
def test_nothing_is_left_out_and_what_is_later_is_last_and_never_suggested() -> None:
    later = study("CT thorax", NOW + 1)
    found = ranked("CT thorax", later, "X-enkel L", "onderzoek")
    assert [one.key for one in found] == ["onderzoek", "X-enkel L", "CT thorax"]
    assert "CT thorax" not in [one.key for one in RELEVANCE.scorer.suggested(found)]


@pytest.mark.requirement("T4.3.suggestions")
def test_at_most_five_are_suggested_and_only_strong_ones_beyond_three() -> None:
    many = [study(f"CT thorax {'i' * index}", NOW - index) for index in range(1, 9)]
    assert len(RELEVANCE.scorer.suggested(ranked("CT thorax", *many))) == 5
    weak = [study(f"onderzoek {'i' * index}", NOW - 1, index, "CT") for index in range(1, 6)]
    assert len(RELEVANCE.scorer.suggested(ranked("CT thorax", *weak))) == 3
    assert RELEVANCE.scorer.suggested(ranked("CT thorax", study("X-enkel L", NOW, 5))) == []
    assert RELEVANCE.scorer.suggested(ranked("CT thorax", "X-enkel L")) == []


def test_equal_points_are_ordered_by_the_latest_and_then_by_key() -> None:
    at = {"a": time(9), "b": time(10), "c": time(10), "d": None}
    facts = {
        key: RELEVANCE.reader.facts(Described(StudyMoment(date(NOW, 1, 1), hour), ("CT",), "CT hersenen"))
        for key, hour in at.items()
    }
    current = RELEVANCE.reader.facts(study("X-enkel L", NOW, 6))
    assert [one.key for one in RELEVANCE.scorer.ranked(current, facts)] == ["b", "c", "a", "d"]


def test_a_side_is_weighed_only_where_left_and_right_are_told_apart() -> None:
    stated = Described(StudyMoment(date(NOW, 6, 1)), ("CT",), "CT thorax", laterality=Laterality.LEFT)
    other = Described(StudyMoment(date(NOW, 1, 1)), ("CT",), "CT thorax", laterality=Laterality.RIGHT)
    assert keys(ranked(stated, other)[0]).isdisjoint({ReasonKey.SIDE_SAME, ReasonKey.SIDE_OTHER})


@pytest.mark.requirement("T4.3.reasons")
def test_the_points_are_the_sum_of_the_reasons() -> None:
    (scored,) = ranked("CT thorax met contrast", study("CT thorax/abdomen mc", NOW - 2))
    assert scored.reasons == (
        Reason(ReasonKey.REGION_PARTLY, 50, ("chest",)),
        Reason(ReasonKey.MODALITY_SAME, 20, ("CT",)),
        Reason(ReasonKey.AGE, 14, ("24",)),
        Reason(ReasonKey.REPORTED, 2),
        Reason(ReasonKey.CONTRAST_SAME, 2, ("with",)),
        Reason(ReasonKey.LATEST, 18),
    )
    assert scored.points == 106


DESCRIPTIONS = [
    "CT thorax",
    "X-thorax",
    "MRI knie L",
    "X-knie R",
    "onderzoek",
    "PET romp",
    "Echo bovenbuik",
    "",
]
SOME = st.lists(
    st.builds(
        Described,
        moment=st.builds(
            StudyMoment,
            st.none() | st.dates(date(2010, 1, 1), date(2027, 1, 1)),
            st.none() | st.times().map(lambda at: at.replace(microsecond=0)),
        ),
        description=st.sampled_from(DESCRIPTIONS),
        modalities=st.sampled_from([(), ("CT",), ("US", "SR"), ("OT",)]),
        laterality=st.none() | st.sampled_from(Laterality),
        is_reported=st.booleans(),
    ),
    max_size=12,
)


@pytest.mark.requirement("T4.3.never-hides")
@settings(
    deadline=None
)  # the first example reads words for the first time; a laden machine takes long over it
@given(SOME, st.randoms(use_true_random=False), st.sampled_from(DESCRIPTIONS))
def test_every_candidate_stands_once_and_in_the_same_place_whatever_order_they_come_in(
    studies: list[Described], random: Random, current: str
) -> None:
    now = RELEVANCE.reader.facts(study(current, NOW))
    given_order = {str(index): RELEVANCE.reader.facts(one) for index, one in enumerate(studies)}
    shuffled = list(given_order.items())
    random.shuffle(shuffled)
    found = RELEVANCE.scorer.ranked(now, given_order)
    assert sorted(one.key for one in found) == sorted(given_order)
    assert found == RELEVANCE.scorer.ranked(now, dict(shuffled))


def test_five_hundred_candidates_are_ordered() -> None:
    many = [study(f"CT thorax controle {index}", NOW - index % 15, 1 + index % 12) for index in range(500)]
    assert len(ranked("CT thorax", *many)) == 500
