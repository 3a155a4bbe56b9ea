"""What is known of a study for finding its relevant priors: as a source says it, and as it was understood."""

from dataclasses import dataclass, field
from enum import StrEnum

from tijdlijn.domain.identifiers import Code
from tijdlijn.domain.study import Laterality, StudyMoment


@dataclass(frozen=True, slots=True)
class Described:
    """A study in its source's own words. All may be absent but the moment, whose parts may be.

    `body_part` is Body Part Examined, which is wrong in one of six; `is_contrast_given` what a source
    states apart from its words. `institution` chooses the mapping table of that source.
    """

    moment: StudyMoment = field(default_factory=StudyMoment)
    modalities: tuple[str, ...] = ()
    description: str | None = None
    procedure: Code | None = None
    body_part: str | None = None
    laterality: Laterality | None = None
    institution: str | None = None
    is_reported: bool = False
    is_contrast_given: bool | None = None


class RegionSource(StrEnum):
    """What the regions of a study were read from, the most trusted first."""

    DESCRIPTION = "description"
    PROCEDURE = "procedure"
    MODALITY = "modality"
    BODY_PART = "body-part"


@dataclass(frozen=True, slots=True)
class Facts:
    """A study as the rules see it. Empty or `None` is unknown, which is neither held against it nor for it.

    `regions`, `modalities` and `kinds` are keys of the vocabulary. `wording` are the words of the
    description without side and filling. `is_apart`: nothing but a document, a curve or a photograph.
    `unread` are words that the vocabulary does not have: a gap that can be shown (A57).
    """

    moment: StudyMoment
    modalities: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    region_source: RegionSource | None = None
    side: Laterality | None = None
    kinds: frozenset[str] = frozenset()
    procedure: Code | None = None
    wording: frozenset[str] = frozenset()
    is_reported: bool = False
    is_contrast_given: bool | None = None
    is_apart: bool = False
    unread: tuple[str, ...] = ()
