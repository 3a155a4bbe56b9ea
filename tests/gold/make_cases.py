"""Writes the cases of the gold set from the courses: `python -m tests.gold.make_cases`, always the same.

Labels are kept where a case is unchanged. A case that has labels and would change stops the run, because its
labels would then be about something else.
"""

import json
import sys
from collections import defaultdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.gold.courses import read_background, read_courses
from tests.gold.draw import Draw
from tests.gold.examinations import read_examinations
from tests.gold.persons import FEWEST, MOST, Person, person_of
from tests.gold.wording import as_sent

HERE = Path(__file__).parent
SEALED_SHARE = 0.3

Case = dict[str, Any]


def all_persons() -> list[Person]:
    """Every person of every course, in the order of the courses."""
    examinations, background = read_examinations(), read_background()
    return [
        person_of(course, which, background, examinations)
        for course in read_courses()
        for which in range(course.persons)
    ]


def cases_of(person: Person) -> list[Case]:
    """One case for each study of this person that is read as the current one, by time, unlabelled."""
    sent = [
        {"id": f"s{number:02}", **as_sent(study, Draw(f"{person.id}/{number}"))}
        for number, study in enumerate(person.studies)
    ]
    cases: list[Case] = []
    for number, study in enumerate(person.studies):
        if not study.is_current:
            continue
        earlier = [sent[at] for at, one in enumerate(person.studies) if one.at < study.at][-MOST:]
        assert len(earlier) >= FEWEST, f"case of {person.id} has {len(earlier)} candidates"
        current = {key: value for key, value in sent[number].items() if key != "id"}
        case_id = f"{person.id}-{len(cases) + 1}"
        cases.append({"id": case_id, "current": current, "candidates": earlier[::-1], "relevant": {}})
    return cases


def sealed_persons(cases: dict[str, list[Case]], fields: dict[str, str]) -> set[str]:
    """Whole persons, so that no sealed study stands in an open case: by SHA-256 of the id, 30 % per field."""
    sealed: set[str] = set()
    for field in sorted(set(fields.values())):
        persons = sorted(
            (name for name in cases if fields[name] == field),
            key=lambda name: sha256(name.encode()).hexdigest(),
        )
        wanted = SEALED_SHARE * sum(len(cases[name]) for name in persons)
        for name in persons:
            if sum(len(cases[one]) for one in persons if one in sealed) + len(cases[name]) / 2 <= wanted:
                sealed.add(name)
    return sealed


def files() -> dict[str, str]:
    """The text of every made file by its path under this folder; without labels."""
    persons = all_persons()
    cases = {person.id: cases_of(person) for person in persons}
    assert len(cases) == len(persons), "two persons have the same id"
    fields = {person.id: person.field for person in persons}
    sealed = sealed_persons(cases, fields)
    by_path: dict[str, list[Case]] = defaultdict(list)
    for name in sorted(cases):
        path = "sealed.json" if name in sealed else f"cases/{fields[name]}.json"
        by_path[path] += cases[name]
    split = {
        "sealed": [case["id"] for name in sorted(sealed) for case in cases[name]],
        "open": [case["id"] for name in sorted(cases) if name not in sealed for case in cases[name]],
    }
    made = {path: as_text(found) for path, found in by_path.items()}
    return {**made, "split.json": json.dumps(split, indent=0) + "\n"}


def as_text(cases: list[Case]) -> str:
    """The form that `tijdlijn priors` reads, a study a line, so that a change is seen for what it is."""
    return '{"cases":[\n' + ",\n".join(_case_as_text(case) for case in cases) + "\n]}\n"


def _case_as_text(case: Case) -> str:
    candidates = ",\n".join(_compact(candidate) for candidate in case["candidates"])
    relevant = ",\n".join(f"{_compact(key)}:{_compact(reason)}" for key, reason in case["relevant"].items())
    return (
        f'{{"id":{_compact(case["id"])},"current":{_compact(case["current"])},\n'
        f'"candidates":[\n{candidates}],\n"relevant":{{{relevant}}}}}'
    )


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def with_labels(text: str, path: Path) -> str:
    """The same file with the labels of the one on disk; refuses when a labelled case would change."""
    if not path.exists():
        return text
    old = {case["id"]: case for case in json.loads(path.read_text(encoding="utf-8"))["cases"]}
    cases = json.loads(text)["cases"]
    new = {case["id"]: case for case in cases}
    for name, case in old.items():
        if case["relevant"] and {**case, "relevant": {}} != new.get(name):
            sys.exit(f"{path.name}: case {name} has labels and would change or go; nothing was written")
    for case in cases:
        case["relevant"] = old.get(case["id"], case)["relevant"]
    return as_text(cases)


def write() -> None:
    """Writes all files, or none when labels would be lost."""
    made = {
        HERE / path: text if path == "split.json" else with_labels(text, HERE / path)
        for path, text in files().items()
    }
    for path, text in made.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
