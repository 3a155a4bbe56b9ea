"""A search for studies, series or instances: what the ticket names, out of its holders' manifests, and
nothing else.

Standard: DICOM PS3.18 §10.6 (search transaction), §8.3.4 (query parameters), Tables 10.6.3-3 to -5.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from starlette.datastructures import QueryParams
from starlette.responses import Response

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.instances import Instance, Manifest, Series
from tijdlijn.domain.study import Laterality, StudyMoment
from tijdlijn.services.timeline.images.viewing import Viewing
from tijdlijn.wire.dicom.wado import DICOM_JSON

MAX_RESULTS = 5000
_KEYWORDS = {
    "StudyInstanceUID": "0020000D",
    "SeriesInstanceUID": "0020000E",
    "SOPInstanceUID": "00080018",
    "SOPClassUID": "00080016",
    "Modality": "00080060",
    "ModalitiesInStudy": "00080061",
    "StudyDate": "00080020",
}
_TAGS = frozenset(_KEYWORDS.values())
_NOT_MATCHING = frozenset({"limit", "offset", "includefield", "fuzzymatching", "accept"})
_WARNING = '299 tijdlijn "some of the keys are not matched on here"'

Found = dict[str, dict[str, object]]
"""One object of DICOM JSON."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: values by tag, of which any may match, and which page of it."""

    keys: dict[str, frozenset[str]]
    limit: int
    offset: int
    leaves_out: bool

    @classmethod
    def read(cls, parameters: QueryParams) -> "Query":
        """Read a query; keys on which nothing here can match are left out, and said to be.

        Raises:
            InputInvalid: a limit or an offset that is no number.
        """
        keys: dict[str, frozenset[str]] = {}
        leaves_out = False
        for name, value in parameters.multi_items():
            tag = _KEYWORDS.get(name, name)
            if tag in _TAGS and value:
                keys[tag] = frozenset(value.replace("\\", ",").split(","))
            else:
                leaves_out = leaves_out or (name not in _NOT_MATCHING and bool(value))
        limit = _number(parameters.get("limit"), MAX_RESULTS)
        return cls(keys, limit, _number(parameters.get("offset"), 0), leaves_out)

    def answer(self, found: Iterable[Found]) -> Response:
        """Give this page of what matches."""
        matching = [
            one for one in found if all(_matches(one.get(tag), any_of) for tag, any_of in self.keys.items())
        ]
        page = matching[self.offset : self.offset + self.limit]
        headers = {"Warning": _WARNING} if self.leaves_out else {}
        return Response(msgspec.json.encode(page), media_type=DICOM_JSON, headers=headers)


async def manifests_of(viewings: Sequence[Viewing]) -> list[Manifest]:
    """Ask the holders, all at once. One that does not answer fails the search, which else were short."""
    return list(await asyncio.gather(*(viewing.manifest() for viewing in viewings)))


def studies(manifests: Iterable[Manifest]) -> list[Found]:
    """Each study as an object."""
    return [_study(manifest) for manifest in manifests]


def series(manifest: Manifest) -> list[Found]:
    """Each series of a study."""
    return [_series(manifest, one) for one in manifest.series]


def instances(manifest: Manifest, series_uid: str | None) -> list[Found]:
    """Each instance of a study, or of a series of it."""
    return [
        _instance(manifest, one, instance)
        for one in manifest.series
        if series_uid in (None, one.series_uid.value)
        for instance in one.instances
    ]


def _study(manifest: Manifest) -> Found:
    study = manifest.study
    counts = {
        "00201206": len(manifest.series),
        "00201208": sum(len(one.instances) for one in manifest.series),
    }
    return _object(
        UI_0020000D=study.study_uid.value,
        **_moment(study.moment, "00080020", "00080030"),
        CS_00080061=list(study.modalities),
        LO_00081030=study.description,
        LO_00080080=study.institution_name,
        **{f"IS_{tag}": count for tag, count in counts.items()},
    )


def _series(manifest: Manifest, one: Series) -> Found:
    return _object(
        UI_0020000D=manifest.study.study_uid.value,
        UI_0020000E=one.series_uid.value,
        CS_00080060=one.modality,
        IS_00200011=one.number,
        LO_0008103E=one.description,
        **_moment(one.moment, "00080021", "00080031"),
        CS_00200060={Laterality.LEFT: "L", Laterality.RIGHT: "R"}.get(one.laterality)
        if one.laterality
        else None,
        IS_00201209=len(one.instances),
    )


def _instance(manifest: Manifest, one: Series, instance: Instance) -> Found:
    return _object(
        UI_0020000D=manifest.study.study_uid.value,
        UI_0020000E=one.series_uid.value,
        UI_00080018=instance.sop_instance_uid.value,
        UI_00080016=instance.sop_class_uid,
        IS_00200013=instance.number,
        IS_00280008=instance.frame_count,
        UI_00083002=instance.transfer_syntax_uid,
    )


def _moment(moment: StudyMoment, date_tag: str, time_tag: str) -> dict[str, object]:
    return {
        f"DA_{date_tag}": moment.day.strftime("%Y%m%d") if moment.day else None,
        f"TM_{time_tag}": moment.at.strftime("%H%M%S") if moment.at else None,
    }


def _object(**values: object) -> Found:
    """An object of elements, named by kind and tag; what is not known stands there empty."""
    found: Found = {}
    for name, value in sorted(values.items(), key=lambda item: item[0][3:]):
        vr, tag = name.split("_")
        several = value if isinstance(value, list) else [] if value is None else [value]
        found[tag] = {"vr": vr, "Value": several} if several else {"vr": vr}
    return found


def _matches(element: dict[str, object] | None, any_of: frozenset[str]) -> bool:
    """Whether a value is one of these; nothing that is not known matches."""
    values = element.get("Value", []) if element else []
    return isinstance(values, list) and any(str(value) in any_of for value in values)


def _number(text: str | None, most: int) -> int:
    if text is None:
        return most
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InputInvalid("limit and offset are whole numbers")
    return int(text)
