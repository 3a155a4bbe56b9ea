"""A file of cases, JSON → domain: current studies, their candidates, and which are relevant and why."""

from collections.abc import Iterator
from datetime import date, time
from typing import Annotated, Literal

import msgspec

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Code
from tijdlijn.domain.relevance.cases import PriorCase
from tijdlijn.domain.relevance.facts import Described
from tijdlijn.domain.study import Laterality, StudyMoment

MAX_FILE_BYTES = 256 * 1024 * 1024


_Hour = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$")]


class _Procedure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    system: str
    code: str
    display: str | None = None


class _Study(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    day: date = msgspec.field(name="date")
    modalities: list[str]
    description: str
    institution: str
    reported: bool
    at: _Hour | None = msgspec.field(name="time", default=None)
    procedure: _Procedure | None = None
    body_part: str | None = None
    laterality: Literal["left", "right", "both"] | None = None
    contrast: bool | None = None


class _Candidate(_Study, frozen=True, forbid_unknown_fields=True, kw_only=True):
    id: str


class _Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    current: _Study
    candidates: list[_Candidate]
    relevant: dict[str, str] = {}


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cases: list[_Case]


def decode_cases(content: bytes) -> tuple[PriorCase, ...]:
    """Read all cases of a file; `relevant` may be absent where nobody has labelled yet.

    Raises:
        InputInvalid: too large, not of this form (with the place), or cases and candidates that contradict
            each other (all of these, with their place). No text of a study is repeated.
    """
    if len(content) > MAX_FILE_BYTES:
        raise InputInvalid(f"larger than {MAX_FILE_BYTES // 1024**2} MiB")
    try:
        file = msgspec.json.decode(content, type=_File)
    except msgspec.DecodeError as error:
        raise InputInvalid(_without_values(str(error))) from error
    if faults := list(_faults(file)):
        raise InputInvalid("; ".join(faults))
    return tuple(map(_case, file.cases))


_FORMS = {
    "date": "a day is written as 2026-03-02",
    "time": "a time is written as 09:15 or 09:15:30, and left out where it is unknown",
    "laterality": "a side is left, right or both, and left out where it is unknown",
}


def _without_values(text: str) -> str:
    """A wrong value is not repeated: it may be anything that stood in a hospital's export."""
    before, at, place = text.partition(" - at ")
    if before.startswith("Invalid") or " matching regex " in before:
        before = _FORMS.get(place.strip("`").rpartition(".")[2], "not one of the values there are")
    return f"{before}{at}{place}"


def _faults(file: _File) -> Iterator[str]:
    seen: set[str] = set()
    for index, case in enumerate(file.cases):
        place = f"$.cases[{index}]"
        if case.id in seen:
            yield f"a case with this id stands there already - at `{place}.id`"
        seen.add(case.id)
        ids: set[str] = set()
        for number, candidate in enumerate(case.candidates):
            if candidate.id in ids:
                yield f"a candidate with this id stands there already - at `{place}.candidates[{number}].id`"
            ids.add(candidate.id)
        if strangers := len(case.relevant.keys() - ids):
            stand = "id stands here that is" if strangers == 1 else "ids stand here that are"
            yield f"{strangers} {stand} of no candidate of this case - at `{place}.relevant`"


def _case(case: _Case) -> PriorCase:
    return PriorCase(
        case_id=case.id,
        current=_described(case.current),
        candidates={candidate.id: _described(candidate) for candidate in case.candidates},
        relevant=case.relevant,
    )


def _described(study: _Study) -> Described:
    procedure = study.procedure
    return Described(
        moment=StudyMoment(study.day, time.fromisoformat(study.at) if study.at else None),
        modalities=tuple(study.modalities),
        description=study.description,
        procedure=Code(procedure.system, procedure.code, procedure.display) if procedure else None,
        body_part=study.body_part,
        laterality=Laterality(study.laterality) if study.laterality else None,
        institution=study.institution,
        is_reported=study.reported,
        is_contrast_given=study.contrast,
    )
