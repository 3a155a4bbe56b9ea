"""A `StudySource` without an archive: answers from what it was given, and fails or lacks when told.

It passes the suite of its port (`tests/component/ports/test_study_source.py`).
"""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby

from pydicom import dcmread

from tijdlijn.connectors.own_instance import fault_of, identity_of, refused
from tijdlijn.connectors.study_list import listed
from tijdlijn.domain.errors import AccessDenied, PeerError
from tijdlijn.domain.identifiers import LocalPatientId, StudyInstanceUID
from tijdlijn.domain.instances import InstancePath, Series
from tijdlijn.domain.study import Study
from tijdlijn.ports import StoredInstance, StudyListing
from tijdlijn.wire.dicom.dataset import DatasetAttributes
from tijdlijn.wire.dicom.identity import InstanceIdentity
from tijdlijn.wire.dicom.identity_reader import IdentityReader
from tijdlijn.wire.dicom.series import in_order, instance_of, series_of

PEER = "archive"
PIECE_BYTES = 1024


@dataclass
class InMemoryStudySource:
    """Answers from `held` and, for images, from `files` (whole Part 10 files); while `failure` is set every
    question ends with it, `gap` makes every listing incomplete.
    """

    held: list[tuple[LocalPatientId, Study]] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    gap: str | None = None
    failure: PeerError | None = None

    async def studies(self, local_ids: frozenset[LocalPatientId]) -> StudyListing:
        """List the studies under these numbers."""
        self._fail_if_told()
        found = listed(study for local_id, study in self.held if local_id in local_ids)
        return StudyListing(found, self.gap is None, self.gap)

    async def manifest(
        self, local_ids: frozenset[LocalPatientId], study_uid: StudyInstanceUID
    ) -> tuple[Series, ...]:
        """Give what the files of a study say."""
        self._fail_if_told()
        own = [
            (identity, file)
            for identity, file in self._under(InstancePath(study_uid))
            if identity.local_id in local_ids
        ]
        if not own:
            raise AccessDenied("no such study")
        own.sort(key=lambda one: one[0].series_uid)
        return in_order(
            _series([file for _, file in found])
            for _, found in groupby(own, key=lambda one: one[0].series_uid)
        )

    async def instances(
        self, local_ids: frozenset[LocalPatientId], path: InstancePath
    ) -> AsyncGenerator[StoredInstance, None]:
        """Give the files under a path, the patient's first."""
        self._fail_if_told()
        under = self._under(path)
        under.sort(key=lambda one: one[0].local_id not in local_ids)
        if not under or under[0][0].local_id not in local_ids:
            raise AccessDenied("no such study, series or instance")
        for identity, file in under:
            if (fault := fault_of(identity, local_ids, path)) is not None:
                raise refused(PEER, fault, identity)
            yield StoredInstance(
                identity.sop_instance_uid,
                identity.series_uid,
                identity.transfer_syntax_uid,
                len(file),
                _pieces(file),
            )

    def _under(self, path: InstancePath) -> list[tuple[InstanceIdentity, bytes]]:
        reader = IdentityReader()
        identified = [
            (identity, file)
            for file in self.files
            if (identity := identity_of(file, reader=reader, is_all=True, peer=PEER)) is not None
        ]
        return [
            (identity, file)
            for identity, file in identified
            if identity.study_uid == path.study_uid
            and path.series_uid in (None, identity.series_uid)
            and path.instance_uid in (None, identity.sop_instance_uid)
        ]

    def _fail_if_told(self) -> None:
        if self.failure is not None:
            raise self.failure


def _series(files: list[bytes]) -> Series:
    headers = [dcmread(BytesIO(file), stop_before_pixels=True) for file in files]
    sources = [DatasetAttributes(header) for header in headers]
    return series_of(
        sources,
        [
            instance_of(
                source, size_bytes=len(file), transfer_syntax_uid=str(header.file_meta.TransferSyntaxUID)
            )
            for source, file, header in zip(sources, files, headers, strict=True)
        ],
    )


async def _pieces(file: bytes) -> AsyncIterator[bytes]:
    for at_byte in range(0, len(file), PIECE_BYTES):
        yield file[at_byte : at_byte + PIECE_BYTES]
