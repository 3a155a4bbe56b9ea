"""A `ReportSource` without a RIS: answers from what it was given, and fails when told.

It passes the suite of its port (`tests/component/ports/test_report_source.py`).
"""

from dataclasses import dataclass, field

from tijdlijn.domain.errors import AccessDenied, PeerError
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.study import Report
from tijdlijn.ports import ReportListing


@dataclass
class InMemoryReportSource:
    """Answers from `held` and `contents` (by locator); while `failure` is set every question ends with it,
    `gap` makes every listing incomplete.
    """

    held: list[tuple[LocalPatientId, Report]] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    gap: str | None = None
    failure: PeerError | None = None

    async def reports(self, local_ids: frozenset[LocalPatientId]) -> ReportListing:
        """List the reports under these numbers."""
        self._fail_if_told()
        found = tuple(report for local_id, report in self.held if local_id in local_ids)
        return ReportListing(found, self.gap is None, self.gap)

    async def read(self, locator: str) -> bytes:
        """Give one rendition."""
        self._fail_if_told()
        if locator not in self.contents:
            raise AccessDenied("no such rendition")
        return self.contents[locator]

    def _fail_if_told(self) -> None:
        if self.failure is not None:
            raise self.failure
