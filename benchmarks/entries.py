"""Invented studies and reports of simulated holders: the same for the same number, on every run.

Two of five entries are reports of the study before them; every eighth study is one that the holder before
has too, so that there is something to fold.
"""

from datetime import UTC, date, datetime, time, timedelta

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import AccessionNumber, Code, StudyInstanceUID, Ura
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import Rendition, Report, ReportStatus, SourceEntry, Study, StudyMoment
from tijdlijn.wire.fhir.bundle import searchset
from tijdlijn.wire.fhir.document_reference import (
    Holder,
    report_to_document_reference,
    study_to_document_reference,
)

PERSON = Demographics("Test-Aneurysma, T. (Tjitske)", VagueDate("1951-03-14"), Sex.FEMALE)
_FIRST_DAY = date(2012, 1, 2)
_ABDOMEN = Code("http://snomed.info/sct", "818983003", "Abdomen")
_KINDS = (("CT", "CT abdomen met contrast"), ("DX", "X-thorax"), ("US", "Echo aorta"), ("MR", "MRI lwk"))


def ura_of(holder: int) -> Ura:
    """The number of a simulated holder."""
    return Ura(f"{90_001_000 + holder:08d}")


def study_of(holder: int, number: int) -> Study:
    """One study of one holder, or its copy of one of the holder before it."""
    origin, number = (holder - 1, number - 2) if number % 8 == 7 and holder > 0 else (holder, number)
    modality, description = _KINDS[number % len(_KINDS)]
    day = _FIRST_DAY + timedelta(days=(origin * 97 + number * 131) % 4000)
    return Study(
        study_uid=StudyInstanceUID(f"2.25.{origin * 1000 + number + 1}"),
        moment=StudyMoment(day, time(8 + number % 9, 15)),
        modalities=(modality,),
        description=description,
        region=_ABDOMEN,
        institution_name=f"Test-Ziekenhuis {origin}",
        accession=AccessionNumber(f"A{origin:03d}{number:03d}", f"2.999.{origin + 1}"),
        series_count=3,
        instance_count=200 + number,
        image_count=200 + number,
        size_bytes=104_857_600,
        demographics=PERSON,
    )


def report_of(holder: int, study: Study, number: int) -> Report:
    """The report of one study, as text and as PDF."""
    moment = study.moment
    authored = datetime.combine(moment.day or _FIRST_DAY, moment.at or time(8), UTC) + timedelta(hours=2)
    forms = tuple(
        Rendition(media_type, f"Binary/h{holder}-{number}-{form}")
        for form, media_type in enumerate(("text/plain", "application/pdf"))
    )
    return Report(
        report_id=f"2.25.{10_000_000 + holder * 1000 + number}",
        study_uids=(study.study_uid,),
        status=ReportStatus.FINAL,
        authored_at=authored,
        title=f"Verslag {study.description}",
        author="dr. T. Test-Radioloog",
        renditions=forms,
        accession=study.accession,
        demographics=PERSON,
    )


def contents(holder: int, count: int) -> list[Study | Report]:
    """So many entries of one holder, in its order."""
    listed: list[Study | Report] = []
    study = study_of(holder, 0)
    for number in range(count):
        if number % 5 in (1, 4):
            listed.append(report_of(holder, study, number))
        else:
            study = study_of(holder, number)
            listed.append(study)
    return listed


def page_of(holder: int, count: int, patient: Bsn, base_url: str) -> bytes:
    """The searchset in which a holder answers with so many entries."""
    at = Holder(ura_of(holder), "V6", base_url)
    written = [
        study_to_document_reference(one, holder=at, patient=patient)
        if isinstance(one, Study)
        else report_to_document_reference(one, holder=at, patient=patient)
        for one in contents(holder, count)
    ]
    return searchset(written, base_url=base_url, total=count)


def study_entries(holders: int, studies: int) -> list[SourceEntry]:
    """Studies of many holders as they come off the wire, one holder's after another's."""
    return [
        SourceEntry(ura_of(holder), f"route-{holder}", f"{holder}-{number}", study_of(holder, number), "test")
        for holder in range(holders)
        for number in range(studies)
    ]
