"""What a world is made of. Days are offsets, so that a story is always as old as it says on the day it is
built.
"""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from tijdlijn.domain.access import Professional
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.patient import Sex
from tijdlijn.domain.study import Laterality, ReportStatus
from tijdlijn.testing.phantoms.pictures import Picture


@dataclass(frozen=True, slots=True)
class WorldInstitution:
    """An invented institution. `slug` is its host name and folder; both issuers are OIDs.

    `running`: the demo starts its gateway. `connected`: it has an endpoint and an archive (which may be
    down).
    """

    ura: Ura
    name: str
    short_name: str
    slug: str
    facility_type: str
    phone: str
    issuer_oid: str
    accession_issuer_oid: str
    accession_prefix: str
    running: bool
    connected: bool
    character_set: str


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """A patient who does not exist: the name begins with `Test-`, the BSN is of the published test range.

    `known_bsn` is absent for somebody who has none: a tourist, a newborn, an unknown person.
    """

    known_bsn: Bsn | None
    name: str
    dicom_name: str
    birth_date: date
    sex: Sex

    @property
    def bsn(self) -> Bsn:
        """The number of somebody who has one; `ValueError` for somebody who has none."""
        if self.known_bsn is None:
            raise ValueError("this person has no BSN")
        return self.known_bsn


@dataclass(frozen=True, slots=True)
class Encounter:
    """The contact in the EPD from which the timeline is launched, today at `started`."""

    institution: str
    professional: Professional
    situation: str
    encounter_id: str
    started: time


class Damage(StrEnum):
    """How a study's files are spoilt on purpose."""

    TRUNCATED = "truncated"
    """The header can be read, the pixel data ends half-way."""


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """A study to be made at `institution`, the `number`-th of this story there.

    `former_name` is what the institution was called then, where that is not what it is called now.
    `stored_as` is a transfer syntax by its name in `phantoms.transfer_syntaxes`; absent leaves the picture's
    own.
    """

    institution: str
    number: int
    days_ago: int
    at: time
    description: str
    modality: str
    body_part: str
    laterality: Laterality | None
    picture: Picture
    damage: Damage | None = None
    former_name: str | None = None
    stored_as: str | None = None


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """A study that `institution` took over from another: its own patient number, the first
    `keep_instances` images.

    `is_renumbered`: it also gave the study an accession number of its own.
    `has_new_uids`: its import made new UIDs. `is_silent`: it wrote nothing down of what it changed; with new
    UIDs nothing in such a copy says which study it is one of.
    """

    institution: str
    number: int
    origin: tuple[str, int]
    keep_instances: int
    is_renumbered: bool = False
    has_new_uids: bool = False
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """One version of a report on studies of the same institution, written `days_after` the first of them."""

    institution: str
    number: int
    studies: tuple[int, ...]
    status: ReportStatus
    title: str
    author: str
    days_after: int
    at: time
    text: str
    forms: tuple[str, ...]
    appends_to: int | None = None
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class ConsentPlan:
    """A choice that the patient gave these institutions, `days_ago`."""

    institutions: tuple[str, ...]
    choice: ConsentChoice
    days_ago: int


@dataclass(frozen=True, slots=True)
class Story:
    """One patient, from where the clinician stands to everything made of them elsewhere."""

    key: str
    title: str
    text: str
    patient: InventedPerson
    encounter: Encounter
    consents: tuple[ConsentPlan, ...]
    studies: tuple[StudyPlan, ...]
    copies: tuple[CopyPlan, ...]
    reports: tuple[ReportPlan, ...]

    @property
    def known_at(self) -> frozenset[str]:
        """The slugs of all institutions that know this patient."""
        return frozenset(
            [self.encounter.institution]
            + [slug for consent in self.consents for slug in consent.institutions]
            + [study.institution for study in self.studies]
            + [copy.institution for copy in self.copies]
            + [report.institution for report in self.reports]
        )

    def study(self, institution: str, number: int) -> StudyPlan:
        """The study of that number there; `KeyError` when the story has none."""
        for study in self.studies:
            if (study.institution, study.number) == (institution, number):
                return study
        raise KeyError((institution, number))


@dataclass(frozen=True, slots=True)
class World:
    """All institutions, ordered by URA, and all stories, ordered by key."""

    institutions: tuple[WorldInstitution, ...]
    stories: tuple[Story, ...]
    _by_slug: dict[str, WorldInstitution] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_slug", {one.slug: one for one in self.institutions})

    def institution(self, slug: str) -> WorldInstitution:
        """The institution of that slug; `KeyError` when there is none."""
        return self._by_slug[slug]

    def story(self, key: str) -> Story:
        """The story of that key; `KeyError` when there is none."""
        for story in self.stories:
            if story.key == key:
                return story
        raise KeyError(key)
