"""A holder's reports."""

from dataclasses import dataclass
from typing import Protocol

from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.study import Report

MAX_REPORT_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReportListing:
    """What a source has of a patient: `reports` in no particular order, `complete` false when something
    could not be read, with `gap` saying what in short English.
    """

    reports: tuple[Report, ...]
    complete: bool = True
    gap: str | None = None


class ReportSource(Protocol):
    """A holder's reports (RIS or EPD), asked by its own patient numbers."""

    async def reports(self, local_ids: frozenset[LocalPatientId]) -> ReportListing:
        """List every version of every report under these numbers. A rendition's `locator` is what `read`
        takes.

        What cannot be read may be of any patient, so it makes the listing incomplete for every set of
        numbers, the empty one included. Raises as `StudySource.studies`.
        """
        ...

    async def read(self, locator: str) -> bytes:
        """Give one rendition whole (reports are small: at most `MAX_REPORT_BYTES`).

        Raises:
            AccessDenied: no such rendition.
            PeerError: the source did not answer.
        """
        ...
