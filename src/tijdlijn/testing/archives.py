"""Builds what each institution of the world has on its disks: images, reports, patients and choices.

Everything follows from the world and the day it is built, so that the same world on the same day is the same
bytes on every machine; only what is asked for is drawn, one study at a time.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.testing.drawing import drawn
from tijdlijn.testing.phantoms.chest_and_body_pictures import BodyCt, ChestCt, TraumaCt
from tijdlijn.testing.phantoms.other_pictures import Mammography
from tijdlijn.testing.phantoms.pictures import CtaAbdomen
from tijdlijn.testing.phantoms.volume_pictures import PetCt
from tijdlijn.testing.reports.document import ReportDocument
from tijdlijn.testing.reports.files import write_report
from tijdlijn.testing.study_files import StudyFiles
from tijdlijn.testing.toml_text import instant, quoted
from tijdlijn.testing.world.identities import accession_number, local_patient_id, report_id, study_uid
from tijdlijn.testing.world.model import ReportPlan, Story, World, WorldInstitution

IMAGES_NOTE = (
    "All images are synthetic or published test images (pydicom-data); every person is invented and visibly "
    "a test person, with a citizen service number of the published test range."
)
_DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
_COSTLY: Mapping[type, int] = {TraumaCt: 4, ChestCt: 3, Mammography: 3, BodyCt: 2, CtaAbdomen: 2, PetCt: 1}
"""How long a kind takes to draw, from the shortest to the longest."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the building is: `done` of `total` studies, and what was made last."""

    done: int
    total: int
    label: str


def build_archives(
    world: World, target: Path, today: date, *, progress: Callable[[Progress], None] | None = None
) -> None:
    """Write one folder per connected institution below `target`, replacing what stands there, whole or not at
    all.

    Each has `dicom/<study>/<series>/<number>.dcm`, `reports/`, `patients.toml` and `consents.toml`.

    Raises:
        OSError: the disk did not take it; `target` is as it was.
    """
    scratch = target.with_name(f".{target.name}.being-built")
    shutil.rmtree(scratch, ignore_errors=True)
    for institution in _with_archive(world):
        for folder in ("dicom", "reports"):
            (scratch / institution.slug / folder).mkdir(parents=True)
        _write_patients(world, institution, scratch / institution.slug / "patients.toml")
        _write_consents(world, institution, scratch / institution.slug / "consents.toml", today)
    for story in world.stories:
        for report in story.reports:
            _write_report(world, story, report, scratch, today)
    tasks = _tasks(world)
    files = StudyFiles(world, scratch, today)
    with closing(drawn(files.write, tasks)) as written:
        for done, label in enumerate(written, start=1):
            if progress is not None:
                progress(Progress(done, len(tasks), label))
    _swap_in(scratch, target)


def plant_unreadable_header(dicom_folder: Path) -> Path:
    """Add one file that is no DICOM in spite of its name, and give its path: the world of a damaged disk, for
    tests.
    """
    path = dicom_folder / "beschadigd" / "0001.dcm"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(4096))
    return path


def _tasks(world: World) -> list[tuple[str, str, int]]:
    """Every study, those first that take longest to draw."""
    studies = [(story.key, study) for story in world.stories for study in story.studies]
    studies.sort(key=lambda one: _COSTLY.get(type(one[1].picture), 0), reverse=True)
    return [(key, study.institution, study.number) for key, study in studies]


def _with_archive(world: World) -> Iterator[WorldInstitution]:
    return (institution for institution in world.institutions if institution.connected)


def _write_report(world: World, story: Story, plan: ReportPlan, scratch: Path, today: date) -> None:
    institution = world.institution(plan.institution)
    first = story.study(plan.institution, plan.studies[0])
    study_day = today - timedelta(days=first.days_ago)
    local_id = local_patient_id(institution, story.key)
    accession = accession_number(institution, story.key, first.number)
    authored_at = datetime.combine(study_day + timedelta(days=plan.days_after), plan.at, _DUTCH_TIME)
    document = ReportDocument(
        institution_name=institution.name,
        patient_name=story.patient.name,
        birth_date=story.patient.birth_date,
        sex=story.patient.sex,
        local_number=local_id.value,
        accession=accession.value,
        title=plan.title,
        study_day=study_day,
        status=plan.status,
        author=plan.author,
        authored_at=authored_at,
        body=plan.text,
    )

    def version(number: int | None) -> str | None:
        return None if number is None else report_id(institution.slug, story.key, number)

    write_report(
        scratch / institution.slug / "reports",
        document,
        report_id=report_id(institution.slug, story.key, plan.number),
        local_id=local_id,
        accession=accession,
        study_uids=_study_uids(story, plan),
        authored_at=authored_at,
        forms=plan.forms,
        appends_to=version(plan.appends_to),
        replaces=version(plan.replaces),
    )


def _study_uids(story: Story, plan: ReportPlan) -> tuple[StudyInstanceUID, ...]:
    return tuple(study_uid(plan.institution, story.key, number) for number in plan.studies)


def _write_patients(world: World, institution: WorldInstitution, path: Path) -> None:
    lines: list[str] = []
    for story in world.stories:
        bsn = story.patient.known_bsn
        if institution.slug in story.known_at and bsn is not None:
            local_id = local_patient_id(institution, story.key)
            lines += ["[[patient]]", f"bsn = {quoted(bsn.digits)}", "[[patient.local_id]]"]
            lines += [f"value = {quoted(local_id.value)}", f"issuer = {quoted(local_id.issuer)}", ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def _write_consents(world: World, institution: WorldInstitution, path: Path, today: date) -> None:
    lines: list[str] = []
    for story in world.stories:
        for consent in story.consents:
            if institution.slug in consent.institutions:
                recorded_at = datetime.combine(today - timedelta(days=consent.days_ago), time(9), UTC)
                lines += ["[[consent]]", f"bsn = {quoted(story.patient.bsn.digits)}"]
                lines += [f"choice = {quoted(consent.choice)}", f"recorded_at = {instant(recorded_at)}", ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def _swap_in(scratch: Path, target: Path) -> None:
    """Put the finished folder in its place; a crash in between leaves the old or the new one, never a
    mixture.
    """
    old = target.with_name(f".{target.name}.being-removed")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    scratch.rename(target)
    shutil.rmtree(old, ignore_errors=True)
