"""Why a study stands where it stands: reasons as keys with what they are about. Words belong to who shows
them.
"""

from dataclasses import dataclass
from enum import StrEnum


class ReasonKey(StrEnum):
    """What speaks for or against a prior. In brackets what `about` holds."""

    REGION_SAME = "region-same"
    """[keys of regions]"""
    REGION_PARTLY = "region-partly"
    """[keys of regions of the prior] that the current study shows too, wholly or in part"""
    REGION_NEAR = "region-near"
    """[keys of regions of the prior] that lie near what is shown now"""
    REGION_OTHER = "region-other"
    REGION_UNKNOWN = "region-unknown"
    SIDE_SAME = "side-same"
    """[left, right or both]"""
    SIDE_PARTLY = "side-partly"
    SIDE_OTHER = "side-other"
    """[left or right]"""
    MODALITY_SAME = "modality-same"
    """[keys of modalities]"""
    MODALITY_RELATED = "modality-related"
    """[keys of modalities of the prior]"""
    APART = "apart"
    """[keys of modalities] a document, a curve or a photograph"""
    PROCEDURE_SAME = "procedure-same"
    KIND_SAME = "kind-same"
    """[keys of kinds]"""
    AGE = "age"
    """[whole months before the current study]"""
    LATER = "later"
    STALE = "stale"
    """[key of the modality, whole months]"""
    TREATMENT = "treatment"
    """[keys of regions of the prior] in which it was a treatment"""
    LATEST = "latest"
    ONE_BEFORE = "one-before"
    BETWEEN = "between"
    OLDEST = "oldest"
    BEFORE_GAP = "before-gap"
    """[whole months without a comparable study after it]"""
    AFTER_GAP = "after-gap"
    """[whole months without a comparable study before it]"""
    OTHER_METHOD = "other-method"
    """[keys of modalities of the prior]"""
    REPORTED = "reported"
    CONTRAST_SAME = "contrast-same"
    """[with or without]"""


@dataclass(frozen=True, slots=True)
class Reason:
    """One contribution to the score: whole points, negative where it speaks against."""

    key: ReasonKey
    points: int
    about: tuple[str, ...] = ()
