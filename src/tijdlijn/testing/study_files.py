"""Writes one study of the world: its files at its institution, and at every institution that has a copy."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from pydicom import dcmwrite
from pydicom.dataset import Dataset

from tijdlijn.testing.phantoms.dicom_header import StudyHeader
from tijdlijn.testing.phantoms.imported import refiled
from tijdlijn.testing.phantoms.pictures import instances
from tijdlijn.testing.phantoms.transfer_syntaxes import SYNTAXES, stored_as
from tijdlijn.testing.world.identities import (
    accession_number,
    imported_accession,
    local_patient_id,
    study_uid,
)
from tijdlijn.testing.world.model import CopyPlan, Damage, Story, StudyPlan, World


@dataclass(frozen=True, slots=True)
class StudyFiles:
    """Writes below `archives`, one folder an institution, as of `today`."""

    world: World
    archives: Path
    today: date

    def write(self, task: tuple[str, str, int]) -> str:
        """Draw the study of this story, institution and number once, and write it wherever it stands; give
        words for it.
        """
        key, institution, number = task
        story = self.world.story(key)
        study = story.study(institution, number)
        header = study_header(self.world, story, study, self.today)
        copies = [copy for copy in story.copies if copy.origin == (institution, number)]
        for count, drawn in enumerate(instances(study.picture, header), start=1):
            dataset = stored_as(drawn, SYNTAXES[study.stored_as]) if study.stored_as else drawn
            _write(self.archives / institution / "dicom", dataset, count, study.damage)
            for copy in copies:
                if count <= copy.keep_instances:
                    self._write_copy(story, copy, header, dataset, count)
        return f"{self.world.institution(institution).short_name}: {study.description}"

    def _write_copy(
        self, story: Story, copy: CopyPlan, header: StudyHeader, dataset: Dataset, count: int
    ) -> None:
        importer = self.world.institution(copy.institution)
        kept = replace(header, local_id=local_patient_id(importer, story.key))
        if copy.is_renumbered:
            kept = replace(kept, accession=imported_accession(importer, story.key, copy.number))
        if copy.has_new_uids:
            kept = replace(kept, study_uid=study_uid(copy.institution, story.key, copy.number))
        noted_by = None if copy.is_silent else importer.name
        _write(self.archives / copy.institution / "dicom", refiled(dataset, kept, noted_by), count, None)


def study_header(world: World, story: Story, study: StudyPlan, today: date) -> StudyHeader:
    """What the headers of this study say when the world is built on `today`."""
    institution = world.institution(study.institution)
    return StudyHeader(
        local_id=local_patient_id(institution, story.key),
        dicom_name=story.patient.dicom_name,
        birth_date=story.patient.birth_date,
        sex=story.patient.sex,
        study_uid=study_uid(institution.slug, story.key, study.number),
        uid_path=f"{institution.slug}/{story.key}/{study.number}",
        day=today - timedelta(days=study.days_ago),
        at=study.at,
        description=study.description,
        accession=accession_number(institution, story.key, study.number),
        institution_name=study.former_name or institution.name,
        character_set=institution.character_set,
        modality=study.modality,
        body_part=study.body_part,
        laterality=study.laterality,
    )


def _write(folder: Path, dataset: Dataset, number: int, damage: Damage | None) -> None:
    place = folder / dataset.StudyInstanceUID / dataset.SeriesInstanceUID
    place.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    dcmwrite(buffer, dataset, enforce_file_format=True)
    content = buffer.getbuffer()
    whole = len(content)
    kept = whole - len(dataset.PixelData) // 2 if damage is Damage.TRUNCATED else whole
    (place / f"{number:04d}.dcm").write_bytes(content[:kept])
