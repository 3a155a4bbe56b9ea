"""`tijdlijn priors`: figures, misses and gaps of a file of cases, and what it says of a file that is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from tijdlijn.cli import main


def study(day: str, description: str, **more: object) -> dict[str, Any]:
    given = {
        "date": day,
        "modalities": ["CT"],
        "description": description,
        "institution": "Test-A",
        "reported": True,
    }
    return given | more


def cases() -> dict[str, Any]:
    films = [
        study(f"2025-0{month}-01", "X-pols L", modalities=["CR"], id=f"film-{month}", body_part="HAND")
        for month in range(1, 8)
    ]
    old = study("2016-01-01", "CT thorax", id="old", time="08:30", body_part="CHEST")
    odd = study("2015-01-01", "wiebelfoto", id="odd", modalities=["OT"])
    chest = study("2026-01-01", "CT thorax mc", body_part="CHEST", contrast=True)
    return {
        "cases": [
            {"id": "found", "current": chest, "candidates": [*films, old], "relevant": {"old": "groei"}},
            {
                "id": "missed",
                "current": study("2026-01-01", "X-pols R", modalities=["CR"], laterality="right"),
                "candidates": [*films, odd],
                "relevant": {"odd": "zelfde breuk"},
            },
            {"id": "unlabelled", "current": chest, "candidates": [old]},
        ]
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(cases()), encoding="utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["priors", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.requirement("T4.3.trial")
def test_figures_stand_beside_three_orders_without_rules(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = told(capsys, str(file), "--json")
    answer = json.loads(out)
    assert status == 0
    assert (answer["cases"], answer["scored_cases"], answer["studies"]) == (3, 2, 20)
    recall = {name: of["recall_at_3"] for name, of in answer["figures"].items()}
    assert recall == {"rules": 0.5, "last five": 0.0, "same BodyPartExamined": 0.5, "same modality": 0.5}
    assert answer["figures"]["rules"]["precision_at_3"] == pytest.approx(1 / 6)


@pytest.mark.requirement("T4.3.trial")
def test_every_miss_is_listed_with_its_reasons(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = cases()
    known["cases"][1]["relevant"] = {"odd": "zelfde breuk", "film-1": "foto"}
    known["cases"][1]["current"] = study("2026-01-01", "X-pols L", modalities=["CR"])
    file.write_text(json.dumps(known), encoding="utf-8")
    misses = json.loads(told(capsys, str(file), "--json")[1])["misses"]
    assert [(miss["case"], miss["candidate"], miss["place"]) for miss in misses] == [("missed", "odd", 8)]
    _, out, _ = told(capsys, str(file))
    assert "case missed: 2026-01-01 CR “X-pols L”" in out
    assert "candidate odd: 2015-01-01 OT “wiebelfoto”" in out
    assert "relevant: zelfde breuk" in out
    assert "  +0  regio onbekend" in out
    assert "region unknown" in told(capsys, str(file), "--language", "en")[1]


@pytest.mark.requirement("A57", "T4.3.trial")
def test_it_says_what_it_could_not_read_and_how_little_the_figures_prove(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = told(capsys, str(file))
    assert "not clinical validation" in out
    assert "1 of 20 studies without a region that could be read" in out
    assert "words in no list: wiebelfoto (1)" in out


def test_a_file_without_labels_has_no_figures(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = cases()
    for case in known["cases"]:
        case.pop("relevant", None)
    file.write_text(json.dumps(known), encoding="utf-8")
    status, out, _ = told(capsys, str(file))
    assert status == 0
    assert "3 cases, 0 of them with a relevant candidate" in out
    assert "recall" not in out
    assert "nothing to score: no case names a candidate as relevant" in out


@pytest.mark.requirement("T4.3.trial")
@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (
            lambda file: file["cases"][0]["current"].pop("date"),
            "missing required field `date` - at `$.cases[0].current`",
        ),
        (
            lambda file: file["cases"][0]["candidates"][2].update(date="1 mei"),
            "a day is written as 2026-03-02 - at `$.cases[0].candidates[2].date`",
        ),
        (
            lambda file: file["cases"][1]["current"].update(laterality="links"),
            "a side is left, right or both, and left out where it is unknown - at `$.cases[1]",
        ),
        (
            lambda file: file["cases"][1]["current"].update(time="25:00"),
            "a time is written as 09:15 or 09:15:30, and left out where it is unknown - at `$.cases[1]",
        ),
        (lambda file: file["cases"][1]["current"].update(bodypart="HAND"), "unknown field `bodypart`"),
        (
            lambda file: file["cases"][1].update(relevant={"gone": ""}),
            "1 id stands here that is of no candidate of this case",
        ),
        (lambda file: file["cases"][1].update(id="found"), "a case with this id stands there already"),
        (
            lambda file: file["cases"][0]["candidates"][1].update(id="old"),
            "a candidate with this id stands there",
        ),
        (lambda file: file.pop("cases"), "missing required field `cases`"),
    ],
)
def test_a_malformed_file_is_wrong_use_and_told_by_its_place(
    spoil: Any, fault: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = cases()
    spoil(known)
    file.write_text(json.dumps(known), encoding="utf-8")
    status, out, err = told(capsys, str(file))
    assert (status, out) == (2, "")
    assert fault in err
    assert "1 mei" not in err
    assert "links" not in err


@pytest.mark.requirement("T4.3.trial")
def test_what_is_unknown_may_be_left_out_or_null(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = cases()
    for case in known["cases"]:
        for study in (case["current"], *case["candidates"]):
            study.update(dict.fromkeys(("time", "laterality", "procedure", "body_part", "contrast")))
    known["cases"][0]["candidates"][0]["modalities"] = []
    known["cases"][0]["candidates"][0]["description"] = ""
    file.write_text(json.dumps(known), encoding="utf-8")
    assert told(capsys, str(file))[0] == 0


def test_what_is_no_json_is_wrong_use(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("{", encoding="utf-8")
    assert told(capsys, str(file))[0] == 2
    file.write_bytes(b'{"cases": "\xff"}')
    assert told(capsys, str(file))[0] == 2


@pytest.mark.parametrize("option", ["--rules", "--vocabulary"])
def test_a_table_that_is_none_is_wrong_use(
    option: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.toml").write_text('version = "1"\n', encoding="utf-8")
    status, out, err = told(capsys, str(file), option, str(tmp_path / "own.toml"))
    assert (status, out) == (2, "")
    assert "own.toml: Object missing required field" in err
