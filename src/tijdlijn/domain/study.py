"""One imaging study and one report as one holder describes them, before anything is folded.

These are what a gateway reads from its archive and what comes off the wire at the asker. Raw source entries
travel beside them (`SourceEntry.raw`), so that nothing a holder said is lost by our mapping
(architecture.md §8l).
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from tijdlijn.domain.identifiers import AccessionNumber, Code, SopInstanceUID, StudyInstanceUID, Ura
from tijdlijn.domain.patient import Demographics


@dataclass(frozen=True, slots=True)
class StudyMoment:
    """When a study began, in Dutch local time as DICOM stores it; date or time may be unknown (B32, B33).

    Standard: DICOM PS3.3 C.7.2.1, Study Date (0008,0020) and Study Time (0008,0030); local time without a
    zone.
    """

    day: date | None = None
    at: time | None = None


class Laterality(StrEnum):
    """The side that a source states. `BOTH` is stated, not derived."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Availability(StrEnum):
    """Whether images of a study can be had at the holder now.

    `UNREADABLE`: the header could be read, the rest not; the row stays and says so.
    """

    ONLINE = "online"
    NEARLINE = "nearline"
    OFFLINE = "offline"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Study:
    """A study as its holder describes it. All but the UID may be absent; absent stays absent and is said on
    the screen.

    `modalities` are the kinds in it, in order of first appearance, documents (SR, KO, PR) left out (B34).
    `institution_name` is the name at the time of the study (B50). `size_bytes` is what a download would
    weigh. Counts are of the holder's archive now (B40): `instance_count` of all objects, `image_count` of
    those among them that are images, unknown where an archive does not tell them apart.

    `original_uids` are what an imported copy says that its study was called before (its own UID where the
    import kept that); a study that was made here has none. `instance_uids` are some of its instances, where
    the holder tells them: the lowest, so that two holders tell the same ones.
    """

    study_uid: StudyInstanceUID
    moment: StudyMoment = field(default_factory=StudyMoment)
    modalities: tuple[str, ...] = ()
    description: str | None = None
    procedure: Code | None = None
    region: Code | None = None
    laterality: Laterality | None = None
    institution_name: str | None = None
    accession: AccessionNumber | None = None
    series_count: int | None = None
    instance_count: int | None = None
    image_count: int | None = None
    size_bytes: int | None = None
    availability: Availability = Availability.ONLINE
    demographics: Demographics = field(default_factory=Demographics)
    original_uids: tuple[StudyInstanceUID, ...] = ()
    instance_uids: tuple[SopInstanceUID, ...] = ()

    @property
    def is_import(self) -> bool:
        """Whether the holder took this study over from another."""
        return bool(self.original_uids)


class ReportStatus(StrEnum):
    """How settled a report is. Standard: HL7 FHIR R4, value set diagnostic-report-status (the part that is
    used here).
    """

    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"
    APPENDED = "appended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Rendition:
    """One form in which a document can be had: a media type and what its holder calls it.

    `locator` is opaque to everybody but the link that made it. `size_bytes` may be unknown.
    """

    media_type: str
    locator: str
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One version of one report. An addendum is a version of its own that `replaces` or `appends_to` an
    earlier one.

    `report_id` is the document uniqueId, fixed at creation and the same on every wire (architecture.md
    §8l). A report may concern several studies, or a study that its holder no longer has (B30). `renditions`
    are in the holder's order of preference and never empty.
    """

    report_id: str
    study_uids: tuple[StudyInstanceUID, ...]
    status: ReportStatus
    authored_at: datetime | None
    title: str | None
    author: str | None
    renditions: tuple[Rendition, ...]
    accession: AccessionNumber | None = None
    appends_to: str | None = None
    replaces: str | None = None
    demographics: Demographics = field(default_factory=Demographics)


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A study or a report with where it came from: the custodian answers for it, the route carried it.

    `entry_id` is what the source itself calls the entry. `raw` is the entry as received and `dialect` how
    to read it.
    """

    custodian: Ura
    route_id: str
    entry_id: str
    content: Study | Report
    dialect: str
    raw: bytes = field(repr=False, default=b"")
