"""How one instance names others of its study.

Standard: DICOM PS3.3 C.17.2.1 Hierarchical SOP Instance Reference Macro.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as DicomSequence

from tijdlijn.testing.phantoms.coded import item, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader


@dataclass(frozen=True, slots=True)
class Reference:
    """An instance, by its class and UIDs."""

    series_uid: str
    sop_class: str
    sop_uid: str


def reference_to(dataset: Dataset) -> Reference:
    """How to name this instance."""
    return Reference(dataset.SeriesInstanceUID, dataset.SOPClassUID, dataset.SOPInstanceUID)


def referenced(reference: Reference) -> Dataset:
    """An item with the class and UID of one instance."""
    return item(ReferencedSOPClassUID=reference.sop_class, ReferencedSOPInstanceUID=reference.sop_uid)


def by_series(references: Iterable[Reference]) -> DicomSequence:
    """The instances, collected by their series in the order of their first mention."""
    collected: dict[str, list[Reference]] = {}
    for reference in references:
        collected.setdefault(reference.series_uid, []).append(reference)
    return items(
        *(
            item(SeriesInstanceUID=series, ReferencedSOPSequence=items(*map(referenced, of_series)))
            for series, of_series in collected.items()
        )
    )


def evidence(header: StudyHeader, references: Sequence[Reference]) -> DicomSequence:
    """The instances, under the study that they are of."""
    return items(
        item(StudyInstanceUID=header.study_uid.value, ReferencedSeriesSequence=by_series(references))
    )
