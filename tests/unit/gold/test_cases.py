"""The gold set's cases are what their generator writes, in the form and split that its README tells."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gold import make_cases
from tests.gold.examinations import read_examinations
from tests.gold.institutions import INSTITUTIONS
from tests.gold.reading_list import reading_lists
from tests.gold.wording import procedure_code

GOLD = Path(make_cases.__file__).parent
STUDY = {"date", "modalities", "description", "institution", "reported"}
PERHAPS = {"time", "procedure", "body_part", "laterality", "contrast"}


def cases_in(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return found


@pytest.fixture(scope="module")
def cases() -> dict[str, dict[str, Any]]:
    paths = [*GOLD.glob("cases/*.json"), GOLD / "sealed.json"]
    return {case["id"]: case for path in paths for case in cases_in(path)}


def test_the_files_are_what_the_generator_writes() -> None:
    made = make_cases.files()
    on_disk = {f"cases/{path.name}" for path in GOLD.glob("cases/*.json")} | {"sealed.json", "split.json"}
    assert set(made) == on_disk
    for path, text in made.items():
        written = (GOLD / path).read_text(encoding="utf-8")
        expected = text if path == "split.json" else make_cases.with_labels(text, GOLD / path)
        assert written == expected, f"{path}: run python -m tests.gold.make_cases"


def test_a_case_is_a_current_study_and_twenty_to_sixty_earlier_ones(cases: dict[str, dict[str, Any]]) -> None:
    assert len(cases) >= 320
    for case in cases.values():
        assert set(case) == {"id", "current", "candidates", "relevant"}
        assert 20 <= len(case["candidates"]) <= 60
        names = {candidate["id"] for candidate in case["candidates"]}
        assert len(names) == len(case["candidates"])
        assert set(case["relevant"]) <= names
        for study in [case["current"], *({**one} for one in case["candidates"])]:
            study.pop("id", None)
            assert STUDY <= set(study) <= STUDY | PERHAPS
            assert study["date"] <= case["current"]["date"]
            assert study.get("laterality", "left") in ("left", "right", "both")
            assert study["modalities"]


def test_three_in_ten_cases_are_sealed_and_no_person_is_on_both_sides(
    cases: dict[str, dict[str, Any]],
) -> None:
    split = json.loads((GOLD / "split.json").read_text(encoding="utf-8"))
    sealed, opened = set(split["sealed"]), set(split["open"])
    assert sealed | opened == set(cases)
    assert {case["id"] for case in cases_in(GOLD / "sealed.json")} == sealed
    assert not {name[:6] for name in sealed} & {name[:6] for name in opened}
    assert 0.27 <= len(sealed) / len(cases) <= 0.33


def test_a_house_gives_no_two_examinations_the_same_code() -> None:
    for house in INSTITUTIONS:
        if house.procedure:
            codes = [procedure_code(one, house) for one in read_examinations().values()]
            assert len(set(codes)) == len(codes), house.name


def test_labels_outlive_a_rewriting_only_on_an_unchanged_case(tmp_path: Path) -> None:
    text = make_cases.files()["sealed.json"]
    labelled = json.loads(text)["cases"]
    labelled[0]["relevant"] = {labelled[0]["candidates"][0]["id"]: "same region"}
    path = tmp_path / "sealed.json"
    path.write_text(make_cases.as_text(labelled), encoding="utf-8")
    assert make_cases.with_labels(text, path) == path.read_text(encoding="utf-8")
    labelled[0]["current"]["description"] += " changed"
    path.write_text(make_cases.as_text(labelled), encoding="utf-8")
    with pytest.raises(SystemExit, match="has labels and would change"):
        make_cases.with_labels(text, path)


def test_readers_get_every_case_once_and_no_word_of_the_split(cases: dict[str, dict[str, Any]]) -> None:
    text = "\n".join(reading_lists(8))
    told = [line.removeprefix("== ") for line in text.splitlines() if line.startswith("== ")]
    assert sorted(told) == sorted(cases)
    assert "sealed" not in text
