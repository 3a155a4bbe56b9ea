"""Series and instances of a study as our words, from files' headers and from DICOM JSON alike.

Standard: DICOM PS3.3 C.7.3.1 (series), C.12.1 (SOP common), C.7.6.6 (frames); PS3.18 Tables 10.6.3-4 and -5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID
from tijdlijn.domain.instances import Instance, Series
from tijdlijn.domain.study import Study
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom import mapping, values
from tijdlijn.wire.dicom.attributes import Attributes, text
from tijdlijn.wire.dicom.sop_classes import is_picture

_LAST: Final = 1 << 31
"""Where what has no number stands: after what has one."""


def instance_of(
    source: Attributes, *, size_bytes: int | None = None, transfer_syntax_uid: str | None = None
) -> Instance:
    """Give one instance as its header, or an archive's answer about it, tells it.

    Raises:
        InputInvalid: it has no UID of its own.
    """
    frames = values.count(text(source, at.FRAME_COUNT))
    # Archives answer with Rows; in a file that is a number in binary, and this is a word that images have.
    is_image = text(source, at.ROWS) or text(source, at.PHOTOMETRIC_INTERPRETATION)
    return Instance(
        sop_instance_uid=SopInstanceUID(text(source, at.SOP_INSTANCE_UID) or ""),
        sop_class_uid=text(source, at.SOP_CLASS_UID) or "",
        number=values.count(text(source, at.INSTANCE_NUMBER)),
        frame_count=frames or (1 if is_image else None),
        size_bytes=size_bytes,
        transfer_syntax_uid=transfer_syntax_uid or text(source, at.AVAILABLE_TRANSFER_SYNTAX),
    )


def series_of(sources: Sequence[Attributes], instances: Iterable[Instance]) -> Series:
    """Give one series, told by `sources` (its files' headers, or an archive's answer about it), with its
    instances in the order of their numbers, each once.

    Raises:
        InputInvalid: it has no UID.
    """
    first = sources[0]
    by_uid = {instance.sop_instance_uid: instance for instance in instances}
    return Series(
        series_uid=SeriesInstanceUID(text(first, at.SERIES_INSTANCE_UID) or ""),
        instances=tuple(sorted(by_uid.values(), key=_place_of_instance)),
        modality=text(first, at.MODALITY),
        number=values.count(text(first, at.SERIES_NUMBER)),
        description=text(first, at.SERIES_DESCRIPTION),
        moment=values.study_moment(text(first, at.SERIES_DATE), text(first, at.SERIES_TIME)),
        region=mapping.region(first),
        laterality=mapping.side(sources),
    )


def in_order(series: Iterable[Series]) -> tuple[Series, ...]:
    """Put series in the order of their numbers, those without one last."""
    return tuple(sorted(series, key=_place_of_series))


def counted(study: Study, series: Sequence[Series]) -> Study:
    """Give the study with the counts of these series, all of it: what else it said of counts is replaced."""
    classes = [instance.sop_class_uid for one in series for instance in one.instances]
    return replace(
        study,
        series_count=len(series),
        instance_count=len(classes),
        image_count=sum(map(is_picture, classes)),
    )


def _place_of_instance(instance: Instance) -> tuple[int, str]:
    number = instance.number
    return (_LAST if number is None else number, instance.sop_instance_uid.value)


def _place_of_series(series: Series) -> tuple[int, str]:
    return (_LAST if series.number is None else series.number, series.series_uid.value)
