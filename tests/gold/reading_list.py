"""Writes the cases as text for readers who label: `python -m tests.gold.reading_list FOLDER PARTS`.

One line a candidate, newest first. Persons stay together and are dealt over the parts by their ids, which
tell nothing of the field, so that no part is of one kind.
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HEAD = """\
id | date | days before | modalities | description | procedure | body part | side | institution | reported"""


def reading_lists(parts: int) -> list[str]:
    """The text of each part; open and sealed cases together, and nothing says which is which."""
    cases: list[dict[str, Any]] = []
    for path in sorted([*HERE.glob("cases/*.json"), HERE / "sealed.json"]):
        cases += json.loads(path.read_text(encoding="utf-8"))["cases"]
    persons = sorted({_person(case) for case in cases})
    lists = []
    for part in range(parts):
        mine = set(persons[part::parts])
        chosen = sorted((case for case in cases if _person(case) in mine), key=lambda case: str(case["id"]))
        lists.append(f"{HEAD}\n\n" + "\n".join(_as_text(case) for case in chosen))
    return lists


def _person(case: dict[str, Any]) -> str:
    return str(case["id"]).partition("-")[0]


def _as_text(case: dict[str, Any]) -> str:
    now = date.fromisoformat(case["current"]["date"])
    lines = [f"== {case['id']}", _line("NOW", case["current"], now)]
    return "\n".join(lines + [_line(study["id"], study, now) for study in case["candidates"]]) + "\n"


def _line(name: str, study: dict[str, Any], now: date) -> str:
    day = date.fromisoformat(study["date"])
    contrast = {True: " +c", False: " -c", None: ""}[study.get("contrast")]
    fields = (
        name,
        f"{day} {study.get('time', '')}".strip(),
        str((now - day).days),
        "+".join(study["modalities"]) + contrast,
        study["description"],
        study.get("procedure", {}).get("display", ""),
        study.get("body_part", ""),
        study.get("laterality", ""),
        study["institution"],
        "reported" if study["reported"] else "no report",
    )
    return " | ".join(field or "-" for field in fields)


if __name__ == "__main__":
    for number, text in enumerate(reading_lists(int(sys.argv[2])), start=1):
        (Path(sys.argv[1]) / f"reading-{number}.txt").write_text(text, encoding="utf-8")
