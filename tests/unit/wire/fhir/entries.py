"""Studies and reports to write and read as DocumentReferences: any that Hypothesis makes, and one of each."""

import json
from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import strategies as st

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import AccessionNumber, Code, StudyInstanceUID, Ura
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import (
    Availability,
    Laterality,
    Rendition,
    Report,
    ReportStatus,
    SourceEntry,
    Study,
    StudyMoment,
)
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.document_reference import (
    Holder,
    read_document_reference,
    report_to_document_reference,
    study_to_document_reference,
)

PATIENT = Bsn("999900006")
RIJNMOND = Ura("90000102")
BASE = "https://umc-rijnmond.localhost:8443/fhir"
HOLDER = Holder(RIJNMOND, "V5", BASE)
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
    lambda text: text == text.strip()
)
digits = st.text("0123456789", min_size=1, max_size=8)
oids = st.lists(digits, min_size=2, max_size=6).map(".".join)
uids = oids.filter(lambda text: len(text) <= 64).map(StudyInstanceUID)
days = st.dates(min_value=date(1895, 11, 8), max_value=date(2100, 1, 1))
moments = (
    st.just(StudyMoment())
    | st.builds(StudyMoment, day=days)
    | st.builds(StudyMoment, day=days, at=st.times())
)
codes = st.builds(
    Code, system=st.sampled_from([names.SNOMED, "urn:oid:1.2.3"]), code=digits, display=st.none() | words
)
accessions = st.builds(AccessionNumber, value=words, issuer=st.none() | oids)
vague_dates = days.flatmap(
    lambda day: st.sampled_from([VagueDate(day.isoformat()[:length]) for length in (4, 7, 10)])
)
people = st.builds(
    Demographics,
    name=st.none() | words,
    birth_date=st.none() | vague_dates,
    sex=st.none() | st.sampled_from(Sex),
)
counts = st.none() | st.integers(0, 2**31 - 1)
studies = st.builds(
    Study,
    study_uid=uids,
    moment=moments,
    modalities=st.lists(st.sampled_from(["CT", "MR", "US", "CR", "DX", "NM", "PT"]), unique=True).map(tuple),
    description=st.none() | words,
    procedure=st.none() | codes,
    region=st.none() | codes,
    laterality=st.none() | st.sampled_from(Laterality),
    institution_name=st.none() | words,
    accession=st.none() | accessions,
    series_count=counts,
    instance_count=counts,
    image_count=counts,
    size_bytes=st.none() | st.integers(0, 10**13),
    availability=st.sampled_from(Availability),
    demographics=people,
)
document_ids = oids | st.uuids().map(str) | st.from_regex(r"R-[0-9]{1,8}", fullmatch=True)
renditions = st.builds(
    Rendition,
    media_type=st.sampled_from(["application/pdf", "text/plain"]),
    locator=st.uuids().map(lambda name: f"Binary/{name}"),
    size_bytes=st.none() | st.integers(1, 2**31 - 1),
)
reports = st.builds(
    Report,
    report_id=document_ids,
    study_uids=st.lists(uids, max_size=3, unique=True).map(tuple),
    status=st.sampled_from(ReportStatus),
    authored_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    title=st.none() | words,
    author=st.none() | words,
    renditions=st.lists(renditions, min_size=1, max_size=2).map(tuple),
    accession=st.none() | accessions,
    appends_to=st.none() | document_ids,
    replaces=st.none() | document_ids,
    demographics=people,
)
STUDY = Study(
    study_uid=StudyInstanceUID("1.2.826.0.1.3680043.10.1"),
    moment=StudyMoment(date(2025, 9, 11), time(10, 32)),
    modalities=("CT",),
    description="CT abdomen met contrast",
    region=Code(names.SNOMED, "818981001", "buik"),
    laterality=Laterality.LEFT,
    institution_name="UMC Rijnmond",
    accession=AccessionNumber("A-17", "2.999.5"),
    series_count=3,
    instance_count=412,
    size_bytes=5_000_000_000,
    demographics=Demographics("Test-Aneurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE),
)
REPORT = Report(
    report_id="2.25.4711",
    study_uids=(STUDY.study_uid,),
    status=ReportStatus.APPENDED,
    authored_at=datetime(2025, 9, 11, 12, 0, tzinfo=UTC),
    title="CT abdomen",
    author="dr. R. Test-Radioloog",
    renditions=(Rendition("application/pdf", "Binary/abc", 1234), Rendition("text/plain", "Binary/def")),
    accession=AccessionNumber("A-17", "2.999.5"),
    appends_to="2.25.4710",
)


def read(raw: bytes) -> tuple[SourceEntry, Bsn | None]:
    return read_document_reference(raw, route_id="route-1", base_url=BASE)


def study_json(study: Study = STUDY) -> dict[str, Any]:
    resource: dict[str, Any] = json.loads(study_to_document_reference(study, holder=HOLDER, patient=PATIENT))
    return resource


def report_json(report: Report = REPORT) -> dict[str, Any]:
    resource: dict[str, Any] = json.loads(
        report_to_document_reference(report, holder=HOLDER, patient=PATIENT)
    )
    return resource


def read_study(resource: dict[str, Any]) -> Study:
    content = read(json.dumps(resource).encode())[0].content
    assert isinstance(content, Study)
    return content


def read_report(resource: dict[str, Any]) -> Report:
    content = read(json.dumps(resource).encode())[0].content
    assert isinstance(content, Report)
    return content
