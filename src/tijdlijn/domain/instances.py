"""What a study is made of: series and instances, and what its holder says of them at one moment.

A manifest is a statement, not the images: it can be older than the archive, and what arrives is counted
against it (B40).
"""

from dataclasses import dataclass, field
from datetime import datetime

from tijdlijn.domain.identifiers import Code, SeriesInstanceUID, SopInstanceUID, StudyInstanceUID
from tijdlijn.domain.study import Laterality, Study, StudyMoment


@dataclass(frozen=True, slots=True)
class Instance:
    """One object of a series. `frame_count` is 1 for a single-frame image and absent for what is no image."""

    sop_instance_uid: SopInstanceUID
    sop_class_uid: str
    number: int | None = None
    frame_count: int | None = None
    size_bytes: int | None = None
    transfer_syntax_uid: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One series with its instances in the order of their numbers; all else may be absent."""

    series_uid: SeriesInstanceUID
    instances: tuple[Instance, ...]
    modality: str | None = None
    number: int | None = None
    description: str | None = None
    moment: StudyMoment = field(default_factory=StudyMoment)
    region: Code | None = None
    laterality: Laterality | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a holder says a study consists of. `manifest_uid` is the document's own, the same on every wire
    (§8l).

    `study.series_count` and `instance_count` are those of `series`. `created_at` is aware. `lists_all` is
    false where the holder says of itself that there is more than it lists: whoever shows it must say so.
    """

    manifest_uid: str
    created_at: datetime
    study: Study
    series: tuple[Series, ...]
    lists_all: bool = True


@dataclass(frozen=True, slots=True)
class InstancePath:
    """What is asked for: a whole study, one series of it, or one instance of that."""

    study_uid: StudyInstanceUID
    series_uid: SeriesInstanceUID | None = None
    instance_uid: SopInstanceUID | None = None
