"""The labels of the gold set are what its readers found, and the readers agree."""

import pytest

from tests.gold.readings import Reading, agreement, cases_of, labelled, paths_of, readings


@pytest.mark.parametrize("part", ["open", "sealed"])
def test_every_case_has_the_labels_that_its_readers_gave(part: str) -> None:
    read = readings(part)
    assert set(read) == set(cases_of(part))
    for path in paths_of(part):
        text = path.read_text(encoding="utf-8")
        assert text == labelled(path, read), f"{path.name}: run python -m tests.gold.readings"


@pytest.mark.parametrize("part", ["open", "sealed"])
def test_a_third_reader_settled_what_two_differ_about_and_nothing_else(part: str) -> None:
    cases = cases_of(part)
    for name, reading in readings(part).items():
        assert set(reading.third) == reading.differing
        assert {*reading.first, *reading.second} <= {one["id"] for one in cases[name]["candidates"]}


@pytest.mark.parametrize("part", ["open", "sealed"])
def test_two_readers_agree(part: str) -> None:
    found = agreement(readings(part), cases_of(part))
    assert found.kappa >= 0.8, found


def test_agreement_is_beyond_chance() -> None:
    case = {"candidates": [{"id": f"s{number}"} for number in range(10)]}
    same = Reading({"s1": "latest"}, {"s1": "latest"}, {})
    other = Reading({"s1": "latest"}, {"s2": "baseline"}, {"s1": "latest", "s2": None})
    assert agreement({"a": same}, {"a": case}).kappa == 1
    assert agreement({"a": other}, {"a": case}).kappa == pytest.approx(-1 / 9)
    assert other.relevant == {"s1": "latest"}
