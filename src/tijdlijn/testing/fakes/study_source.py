"""A `StudySource` without an archive: answers from what it was given, and fails or lacks when told.

It passes the suite of its port (`tests/component/ports/test_study_source.py`).
"""

from dataclasses import dataclass, field

from tijdlijn.connectors.study_list import listed
from tijdlijn.domain.errors import PeerError
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.study import Study
from tijdlijn.ports import StudyListing


@dataclass
class InMemoryStudySource:
    """Answers from `held`; while `failure` is set every question ends with it, `gap` makes every listing
    incomplete.
    """

    held: list[tuple[LocalPatientId, Study]] = field(default_factory=list)
    gap: str | None = None
    failure: PeerError | None = None

    async def studies(self, local_ids: frozenset[LocalPatientId]) -> StudyListing:
        """List the studies under these numbers."""
        if self.failure is not None:
            raise self.failure
        found = listed(study for local_id, study in self.held if local_id in local_ids)
        return StudyListing(found, self.gap is None, self.gap)
