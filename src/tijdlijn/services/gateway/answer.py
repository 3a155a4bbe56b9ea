"""Everything a holder has of one patient, and what it knows to be missing.

A refusal, an unknown patient and an empty file are one and the same here: the sources are asked with no
numbers at all, and say of themselves what they would say to anybody (architecture.md §5, "A refusal tells
nothing").
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import PeerError
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.study import Report, Study
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.references import References
from tijdlijn.wire.fhir.document_reference import (
    Holder,
    report_to_document_reference,
    study_to_document_reference,
)
from tijdlijn.wire.fhir.operation_outcome import Notice, partial_notice

NOBODY: frozenset[LocalPatientId] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """A study or one version of a report; `position` orders the list, the latest first, and never changes."""

    position: str
    content: Study | Report


@dataclass(frozen=True, slots=True)
class Holding:
    """What there is, in order, and what is missing; complete only without notices."""

    items: tuple[Item, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Lists and writes what the custodians have; `base_url` is our FHIR address."""

    references: References
    base_url: str

    async def holding(self, custodian: Custodian, patient: Bsn, *, permitted: bool) -> Holding:
        """List everything of a patient, or nothing when it is not permitted; a source that fails is a
        notice.
        """
        known = await custodian.patients.find(patient)
        local_ids = known.local_ids if known is not None and permitted else NOBODY
        studies, reports = await asyncio.gather(
            _studies(custodian, local_ids), _reports(custodian, local_ids)
        )
        items = [*studies.items, *reports.items]
        return Holding(
            tuple(sorted(items, key=lambda item: item.position, reverse=True)),
            studies.notices + reports.notices,
        )

    def written(self, item: Item, custodian: Custodian, patient: Bsn) -> bytes:
        """Write one entry as it goes over the wire."""
        holder = Holder(custodian.ura, custodian.facility_type, self.base_url)
        match item.content:
            case Study() as study:
                return study_to_document_reference(study, holder=holder, patient=patient)
            case Report() as report:
                return report_to_document_reference(
                    self._addressed(report, custodian, patient), holder=holder, patient=patient
                )

    def documents(self, report: Report, custodian: Custodian, patient: Bsn) -> Iterator[tuple[str, str, str]]:
        """Give id, media type and the source's own locator of every rendition of a report."""
        patient_ref = self.references.patient(patient)
        for number, rendition in enumerate(report.renditions):
            document_id = self.references.document(custodian.ura, patient_ref, report.report_id, number)
            yield document_id, rendition.media_type, rendition.locator

    def _addressed(self, report: Report, custodian: Custodian, patient: Bsn) -> Report:
        ids = (document_id for document_id, _, _ in self.documents(report, custodian, patient))
        renditions = tuple(
            replace(rendition, locator=f"Binary/{document_id}")
            for rendition, document_id in zip(report.renditions, ids, strict=True)
        )
        return replace(report, renditions=renditions)


async def _studies(custodian: Custodian, local_ids: frozenset[LocalPatientId]) -> Holding:
    try:
        listing = await custodian.studies.studies(local_ids)
    except PeerError as error:
        return Holding((), (partial_notice(f"images: {error.reason}", custodian.ura),))
    items = tuple(Item(_study_position(study), study) for study in listing.studies)
    if listing.complete:
        return Holding(items, ())
    return Holding(items, (partial_notice(f"images: {listing.gap}", custodian.ura),))


async def _reports(custodian: Custodian, local_ids: frozenset[LocalPatientId]) -> Holding:
    try:
        listing = await custodian.reports.reports(local_ids)
    except PeerError as error:
        return Holding((), (partial_notice(f"reports: {error.reason}", custodian.ura),))
    items = tuple(Item(_report_position(report), report) for report in listing.reports)
    if listing.complete:
        return Holding(items, ())
    return Holding(items, (partial_notice(f"reports: {listing.gap}", custodian.ura),))


def _study_position(study: Study) -> str:
    day, at = study.moment.day, study.moment.at
    return f"{day or ''}T{at or ''}|{study.study_uid}"


def _report_position(report: Report) -> str:
    return f"{report.authored_at.isoformat() if report.authored_at else 'T'}|{report.report_id}"
