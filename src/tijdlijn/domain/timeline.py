"""The timeline's row: one study once, with every copy, every report and every doubt kept beside it."""

from dataclasses import dataclass
from enum import StrEnum

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.study import Report, SourceEntry, Study


class RowLock(StrEnum):
    """Why images and report of a row stay closed. Standard: architecture.md §5, "Wrong patient is stopped,
    not warned about".
    """

    OTHER_PERSON = "other-person"


@dataclass(frozen=True, slots=True)
class StudyCopy:
    """A study as one custodian has it, with the entry it came from."""

    study: Study
    source: SourceEntry


@dataclass(frozen=True, slots=True)
class ReportCopy:
    """A report version as one custodian has it, with the entry it came from."""

    report: Report
    source: SourceEntry


@dataclass(frozen=True, slots=True)
class LikelySame:
    """Another row that may be the same study: its key, and what was compared (`likely_copies.Compared`)."""

    key: str
    compared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One study once (A4), or a report whose study no holder showed.

    `key` is the same in whatever order the sources answered. `copies` are never empty unless the row is a
    report alone; the first is the one to open: the one with most images, at equal counts where it was made
    before where it was imported, then the lowest URA.
    `reports` are newest first. `lock` closes report and images. `likely_same` are rows
    that may be the same study, by key; they stay rows of their own.
    """

    key: str
    copies: tuple[StudyCopy, ...]
    reports: tuple[ReportCopy, ...]
    lock: RowLock | None = None
    likely_same: tuple[LikelySame, ...] = ()

    @property
    def custodians(self) -> frozenset[Ura]:
        """Every institution that gave something of this row."""
        sources = [copy.source for copy in self.copies] + [copy.source for copy in self.reports]
        return frozenset([source.custodian for source in sources])
