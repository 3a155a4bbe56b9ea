"""What must hold between the parts of a world; reading has already checked each part for itself."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tijdlijn.testing.phantoms.pictures import PublishedPicture
from tijdlijn.testing.phantoms.published_files import is_published
from tijdlijn.testing.phantoms.transfer_syntaxes import SYNTAXES
from tijdlijn.testing.world.identities import local_patient_id
from tijdlijn.testing.world.model import Story, World

REPORT_FORMS = ("text", "pdf")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
_PREFIX = re.compile(r"[A-Z]{2,4}")
_ENCODINGS = {"ISO_IR 192": "utf-8", "ISO_IR 100": "latin-1"}
_LONG_STRING = 64


def world_faults(world: World) -> list[str]:
    """Every contradiction in the world, in the order of its files."""
    faults = list(_institution_faults(world))
    numbers = [bsn for story in world.stories if (bsn := story.patient.known_bsn) is not None]
    if len(set(numbers)) < len(numbers):
        faults.append("two stories have the same BSN")
    for story in world.stories:
        faults += [f"{story.key}: {fault}" for fault in _story_faults(world, story)]
    if not faults:
        faults += _local_number_faults(world)
    return faults


def _institution_faults(world: World) -> Iterator[str]:
    for name in ("ura", "slug", "accession_prefix"):
        yield from _repeated(name, (str(getattr(one, name)) for one in world.institutions))
    oids = [oid for one in world.institutions for oid in (one.issuer_oid, one.accession_issuer_oid)]
    yield from _repeated("issuer", oids)
    for one in world.institutions:
        if not _SLUG.fullmatch(one.slug):
            yield f"{one.slug}: the slug must be usable as a host name"
        if not _OID.fullmatch(one.issuer_oid) or not _OID.fullmatch(one.accession_issuer_oid):
            yield f"{one.slug}: both issuers must be OIDs"
        if not _PREFIX.fullmatch(one.accession_prefix):
            yield f"{one.slug}: accession_prefix must be two to four capitals"
        if one.running and not one.connected:
            yield f"{one.slug}: running but not connected"
        if one.character_set not in _ENCODINGS:
            yield f"{one.slug}: character_set must be one of {', '.join(_ENCODINGS)}"


def _story_faults(world: World, story: Story) -> Iterator[str]:
    slugs = {one.slug for one in world.institutions if one.connected}
    missing = sorted(story.known_at - slugs)
    if missing:
        yield f"unknown or unconnected institutions: {', '.join(missing)}"
        return
    bsn = story.patient.known_bsn
    if bsn is not None and not bsn.digits.startswith("9999"):
        yield "the BSN must be of the published test range 9999xxxxx"
    if bsn is None and (story.consents or story.known_at != {story.encounter.institution}):
        yield "without a BSN there is no consent and nothing at another institution"
    if not story.patient.name.startswith("Test-") or not story.patient.dicom_name.startswith("Test-"):
        yield "the patient must be visibly a test person: the name begins with Test-"
    yield from _study_faults(world, story)
    yield from _copy_faults(story)
    yield from _report_faults(story)


def _study_faults(world: World, story: Story) -> Iterator[str]:
    numbers = [f"{study.institution} {study.number}" for study in story.studies]
    numbers += [f"{copy.institution} {copy.number}" for copy in story.copies]
    yield from _repeated("study", numbers)
    for study in story.studies:
        where = f"study {study.institution} {study.number}"
        institution = world.institution(study.institution)
        encoding = _ENCODINGS[institution.character_set]
        name = study.former_name or institution.name
        for text in (study.description, name, story.patient.dicom_name):
            if len(text) > _LONG_STRING or "\\" in text:
                yield f"{where}: does not fit a DICOM header: {text!r}"
            elif text.encode(encoding, errors="ignore").decode(encoding) != text:
                yield f"{where}: not writable in {institution.character_set}: {text!r}"
        if study.stored_as is not None and study.stored_as not in SYNTAXES:
            yield f"{where}: stored_as must be one of {', '.join(SYNTAXES)}"
        if isinstance(study.picture, PublishedPicture):
            if study.stored_as is not None:
                yield f"{where}: a published file keeps its own transfer syntax"
            for name in study.picture.files:
                if not is_published(name):
                    yield f"{where}: pydicom-data has no file {name}"


def _copy_faults(story: Story) -> Iterator[str]:
    made = {(study.institution, study.number) for study in story.studies}
    for copy in story.copies:
        if copy.origin not in made:
            yield f"copy {copy.institution} {copy.number}: its origin is not a study of this story"
        if copy.has_new_uids and not copy.is_renumbered:
            yield f"copy {copy.institution} {copy.number}: new UIDs come with a new accession number"
        if copy.origin[0] == copy.institution:
            yield f"copy {copy.institution} {copy.number}: a copy stands at another institution"


def _report_faults(story: Story) -> Iterator[str]:
    studies = {(study.institution, study.number) for study in story.studies}
    reports = {(report.institution, report.number) for report in story.reports}
    yield from _repeated("report", (f"{one.institution} {one.number}" for one in story.reports))
    for report in story.reports:
        where = f"report {report.institution} {report.number}"
        for number in report.studies:
            if (report.institution, number) not in studies:
                yield f"{where}: there is no study {number} at that institution"
        for earlier in (report.appends_to, report.replaces):
            if earlier is not None and (
                (report.institution, earlier) not in reports or earlier == report.number
            ):
                yield f"{where}: there is no other report {earlier} at that institution"
        if not set(report.forms) <= set(REPORT_FORMS):
            yield f"{where}: forms are {', '.join(REPORT_FORMS)}"


def _local_number_faults(world: World) -> Iterator[str]:
    for one in world.institutions:
        numbers = (
            local_patient_id(one, story.key).value for story in world.stories if one.slug in story.known_at
        )
        yield from _repeated(f"local patient number at {one.slug}", numbers)


def _repeated(what: str, values: Iterable[str]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what} stands {count} times: {value}"
