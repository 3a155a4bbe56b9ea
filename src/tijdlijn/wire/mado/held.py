"""A manifest as it was received, whichever form it had. Standard: IHE RAD MADO; reference/standards.md §3."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId, SeriesInstanceUID
from tijdlijn.domain.instances import Instance, Manifest, Series
from tijdlijn.domain.study import Study
from tijdlijn.wire.bounded_json import MIB
from tijdlijn.wire.dicom.series import counted
from tijdlijn.wire.dicom.sop_classes import PICTURES, ObjectKind, kind_of

MAX_MANIFEST_BYTES: Final = 16 * MIB

_LAST: Final = 1 << 40
_FRAMED: Final = PICTURES | {ObjectKind.SEGMENTATION}
"""What has a frame at least. A class that is not known may be anything."""


@dataclass(frozen=True, slots=True)
class Stated:
    """How many series and instances a manifest says that there are; absent where it does not say."""

    series_count: int | None
    instance_count: int | None


@dataclass(frozen=True, slots=True)
class HeldManifest:
    """What was read.

    `retrieve_url` is the base of the holder's WADO-RS, as data: nobody may follow it without comparing it
    with the directory (trap 19). `stated` is what the manifest says of itself; where that is more than it
    lists, `manifest.lists_all` is false.
    """

    manifest: Manifest
    patient: LocalPatientId | None
    retrieve_location_uid: str | None
    retrieve_url: str | None
    stated: Stated


def manifest_of(
    manifest_uid: str, created_at: datetime, study: Study, series: Iterable[Series], stated: Stated
) -> Manifest:
    """Put a manifest together: each series and instance once, in the order of their numbers, and counted.

    Raises:
        InputInvalid: it lists nothing.
    """
    by_uid: dict[SeriesInstanceUID, Series] = {}
    for one in series:
        # A series that is listed in two parts is one.
        seen = by_uid.get(one.series_uid)
        by_uid[one.series_uid] = (
            replace(seen, instances=in_order((*seen.instances, *one.instances))) if seen else one
        )
    ordered = tuple(sorted(by_uid.values(), key=lambda one: _place(one.number, one.series_uid.value)))
    if not any(one.instances for one in ordered):
        raise InputInvalid("a manifest that lists nothing")
    whole = counted(study, ordered)
    lists_all = (whole.series_count or 0) >= (stated.series_count or 0) and (whole.instance_count or 0) >= (
        stated.instance_count or 0
    )
    return Manifest(manifest_uid, created_at, whole, ordered, lists_all)


def in_order(instances: Iterable[Instance]) -> tuple[Instance, ...]:
    """Put instances in the order of their numbers, each once."""
    by_uid = {one.sop_instance_uid: one for one in instances}
    return tuple(sorted(by_uid.values(), key=lambda one: _place(one.number, one.sop_instance_uid.value)))


def frame_count(sop_class_uid: str, stated: int | None) -> int | None:
    """Give how many frames an instance has, where the manifest may not say; `None` for what is no image."""
    if stated is not None and stated > 0:
        return stated
    return 1 if kind_of(sop_class_uid) in _FRAMED else None


def base_url(retrieve_url: str | None) -> str | None:
    """Give the base of a Retrieve URL, whether it is that itself or one of a series (trap 9)."""
    if not retrieve_url or "notspecified" in retrieve_url:
        return None
    return retrieve_url.partition("/studies/")[0].rstrip("/") or None


def _place(number: int | None, uid: str) -> tuple[int, str]:
    return (_LAST if number is None else number, uid)
