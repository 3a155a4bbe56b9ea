"""What every archive's listing has in common: one entry for a study, in one order, and numbers told apart."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time

from tijdlijn.domain.identifiers import LocalPatientId, StudyInstanceUID
from tijdlijn.domain.study import Availability, Study

_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")


def listed(studies: Iterable[Study]) -> tuple[Study, ...]:
    """Put the latest study first; equal moments by UID, undated ones last, since no date is made up (B33).

    A study that lies under two numbers of one patient, as it does after two files were joined, is one entry
    with the images of both.
    """
    by_uid: dict[StudyInstanceUID, Study] = {}
    for study in studies:
        known = by_uid.get(study.study_uid)
        by_uid[study.study_uid] = _joined(known, study) if known else study
    ordered = sorted(by_uid.values(), key=lambda study: study.study_uid)
    return tuple(sorted(ordered, key=_moment, reverse=True))


def may_be(number: str, issuer: str | None, local_ids: frozenset[LocalPatientId]) -> bool:
    """Whether a number in an archive may be one of these though it is not known to be: the same digits, and
    an issuer that is not said, or said in a way that cannot be compared.

    Such a study is shown to nobody, and the listing says that it is not whole. Another OID is another issuer
    (B5).
    """
    if issuer is not None and (_OID.fullmatch(issuer) or LocalPatientId(number, issuer) in local_ids):
        return False
    return number in {local_id.value for local_id in local_ids}


def _joined(one: Study, other: Study) -> Study:
    unreadable = Availability.UNREADABLE in (one.availability, other.availability)
    return replace(
        one,
        modalities=tuple(dict.fromkeys(one.modalities + other.modalities)),
        series_count=_sum(one.series_count, other.series_count),
        instance_count=_sum(one.instance_count, other.instance_count),
        image_count=_sum(one.image_count, other.image_count),
        size_bytes=_sum(one.size_bytes, other.size_bytes),
        availability=Availability.UNREADABLE if unreadable else one.availability,
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _moment(study: Study) -> tuple[date, time]:
    return study.moment.day or date.min, study.moment.at or time.min
