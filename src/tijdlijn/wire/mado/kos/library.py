"""The image library of a manifest: what it tells of the study, of each series and of each instance.

Counts and numbers may be NUM or TEXT, codes final or temporary, and an instance's number may stand within its
entry or before it (trap 8). Standard: DICOM PS3.16 TID 1600, TID 1601, TID 1602.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tijdlijn.domain.identifiers import Code
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.anatomy import region_of_code
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.mado.kos import codes
from tijdlijn.wire.mado.kos import content as ct

_MAX_LEVELS: Final = 6
_COUNT: Final = re.compile(r"[0-9]{1,9}")


@dataclass(slots=True)
class Described:
    """What a library says of something: by code, the first value as text, and the coded values."""

    texts: dict[str, str] = field(default_factory=dict)
    coded: dict[str, list[HeaderAttributes]] = field(default_factory=dict)

    def count(self, concept: codes.Concept) -> int | None:
        """The first whole number that it says, `(50, UCUM, "instances")` included."""
        match = _COUNT.search(self.texts.get(concept.value, ""))
        return int(match.group()) if match else None

    def first_region(self) -> Code | None:
        """The first region that has a code we know the scheme of."""
        regions = (_region(item) for item in self.coded.get(codes.REGION.value, ()))
        return next((region for region in regions if region is not None), None)

    def modalities(self) -> list[str]:
        """The kinds, in order."""
        found = (text(item, at.CODE_VALUE) for item in self.coded.get(codes.MODALITY.value, ()))
        return [kind for kind in found if kind]


@dataclass(slots=True)
class Library:
    """What it says, of series and instances by their UIDs."""

    study: Described = field(default_factory=Described)
    series: dict[str, Described] = field(default_factory=dict)
    instances: dict[str, Described] = field(default_factory=dict)


def read_library(source: HeaderAttributes) -> Library:
    """Read the library of a document; an empty one where there is none."""
    found = Library()
    for container in source.items(ct.CONTENT):
        if _code_of(container) == codes.LIBRARY.value:
            _read_items(container, found, found.study, 0)
    return found


def _read_items(within: HeaderAttributes, library: Library, about: Described, level: int) -> None:
    """Read the items of the library or of one group; a group belongs to the series whose UID it states."""
    before_entry = Described()
    for item in within.items(ct.CONTENT):
        kind = text(item, ct.VALUE_TYPE)
        if kind == "CONTAINER" and level < _MAX_LEVELS:
            group = Described()
            _read_items(item, library, group, level + 1)
            library.series.setdefault(group.texts.get(codes.SERIES_UID.value, ""), group)
        elif kind in ("IMAGE", "COMPOSITE", "WAVEFORM"):
            for child in item.items(ct.CONTENT):
                _note(child, before_entry)
            reference = item.first_item(ct.REFERENCED_SOP)
            uid = text(reference, ct.REFERENCED_SOP_INSTANCE) if reference else None
            library.instances.setdefault(uid or "", before_entry)
            before_entry = Described()
        else:
            _note(item, about)
            _note(item, before_entry)


def _note(item: HeaderAttributes, about: Described) -> None:
    code = _code_of(item)
    coded = item.first_item(ct.CONCEPT_CODE)
    if coded is not None:
        about.coded.setdefault(code, []).append(coded)
    for value in _stated(item):
        about.texts.setdefault(code, value)


def _stated(item: HeaderAttributes) -> Iterator[str]:
    measured = item.first_item(ct.MEASURED_VALUE)
    for source, tag in (
        (measured, ct.NUMERIC_VALUE),
        (item, ct.TEXT_VALUE),
        (item, ct.DATE_VALUE),
        (item, ct.TIME_VALUE),
        (item, ct.UID_VALUE),
    ):
        value = text(source, tag) if source is not None else None
        if value:
            yield value


def _code_of(item: HeaderAttributes) -> str:
    name = item.first_item(ct.CONCEPT_NAME)
    code = text(name, at.CODE_VALUE) if name is not None else None
    return codes.FINAL_CODES.get(code or "", code or "")


def _region(item: HeaderAttributes) -> Code | None:
    return region_of_code(
        text(item, at.CODING_SCHEME), text(item, at.CODE_VALUE), text(item, at.CODE_MEANING)
    )
